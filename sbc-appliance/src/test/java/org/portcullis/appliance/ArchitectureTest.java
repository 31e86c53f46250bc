package org.portcullis.appliance;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the house: which module and package may know which, and how classes are shaped. */
class ArchitectureTest {
    /** The main classes of every module, whether they come from directories or from jars. */
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(
                            location ->
                                    !location.contains("/test-classes/")
                                            && !location.contains("-tests.jar"))
                    .importPackages("org.portcullis");

    @Test
    void shouldSeeEveryModule() {
        assertEquals(
                Set.of("appliance", "core", "media", "routing", "security"),
                CLASSES.getPackage("org.portcullis").getSubpackages().stream()
                        .map(JavaPackage::getRelativeName)
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @CsvSource({
        "core, security",
        "core, routing",
        "core, media",
        "core, appliance",
        "security, routing",
        "security, media",
        "security, appliance",
        "routing, security",
        "routing, media",
        "routing, appliance",
        "media, security",
        "media, routing",
        "media, appliance"
    })
    void shouldOnlyPointDown(String module, String stranger) {
        noClasses()
                .that()
                .resideInAPackage("org.portcullis." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.portcullis." + stranger + "..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "security", "routing", "media", "appliance"})
    void shouldHaveNoCycleOfPackages(String module) {
        slices().matching("org.portcullis." + module + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void shouldNotLeaveClassesOpenByChance() {
        classes()
                .that(describe("are classes with a name", ArchitectureTest::isNamedClass))
                .should()
                .beAssignableTo(describe("final, sealed or abstract", ArchitectureTest::isShaped))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void shouldLogThroughSlf4j() {
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.allowEmptyShould(true).check(CLASSES);
    }

    @Test
    void shouldPrintOnlyForAPersonAtATerminal() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.portcullis.appliance.cli..", "org.portcullis.appliance.demo..")
                .should(ACCESS_STANDARD_STREAMS)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void shouldMarkEveryPackageForNullness() {
        List<String> unmarked =
                CLASSES.stream()
                        .map(JavaClass::getPackage)
                        .distinct()
                        .filter(its -> !its.isAnnotatedWith(NullMarked.class))
                        .map(JavaPackage::getName)
                        .sorted()
                        .toList();
        assertEquals(List.of(), unmarked);
    }

    private static boolean isNamedClass(JavaClass its) {
        return !its.isInterface() && !its.isEnum() && !its.isAnonymousClass();
    }

    private static boolean isShaped(JavaClass its) {
        Class<?> type = its.reflect();
        int modifiers = type.getModifiers();
        return Modifier.isFinal(modifiers) || Modifier.isAbstract(modifiers) || type.isSealed();
    }
}

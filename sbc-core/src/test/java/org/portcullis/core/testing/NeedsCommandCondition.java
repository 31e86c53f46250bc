package org.portcullis.core.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Leaves out what {@link NeedsCommand} says cannot run here. */
final class NeedsCommandCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing =
                AnnotationSupport.findAnnotation(context.getElement(), NeedsCommand.class).stream()
                        .flatMap(needed -> Arrays.stream(needed.value()))
                        .filter(command -> !onPath(command))
                        .toList();
        return missing.isEmpty() || "true".equals(System.getenv("CI"))
                ? ConditionEvaluationResult.enabled("all commands are here")
                : ConditionEvaluationResult.disabled("missing: " + String.join(", ", missing));
    }

    static boolean onPath(String command) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
    }
}

package org.portcullis.appliance.testing;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Leaves out what {@link NeedsModule} says cannot run here. */
final class NeedsModuleCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing =
                AnnotationSupport.findAnnotation(context.getElement(), NeedsModule.class).stream()
                        .flatMap(needed -> Arrays.stream(needed.value()))
                        .filter(name -> !NodeModules.present(name))
                        .toList();
        return missing.isEmpty() || "true".equals(System.getenv("CI"))
                ? ConditionEvaluationResult.enabled("all npm packages are here")
                : ConditionEvaluationResult.disabled(
                        "missing npm packages: " + String.join(", ", missing));
    }
}

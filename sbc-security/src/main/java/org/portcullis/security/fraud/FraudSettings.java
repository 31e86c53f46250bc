package org.portcullis.security.fraud;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is looked for, as configured.
 *
 * @param zone of all times of the week
 * @param permitted numbers that are not blocked though a prefix of {@code blocked} that is no
 *     longer says so
 */
public record FraudSettings(
        ZoneId zone, List<FraudRule> rules, List<NumberList> blocked, List<NumberList> permitted) {
    public static final FraudSettings NONE =
            new FraudSettings(ZoneOffset.UTC, List.of(), List.of(), List.of());

    public FraudSettings {
        rules = List.copyOf(rules);
        blocked = List.copyOf(blocked);
        permitted = List.copyOf(permitted);
        Set<String> names = new HashSet<>();
        for (FraudRule rule : rules) {
            if (!names.add(rule.name())) {
                throw new IllegalArgumentException(
                        "rules: " + rule.name() + " (expected: a name that is not taken)");
            }
        }
    }
}

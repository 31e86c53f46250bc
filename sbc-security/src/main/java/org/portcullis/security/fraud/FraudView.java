package org.portcullis.security.fraud;

import java.util.Map;

/**
 * What is known of a source by one rule.
 *
 * @param thresholds of the rule, by what is measured; what has none is counted all the same
 * @param minutes talked since the window began
 * @param windowSeconds until the window ends
 * @param blockedSeconds for how long it is blocked yet, 0 if it is not
 */
public record FraudView(
        String rule,
        String source,
        Map<Measure, Thresholds> thresholds,
        int calls,
        int callsPerMinute,
        int concurrent,
        int sequential,
        long minutes,
        long windowSeconds,
        long blockedSeconds) {
    public FraudView {
        thresholds = Map.copyOf(thresholds);
    }

    /** What was counted, in the unit of the measure. */
    public long value(Measure measure) {
        return switch (measure) {
            case CALLS_PER_MINUTE -> callsPerMinute;
            case CALLS -> calls;
            case CONCURRENT -> concurrent;
            case SEQUENTIAL -> sequential;
            case MINUTES -> minutes;
        };
    }
}

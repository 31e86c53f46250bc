package org.portcullis.security.fraud;

/**
 * What is known of a source by one rule.
 *
 * @param minutes talked since the window began
 * @param windowSeconds until the window ends
 * @param blockedSeconds for how long it is blocked yet, 0 if it is not
 */
public record FraudView(
        String rule,
        String source,
        int calls,
        int callsPerMinute,
        int concurrent,
        int sequential,
        long minutes,
        long windowSeconds,
        long blockedSeconds) {}

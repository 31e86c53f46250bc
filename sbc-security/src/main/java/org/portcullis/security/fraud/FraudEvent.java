package org.portcullis.security.fraud;

import java.time.Instant;

/**
 * Something that people are to be told.
 *
 * @param rule the name of the rule
 * @param source whose calls they are: a peer, or a peer and its user
 * @param number the last that was called
 * @param blockedSeconds for how long the source is blocked, 0 if it is not
 */
public record FraudEvent(
        String rule,
        String source,
        String number,
        Measure measure,
        Level level,
        long value,
        int threshold,
        long blockedSeconds,
        Instant time) {

    /** Which threshold was passed. */
    public enum Level {
        WARN,
        CRITICAL
    }
}

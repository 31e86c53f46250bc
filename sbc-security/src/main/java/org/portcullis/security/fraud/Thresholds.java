package org.portcullis.security.fraud;

/**
 * How much of something is too much: more than these.
 *
 * @param warn people are told, or {@link #NONE}
 * @param critical people are told, and the source is blocked where the rule says so, or {@link
 *     #NONE}
 */
public record Thresholds(int warn, int critical) {
    public static final int NONE = Integer.MAX_VALUE;

    public Thresholds {
        if (warn < 1 || critical < 1) {
            throw new IllegalArgumentException(
                    "warn: " + warn + ", critical: " + critical + " (expected: at least 1)");
        }
        if (warn != NONE && warn > critical) {
            throw new IllegalArgumentException(
                    "warn: " + warn + " (expected: at most critical, " + critical + ")");
        }
    }
}

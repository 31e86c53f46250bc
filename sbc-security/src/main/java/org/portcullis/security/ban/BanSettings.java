package org.portcullis.security.ban;

import java.time.Duration;

/**
 * How bans go, as configured.
 *
 * @param duration of a first ban where nothing else is said
 * @param cap what doubling stops at; a first ban that is longer by itself stays as long as it is
 * @param repeatMemory how long after its end a ban is remembered; another one within that time
 *     lasts twice as long as it
 * @param limit how many bans are kept in all, those remembered included
 */
public record BanSettings(Duration duration, Duration cap, Duration repeatMemory, int limit) {

    private static final int MAX_LIMIT = 1_000_000;
    private static final Duration LONGEST = Duration.ofDays(3650);

    public static final BanSettings DEFAULT =
            new BanSettings(Duration.ofMinutes(15), Duration.ofDays(1), Duration.ofDays(1), 65_536);

    public BanSettings {
        requireUpTo10Years("duration", duration);
        requireUpTo10Years("cap", cap);
        if (repeatMemory.isNegative() || repeatMemory.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "repeat-memory: " + repeatMemory.toSeconds() + "s (expected: 0s-3650d)");
        }
        if (cap.compareTo(duration) < 0) {
            throw new IllegalArgumentException(
                    "cap: "
                            + cap.toSeconds()
                            + "s (expected: at least the duration, "
                            + duration.toSeconds()
                            + "s)");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "limit: " + limit + " (expected: 1-" + MAX_LIMIT + ")");
        }
    }

    /** Cut to what the table can count; the table's arithmetic is in nanoseconds. */
    static Duration cut(Duration duration) {
        return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    }

    private static void requireUpTo10Years(String name, Duration value) {
        if (!value.isPositive() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + ": " + value.toMillis() + "ms (expected: 1ms-3650d)");
        }
    }
}

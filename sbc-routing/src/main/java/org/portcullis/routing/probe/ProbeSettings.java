package org.portcullis.routing.probe;

import java.time.Duration;

/**
 * How a destination is probed and judged, as configured.
 *
 * @param interval from one OPTIONS to the next
 * @param timeout how long to wait for its answer
 * @param downAfter failures in a row, of probes or of calls, after which it is inactive
 * @param upAfter answered probes in a row after which it is active again
 */
public record ProbeSettings(Duration interval, Duration timeout, int downAfter, int upAfter) {

    private static final Duration MAX_INTERVAL = Duration.ofDays(1);

    public static final ProbeSettings DEFAULT =
            new ProbeSettings(Duration.ofSeconds(10), Duration.ofSeconds(2), 3, 1);

    public ProbeSettings {
        if (!interval.isPositive() || interval.compareTo(MAX_INTERVAL) > 0) {
            throw new IllegalArgumentException(
                    "interval: " + interval.toMillis() + "ms (expected: 1ms-24h)");
        }
        if (!timeout.isPositive() || timeout.compareTo(interval) > 0) {
            throw new IllegalArgumentException(
                    "timeout: "
                            + timeout.toMillis()
                            + "ms (expected: 1ms up to the interval, "
                            + interval.toMillis()
                            + "ms)");
        }
        requirePositive("down-after", downAfter);
        requirePositive("up-after", upAfter);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
        }
    }
}

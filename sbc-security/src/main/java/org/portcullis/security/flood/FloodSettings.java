package org.portcullis.security.flood;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How much a source may send, as configured; the words are those of Kamailio's pike.
 *
 * @param samplingUnit the length of a window
 * @param density requests a window from which on an address is blocked
 * @param removeLatency how long an address or prefix is remembered after its last request
 * @param exempt names of address groups that are never counted
 * @param ban how long a source that is over the density is banned; where empty, what it sends is
 *     dropped until it calms down
 */
public record FloodSettings(
        Duration samplingUnit,
        int density,
        Duration removeLatency,
        List<String> exempt,
        Optional<Duration> ban) {

    private static final int MAX_DENSITY = 1_000_000;
    private static final Duration MAX_DURATION = Duration.ofDays(1);

    public static final FloodSettings DEFAULT =
            new FloodSettings(Duration.ofSeconds(2), 30, Duration.ofSeconds(120), List.of());

    /** One that only drops. */
    public FloodSettings(
            Duration samplingUnit, int density, Duration removeLatency, List<String> exempt) {
        this(samplingUnit, density, removeLatency, exempt, Optional.empty());
    }

    public FloodSettings {
        exempt = List.copyOf(exempt);
        requireUpToADay("sampling-unit", samplingUnit);
        requireUpToADay("remove-latency", removeLatency);
        if (density < 1 || density > MAX_DENSITY) {
            throw new IllegalArgumentException(
                    "density: " + density + " (expected: 1-" + MAX_DENSITY + ")");
        }
    }

    private static void requireUpToADay(String name, Duration value) {
        if (!value.isPositive() || value.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException(
                    name + ": " + value.toMillis() + "ms (expected: 1ms-24h)");
        }
    }
}

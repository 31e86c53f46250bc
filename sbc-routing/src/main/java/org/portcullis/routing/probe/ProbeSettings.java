package org.portcullis.routing.probe;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipUri;

/**
 * How a destination is probed and judged, as configured.
 *
 * @param mode who is probed
 * @param interval from one probe to the next
 * @param timeout how long to wait for its answer
 * @param downAfter failures in a row, of probes or of calls, after which it is inactive
 * @param upAfter answered probes in a row after which it is active again
 * @param longestRetryAfter how long it is left alone at most when a 503 asks for that
 * @param method of the probe
 * @param alive response codes that are signs of life though others of their kind are not
 * @param from the probe's From; our own address where there is none
 * @param requestUri the probe's Request-URI and To; the destination's where there is none
 */
public record ProbeSettings(
        Mode mode,
        Duration interval,
        Duration timeout,
        int downAfter,
        int upAfter,
        Duration longestRetryAfter,
        Method method,
        Set<Integer> alive,
        Optional<SipUri> from,
        Optional<SipUri> requestUri) {

    private static final Duration MAX_INTERVAL = Duration.ofDays(1);
    private static final Set<Method> PART_OF_CALLS =
            Set.of(
                    Method.INVITE,
                    Method.ACK,
                    Method.BYE,
                    Method.CANCEL,
                    Method.PRACK,
                    Method.UPDATE,
                    Method.REFER,
                    Method.SUBSCRIBE,
                    Method.REGISTER);

    public static final ProbeSettings DEFAULT =
            new ProbeSettings(Duration.ofSeconds(10), Duration.ofSeconds(2), 3, 1);

    /** Whom probes are sent to. */
    public enum Mode {
        /** Every destination that nobody has disabled. */
        ALL,
        /** Those that something asked of them has failed at, until it succeeds. */
        FAILED_ONLY,
        /** Nobody: calls tell how they do. */
        NEVER
    }

    /** OPTIONS to all. */
    public ProbeSettings(Duration interval, Duration timeout, int downAfter, int upAfter) {
        this(
                Mode.ALL,
                interval,
                timeout,
                downAfter,
                upAfter,
                Duration.ofMinutes(5),
                Method.OPTIONS,
                Set.of(),
                Optional.empty(),
                Optional.empty());
    }

    public ProbeSettings {
        alive = Set.copyOf(alive);
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
        if (longestRetryAfter.isNegative() || longestRetryAfter.compareTo(MAX_INTERVAL) > 0) {
            throw new IllegalArgumentException(
                    "retry-after: " + longestRetryAfter.toMillis() + "ms (expected: 0ms-24h)");
        }
        if (PART_OF_CALLS.contains(method)) {
            throw new IllegalArgumentException(
                    "method: "
                            + method.name()
                            + " (expected: one that begins and ends nothing, such as OPTIONS)");
        }
        requirePositive("down-after", downAfter);
        requirePositive("up-after", upAfter);
        alive.forEach(ProbeSettings::requireFinal);
    }

    /** The same for a destination that has a From of its own. */
    public ProbeSettings from(SipUri its) {
        return new ProbeSettings(
                mode,
                interval,
                timeout,
                downAfter,
                upAfter,
                longestRetryAfter,
                method,
                alive,
                Optional.of(its),
                requestUri);
    }

    /** The same for a destination that is not probed. */
    public ProbeSettings never() {
        return new ProbeSettings(
                Mode.NEVER,
                interval,
                timeout,
                downAfter,
                upAfter,
                longestRetryAfter,
                method,
                alive,
                from,
                requestUri);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
        }
    }

    private static void requireFinal(int status) {
        if (status < 200 || status > 699 || status == 408 || status == 503) {
            throw new IllegalArgumentException(
                    "alive: "
                            + status
                            + " (expected: 200-699 but 408 and 503, which stand for no answer)");
        }
    }
}

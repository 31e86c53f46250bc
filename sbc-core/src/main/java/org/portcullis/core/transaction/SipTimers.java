package org.portcullis.core.transaction;

import java.time.Duration;

/**
 * The timer values of RFC 3261 table 4 that a deployment may choose; all others derive from them.
 *
 * @param t1 round-trip estimate, 10 ms to 10 s
 * @param t2 longest retransmission interval of non-INVITE requests and INVITE responses, at least
 *     T1
 * @param t4 how long a message may remain in the network, at least T1
 * @param c how long an INVITE may ring without a final response, 1 s to 1 h
 */
public record SipTimers(Duration t1, Duration t2, Duration t4, Duration c) {

    public static final SipTimers DEFAULT =
            new SipTimers(
                    Duration.ofMillis(500),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(185));

    public SipTimers {
        require("t1", t1, Duration.ofMillis(10), Duration.ofSeconds(10));
        require("t2", t2, t1, Duration.ofMinutes(1));
        require("t4", t4, t1, Duration.ofMinutes(1));
        require("c", c, Duration.ofSeconds(1), Duration.ofHours(1));
    }

    private static void require(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    name
                            + ": "
                            + value.toMillis()
                            + "ms (expected: "
                            + least.toMillis()
                            + "ms to "
                            + most.toMillis()
                            + "ms)");
        }
    }

    public long t1Nanos() {
        return t1.toNanos();
    }

    public long t2Nanos() {
        return t2.toNanos();
    }

    public long t4Nanos() {
        return t4.toNanos();
    }

    public long cNanos() {
        return c.toNanos();
    }

    /** How long it takes timer E to reach T2: until a client repeats its request no faster. */
    public long slowestNanos() {
        long interval = t1Nanos();
        long elapsed = 0;
        while (interval < t2Nanos()) {
            elapsed += interval;
            interval *= 2;
        }
        return elapsed;
    }

    /** Timers B, F, H, J, L and M. */
    public long giveUpNanos() {
        return 64 * t1.toNanos();
    }

    /** Timer D: at least 32 s, whatever T1 is. */
    public long dNanos() {
        return Math.max(giveUpNanos(), 32_000_000_000L);
    }
}

package org.portcullis.routing.resolve;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How names are looked up, as configured.
 *
 * @param servers asked in turn, the one that answered last first; empty for those of
 *     /etc/resolv.conf
 * @param timeout how long one server may take
 * @param attempts how often each server is asked before the question has failed
 * @param entries most answers that are kept
 * @param minTtl least time that an answer is kept, whatever it says
 * @param maxTtl most time that an answer is kept without asking again
 * @param negativeTtl most time that the absence of a name or record is kept
 * @param stale how long an answer may be used beyond its time where no server answers
 * @param pending most requests that wait for an answer; more fail at once
 */
public record ResolverSettings(
        List<InetSocketAddress> servers,
        Duration timeout,
        int attempts,
        int entries,
        Duration minTtl,
        Duration maxTtl,
        Duration negativeTtl,
        Duration stale,
        int pending) {

    public static final ResolverSettings DEFAULT =
            new ResolverSettings(
                    List.of(),
                    Duration.ofMillis(1_500),
                    2,
                    10_000,
                    Duration.ofSeconds(1),
                    Duration.ofDays(1),
                    Duration.ofMinutes(5),
                    Duration.ofDays(1),
                    2_000);

    public ResolverSettings {
        servers = List.copyOf(servers);
        require(timeout.isPositive(), "timeout", timeout, "more than 0");
        require(attempts >= 1 && attempts <= 10, "attempts", attempts, "1-10");
        require(entries >= 100, "cache", entries, "at least 100");
        require(minTtl.isPositive(), "min-ttl", minTtl, "more than 0");
        require(maxTtl.compareTo(minTtl) >= 0, "max-ttl", maxTtl, "at least min-ttl, " + minTtl);
        require(
                negativeTtl.compareTo(minTtl) >= 0,
                "negative-ttl",
                negativeTtl,
                "at least min-ttl, " + minTtl);
        require(!stale.isNegative(), "stale", stale, "at least 0");
        require(pending >= 1, "pending", pending, "at least 1");
    }

    private static void require(boolean sound, String name, Object value, String expected) {
        if (!sound) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + expected + ")");
        }
    }
}

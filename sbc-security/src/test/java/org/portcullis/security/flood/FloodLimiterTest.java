package org.portcullis.security.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Together;

class FloodLimiterTest {

    private static final InetSocketAddress SOURCE = new InetSocketAddress("198.51.100.1", 5060);

    private final Counters counters = new Counters();

    @Test
    void shouldCountASourceAsOneWhateverItsPort() {
        FloodLimiter limiter = limiter();
        for (int i = 1; i <= 38; i++) {
            assertTrue(accept(limiter, new InetSocketAddress("198.51.100.1", i), 0));
        }
        assertFalse(accept(limiter, new InetSocketAddress("198.51.100.1", 39), 0));
        assertEquals(1, value("portcullis_flood_blocked_sources_total"));
    }

    @Test
    void shouldNeverCountTheExempt() {
        FloodLimiter limiter = new FloodLimiter(FloodSettings.DEFAULT, SOURCE::equals, counters, 0);
        for (int i = 0; i < 1_000; i++) {
            assertTrue(accept(limiter, SOURCE, 0));
        }
        InetSocketAddress other = new InetSocketAddress("198.51.100.1", 5061);
        for (int i = 0; i < 38; i++) {
            assertTrue(accept(limiter, other, 0));
        }
        assertFalse(accept(limiter, other, 0));
    }

    /** What several loops let through is what one would have, and what was not to be counted. */
    @Test
    void shouldCountExactlyFromSeveralLoops() throws InterruptedException, ExecutionException {
        FloodSettings settings =
                new FloodSettings(
                        Duration.ofSeconds(2), 1_000_000, Duration.ofSeconds(120), List.of());
        int loops = 4;
        int packets = 350_000;
        FloodLimiter alone = new FloodLimiter(settings, source -> false, new Counters(), 0);
        int limit = accepted(alone, loops * packets);
        assertTrue(limit < loops * packets, "almost all are needed to reach the limit");
        FloodLimiter shared = new FloodLimiter(settings, source -> false, counters, 0);
        int passed = 0;
        for (int accepted : Together.run(loops, () -> accepted(shared, packets))) {
            passed += accepted;
        }
        long uncounted = value("portcullis_flood_uncounted_total");
        assertEquals(Math.min(limit, (long) loops * packets - uncounted), passed - uncounted);
    }

    private static boolean accept(FloodLimiter limiter, InetSocketAddress source, long nowNanos) {
        return limiter.hit(source, nowNanos) == Mark.PASSED;
    }

    private static int accepted(FloodLimiter limiter, int packets) {
        int accepted = 0;
        for (int i = 0; i < packets; i++) {
            accepted += accept(limiter, SOURCE, 0) ? 1 : 0;
        }
        return accepted;
    }

    private FloodLimiter limiter() {
        return new FloodLimiter(FloodSettings.DEFAULT, source -> false, counters, 0);
    }

    private long value(String name) {
        return counters.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .findAny()
                .orElseThrow()
                .value()
                .getAsLong();
    }
}

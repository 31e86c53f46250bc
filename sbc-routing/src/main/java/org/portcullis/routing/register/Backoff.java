package org.portcullis.routing.register;

import java.util.random.RandomGenerator;

/** Waits that grow with failures and that no two boxes share. Owned by one loop. */
final class Backoff {
    private static final int MOST_DOUBLINGS = 20;

    private final long leastNanos;
    private final long mostNanos;
    private final RandomGenerator random;
    private int failures;

    Backoff(long leastNanos, long mostNanos, RandomGenerator random) {
        this.leastNanos = leastNanos;
        this.mostNanos = mostNanos;
        this.random = random;
    }

    int failures() {
        return failures;
    }

    void succeeded() {
        failures = 0;
    }

    /** One more failure; how long to wait now: half to all of a time twice as long as the last. */
    long failed() {
        long whole = leastNanos << Math.min(failures++, MOST_DOUBLINGS);
        long capped = whole <= 0 || whole > mostNanos ? mostNanos : whole;
        return capped / 2 + random.nextLong(capped / 2 + 1);
    }
}

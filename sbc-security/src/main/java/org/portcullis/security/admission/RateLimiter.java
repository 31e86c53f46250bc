package org.portcullis.security.admission;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket in the form of the generic cell rate algorithm (ITU-T I.371): one number says when
 * the bucket will be full again, so taking a token is one compare-and-set and exact from any number
 * of threads.
 */
final class RateLimiter {
    private static final long SECOND_NANOS = 1_000_000_000;

    private final long intervalNanos;
    private final long depthNanos;
    private final AtomicLong fullAtNanos;

    /**
     * A full bucket of {@code burst} tokens, refilled with {@code perSecond}, up to a billion of
     * each.
     */
    RateLimiter(int perSecond, int burst, long nowNanos) {
        this.intervalNanos = Math.max(1, SECOND_NANOS / perSecond);
        this.depthNanos = burst * intervalNanos;
        this.fullAtNanos = new AtomicLong(nowNanos);
    }

    boolean tryAcquire(long nowNanos) {
        while (true) {
            long fullAt = fullAtNanos.get();
            long missing = Math.max(0, fullAt - nowNanos) + intervalNanos;
            if (missing > depthNanos) {
                return false;
            }
            if (fullAtNanos.compareAndSet(fullAt, nowNanos + missing)) {
                return true;
            }
        }
    }

    /** Whether {@link #tryAcquire} would have a token at this moment. */
    boolean hasToken(long nowNanos) {
        return Math.max(0, fullAtNanos.get() - nowNanos) + intervalNanos <= depthNanos;
    }

    /** Puts back a token that was taken and not used. */
    void giveBack() {
        fullAtNanos.addAndGet(-intervalNanos);
    }

    /** Whether no token is missing. */
    boolean full(long nowNanos) {
        return fullAtNanos.get() - nowNanos <= 0;
    }
}

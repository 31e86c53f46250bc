package org.portcullis.security.admission;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The calls of one party in one direction, counted and held to limits. Any thread.
 *
 * <p>The limits can change while calls stand: what stands stays counted.
 */
final class Meter {
    private final RefusalPair refusals;
    private final AtomicInteger live = new AtomicInteger();
    private volatile Held held;

    /** The limits with the bucket that belongs to them. */
    private record Held(CallLimits limits, RateLimiter rate) {}

    Meter(CallLimits limits, RefusalPair refusals, long nowNanos) {
        this.refusals = refusals;
        this.held = new Held(limits, bucket(limits, nowNanos));
    }

    /** Holds calls to other limits from now on. A rate that is the same keeps its bucket. */
    void apply(CallLimits limits, long nowNanos) {
        Held before = held;
        boolean sameRate =
                before.limits.cps() == limits.cps() && before.limits.burst() == limits.burst();
        held = new Held(limits, sameRate ? before.rate : bucket(limits, nowNanos));
    }

    RefusalPair refusals() {
        return refusals;
    }

    /** The answer to one too many. */
    int status() {
        return held.limits.status();
    }

    CallLimits limits() {
        return held.limits;
    }

    int live() {
        return live.get();
    }

    boolean hasRoom() {
        return live.get() < held.limits.calls();
    }

    boolean hasToken(long nowNanos) {
        return held.rate.hasToken(nowNanos);
    }

    /** Takes a place if there is one. */
    boolean enter() {
        int most = held.limits.calls();
        while (true) {
            int now = live.get();
            if (now >= most) {
                return false;
            }
            if (live.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    /** Takes a place whatever the limits say. */
    void enterAnyway() {
        live.incrementAndGet();
    }

    void leave() {
        live.decrementAndGet();
    }

    boolean takeToken(long nowNanos) {
        return held.rate.tryAcquire(nowNanos);
    }

    /** Puts back a token of a call that was refused for something else. */
    void giveTokenBack() {
        held.rate.giveBack();
    }

    /** Whether forgetting it would change nothing. */
    boolean idle(long nowNanos) {
        return live.get() == 0 && held.rate.full(nowNanos);
    }

    private static RateLimiter bucket(CallLimits limits, long nowNanos) {
        return new RateLimiter(limits.cps(), limits.burst(), nowNanos);
    }
}

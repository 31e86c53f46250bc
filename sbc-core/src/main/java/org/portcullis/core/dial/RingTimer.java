package org.portcullis.core.dial;

import java.util.function.LongConsumer;
import org.portcullis.core.leg.LegContext;
import org.portcullis.core.runtime.Timer;

/**
 * How long one destination may ring: for as long as its peer's limit says from when it was called,
 * and for timer C from when it was last heard ringing (RFC 3261 16.6 step 11, 16.7 step 2). Owned
 * by the call's loop.
 */
final class RingTimer extends Timer {
    private final LegContext context;
    private final long limitNanos;
    private final long limitedUntilNanos;
    private final LongConsumer rangTooLong;

    /**
     * @param limitNanos how long the peer may ring from now on; 0 for as long as timer C says
     * @param rangTooLong told the time, once, unless it was stopped before
     */
    RingTimer(LegContext context, long limitNanos, LongConsumer rangTooLong, long nowNanos) {
        this.context = context;
        this.limitNanos = limitNanos;
        this.limitedUntilNanos = nowNanos + limitNanos;
        this.rangTooLong = rangTooLong;
    }

    /** It is called or rings: timer C begins anew, the peer's limit does not. */
    void rings(long nowNanos) {
        long untilNanos = nowNanos + context.timers().cNanos();
        boolean limited = limitNanos != 0 && limitedUntilNanos - untilNanos < 0;
        context.loop().timers().schedule(this, limited ? limitedUntilNanos : untilNanos);
    }

    /** Whether it was the peer's limit that has been reached. */
    boolean limitReached(long nowNanos) {
        return limitNanos != 0 && nowNanos - limitedUntilNanos >= 0;
    }

    void stop() {
        context.loop().timers().cancel(this);
    }

    @Override
    protected void expired(long nowNanos) {
        rangTooLong.accept(nowNanos);
    }
}

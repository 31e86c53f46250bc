package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.concurrent.TimeUnit;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.media.MediaStatistics;
import org.portcullis.core.runtime.Timer;

/**
 * Ends an answered call that lasts too long, or in which nothing is to be heard any more. Owned by
 * the call's loop.
 */
final class CallWatch extends Timer {
    private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final CallContext context;
    private final Call call;
    private final long endsNanos;
    private final long silenceNanos;
    private long packets = -1;
    private long heardNanos;

    /**
     * @param caller how the caller is treated, and
     * @param callee the callee: the narrower limits hold
     */
    CallWatch(
            CallContext context, Call call, PeerProfile caller, PeerProfile callee, long nowNanos) {
        this.context = context;
        this.call = call;
        long lengthNanos = narrower(caller.lengthNanos(), callee.lengthNanos());
        this.endsNanos = lengthNanos == 0 ? 0 : nowNanos + lengthNanos;
        this.silenceNanos = narrower(caller.silenceNanos(), callee.silenceNanos());
        this.heardNanos = nowNanos;
        schedule(nowNanos);
    }

    void stop() {
        context.loop().timers().cancel(this);
    }

    @Override
    protected void expired(long nowNanos) {
        call.guarded(nowNanos, () -> look(nowNanos));
    }

    private void look(long nowNanos) {
        if (endsNanos != 0 && nowNanos - endsNanos >= 0) {
            end(CallCounters.End.TOO_LONG, Reasons.TOO_LONG, nowNanos);
        } else if (silenceNanos != 0 && silent(nowNanos)) {
            end(CallCounters.End.SILENT, Reasons.SILENT, nowNanos);
        } else {
            schedule(nowNanos);
        }
    }

    private boolean silent(long nowNanos) {
        long sum = 0;
        for (MediaStatistics.Stream stream : call.media().statistics().streams()) {
            sum += stream.packets();
        }
        if (sum != packets || call.held()) {
            packets = sum;
            heardNanos = nowNanos;
        }
        return nowNanos - heardNanos >= silenceNanos;
    }

    private void end(CallCounters.End how, AsciiString reason, long nowNanos) {
        call.release(how, reason, nowNanos);
    }

    private void schedule(long nowNanos) {
        if (silenceNanos != 0) {
            long next = nowNanos + Math.min(STEP_NANOS, silenceNanos);
            boolean sooner = endsNanos != 0 && endsNanos - next < 0;
            context.loop().timers().schedule(this, sooner ? endsNanos : next);
        } else if (endsNanos != 0) {
            context.loop().timers().schedule(this, endsNanos);
        }
    }

    private static long narrower(long one, long other) {
        return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
    }
}

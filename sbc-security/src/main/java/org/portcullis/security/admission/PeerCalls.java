package org.portcullis.security.admission;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.portcullis.core.border.Admission.Admitted;
import org.portcullis.core.border.Admission.Refused;
import org.portcullis.core.border.Admission.Ticket;
import org.portcullis.core.border.Admission.Verdict;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Flow;

/**
 * The calls that one peer has brought, held to its limits. Any loop; exact under any interleaving.
 */
final class PeerCalls {

    /**
     * Short: a peer that takes it to heart (RFC 3261 21.5.4) stops sending altogether for that
     * long.
     */
    private static final int RETRY_AFTER_SECONDS = 1;

    private volatile Bounds bounds;
    private final AtomicInteger live = new AtomicInteger();
    private final Counter admitted;
    private final Refusals overCalls;
    private final Refusals overRate;

    PeerCalls(Origin peer, CallLimits limits, Counters counters, long nowNanos) {
        this.bounds = Bounds.of(limits, nowNanos);
        this.admitted =
                counters.counter(
                        "portcullis_admission_calls_total",
                        "Calls let in, by the peer that brought them.",
                        "peer",
                        peer.name());
        this.overCalls = refusals(peer, "calls", counters, nowNanos);
        this.overRate = refusals(peer, "cps", counters, nowNanos);
        counters.gauge(
                "portcullis_admission_live_calls",
                "Calls of each peer that were let in and have not ended.",
                live::get,
                "peer",
                peer.name());
    }

    /** The limits, with what is left of the rate. */
    private record Bounds(CallLimits limits, RateLimiter rate) {
        static Bounds of(CallLimits limits, long nowNanos) {
            return new Bounds(limits, new RateLimiter(limits.cps(), limits.burst(), nowNanos));
        }
    }

    /** Goes by other limits from now on; the live calls stay counted. */
    void use(CallLimits limits, long nowNanos) {
        if (!limits.equals(bounds.limits())) {
            bounds = Bounds.of(limits, nowNanos);
        }
    }

    Verdict admit(Flow flow, long nowNanos) {
        Bounds now = bounds;
        if (!enter(now.limits().calls())) {
            overCalls.refuse(flow.remote(), flow.realm(), nowNanos);
            return refusal(now.limits());
        }
        if (!now.rate().tryAcquire(nowNanos)) {
            live.decrementAndGet();
            overRate.refuse(flow.remote(), flow.realm(), nowNanos);
            return refusal(now.limits());
        }
        admitted.increment();
        return new Admitted(new Place(live));
    }

    /** Counts one more, whatever the limits say; it takes its place among the live ones. */
    Admitted admitAnyway() {
        live.incrementAndGet();
        admitted.increment();
        return new Admitted(new Place(live));
    }

    private boolean enter(int most) {
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

    private static Refused refusal(CallLimits limits) {
        return new Refused(limits.status(), limits.status() == 503 ? RETRY_AFTER_SECONDS : 0);
    }

    private static Refusals refusals(Origin peer, String limit, Counters counters, long nowNanos) {
        return new Refusals(
                limit + " limit of " + peer.name(),
                counters.counter(
                        "portcullis_admission_refused_total",
                        "Calls refused for a limit of the peer that brought them.",
                        "peer",
                        peer.name(),
                        "limit",
                        limit),
                nowNanos);
    }

    /** A place among the live calls; given back once however often it is released. */
    private static final class Place implements Ticket {
        private final AtomicInteger live;
        private final AtomicBoolean released = new AtomicBoolean();

        Place(AtomicInteger live) {
            this.live = live;
        }

        @Override
        public void release() {
            if (released.compareAndSet(false, true)) {
                live.decrementAndGet();
            }
        }
    }
}

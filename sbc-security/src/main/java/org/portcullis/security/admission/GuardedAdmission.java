package org.portcullis.security.admission;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Flow;
import org.portcullis.security.overload.LoadWatch;

/**
 * The admission of one loop: while the loop is overloaded, new calls and registrations get 503 with
 * a Retry-After that spreads them. Emergency calls pass, and so does whatever belongs to a dialog.
 * Owned by its loop.
 */
public final class GuardedAdmission implements Admission {
    private static final int MOST_RETRY_AFTER_SECONDS = 10;

    private final Admission admission;
    private final LoadWatch watch;
    private final IntUnaryOperator random;
    private final Map<LoadWatch.Reason, Refusals> refusals = new EnumMap<>(LoadWatch.Reason.class);

    /**
     * @param random a number from 0 to below its argument
     */
    public GuardedAdmission(
            Admission admission,
            LoadWatch watch,
            IntUnaryOperator random,
            Counters counters,
            long nowNanos) {
        this.admission = admission;
        this.watch = watch;
        this.random = random;
        for (LoadWatch.Reason reason : LoadWatch.Reason.values()) {
            refusals.put(
                    reason,
                    new Refusals(
                            "overload",
                            counters.counter(
                                    "portcullis_overload_refused_total",
                                    "Calls and registrations refused because the box had more to"
                                            + " do than it can, by what there was too much of.",
                                    "reason",
                                    reason.label()),
                            nowNanos));
        }
    }

    @Override
    public Verdict admit(SipRequest request, Origin origin, Flow flow, long nowNanos) {
        Optional<LoadWatch.Reason> overload = watch.overloaded();
        // A stranger is told nothing of how the box is.
        if (overload.isEmpty() || origin instanceof Origin.Unknown || !isNew(request)) {
            return admission.admit(request, origin, flow, nowNanos);
        }
        Objects.requireNonNull(refusals.get(overload.get()))
                .refuse(flow.remote(), flow.realm(), nowNanos);
        return new Refused(503, 1 + random.applyAsInt(MOST_RETRY_AFTER_SECONDS));
    }

    @Override
    public Admitted admitEmergency(SipRequest request, Origin origin, long nowNanos) {
        return admission.admitEmergency(request, origin, nowNanos);
    }

    private static boolean isNew(SipRequest request) {
        Method method = request.method();
        return (method.equals(Method.INVITE) || method.equals(Method.REGISTER))
                && request.to().tag().isEmpty();
    }
}

package org.portcullis.security.admission;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transaction.Load;
import org.portcullis.core.transport.Flow;
import org.portcullis.security.overload.LoadWatch;

/**
 * Tells one loop whether it has more to do than it can, and counts what it refuses for that, each
 * by one reason. Owned by its loop.
 */
public final class LoadGuard implements Load {
    private final LoadWatch watch;
    private final Map<LoadWatch.Reason, Refusals> refusals = new EnumMap<>(LoadWatch.Reason.class);

    public LoadGuard(LoadWatch watch, Counters counters, long nowNanos) {
        this.watch = watch;
        for (LoadWatch.Reason reason : LoadWatch.Reason.values()) {
            refusals.put(
                    reason,
                    new Refusals(
                            "overload",
                            counters.counter(
                                    "portcullis_overload_refused_total",
                                    "Requests answered 503 because the box had more to do than it"
                                            + " can, by what there was too much of. Calls and"
                                            + " registrations alone but for `transactions`, of"
                                            + " which there can be as many as may stand.",
                                    "reason",
                                    reason.label()),
                            nowNanos));
        }
    }

    @Override
    public boolean heavy() {
        return watch.overloaded().isPresent();
    }

    @Override
    public void refused(boolean full, Flow flow, long nowNanos) {
        LoadWatch.Reason reason =
                full
                        ? LoadWatch.Reason.TRANSACTIONS
                        : watch.overloaded().orElse(LoadWatch.Reason.TRANSACTIONS);
        Objects.requireNonNull(refusals.get(reason))
                .refuse(flow.remote(), flow.realm(), reason.label(), nowNanos);
    }
}

package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.Method;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.topology.EventPackage;

/** What is counted of requests and subscriptions outside calls, over all loops. */
final class RelayCounters {

    /** Why a subscription is over. */
    enum End {
        /** The notifier said so: expired there, unsubscribed or withdrawn. */
        TERMINATED,
        /** It was not refreshed and the notifier kept silent. */
        EXPIRED,
        /** No NOTIFY came after a SUBSCRIBE was accepted. */
        UNNOTIFIED,
        /** One side did not know it any more or could not be reached. */
        LOST,
        /** Never accepted. */
        REFUSED,
        /** Ended by us: shutdown. */
        RELEASED,
        /** An internal error. */
        ERROR
    }

    private static final Set<Method> NAMED =
            Set.of(
                    Method.MESSAGE,
                    Method.PUBLISH,
                    Method.NOTIFY,
                    Method.SUBSCRIBE,
                    Method.REGISTER);

    private final Counters counters;
    private final Map<End, Counter> ended = new EnumMap<>(End.class);

    RelayCounters(Counters counters) {
        this.counters = counters;
        for (End end : End.values()) {
            ended.put(
                    end,
                    counters.counter(
                            "portcullis_subscriptions_ended_total",
                            "Subscriptions and attempts at one that are over, by how they ended.",
                            "how",
                            end.name().toLowerCase(Locale.ROOT)));
        }
    }

    void relayed(Method method, Origin origin) {
        counters.counter(
                        "portcullis_requests_relayed_total",
                        "Requests outside calls that were sent on, each time to another destination"
                                + " counted, by method and by who sent them.",
                        "method",
                        label(method),
                        "origin",
                        origin.name())
                .increment();
    }

    void refused(Method method, int status) {
        counters.counter(
                        "portcullis_requests_refused_total",
                        "Requests outside calls that were refused, by method and by the response"
                                + " the sender got.",
                        "method",
                        label(method),
                        "status",
                        Integer.toString(status))
                .increment();
    }

    void subscribed(AsciiString event) {
        counters.counter(
                        "portcullis_subscriptions_accepted_total",
                        "Subscriptions that a notifier accepted, by event package.",
                        "event",
                        EventPackage.isKnown(event) ? event.toString() : "other")
                .increment();
    }

    void ended(End end) {
        Objects.requireNonNull(ended.get(end)).increment();
    }

    private static String label(Method method) {
        return NAMED.contains(method) ? method.toString() : "other";
    }
}

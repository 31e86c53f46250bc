package org.portcullis.core.call;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;

/** What is counted of calls, over all loops. */
final class CallCounters {

    /** Why a call is over. */
    enum End {
        /** One side hung up. */
        HANGUP,
        /** The caller gave up before the answer. */
        CANCELLED,
        /** Refused by the far side, by a limit or by us. */
        REFUSED,
        /** A side could not be reached any more or never acknowledged. */
        LOST,
        /** A leg of it went on in another call. */
        TRANSFERRED,
        /** It lasted as long as it may. */
        TOO_LONG,
        /** No media was heard for too long. */
        SILENT,
        /** Ended by us: shutdown or an operator. */
        RELEASED,
        /** An internal error. */
        ERROR
    }

    private final Counters counters;
    private final Map<End, Counter> ended = new EnumMap<>(End.class);
    // By the name of the origin; each loop has its own map of the same counters.
    private final Map<String, Counter> attempted = new HashMap<>();
    private final Map<String, Counter> answered = new HashMap<>();

    CallCounters(Counters counters) {
        this.counters = counters;
        for (End end : End.values()) {
            ended.put(
                    end,
                    counters.counter(
                            "portcullis_calls_ended_total",
                            "Calls and call attempts that are over, by how they ended.",
                            "how",
                            end.name().toLowerCase(Locale.ROOT)));
        }
    }

    void attempted(Origin origin) {
        Counter counter = attempted.get(origin.name());
        if (counter == null) {
            counter =
                    counters.counter(
                            "portcullis_calls_attempted_total",
                            "INVITEs outside a dialog that were let in, by who sent them.",
                            "origin",
                            origin.name());
            attempted.put(origin.name(), counter);
        }
        counter.increment();
    }

    void answered(Origin origin) {
        Counter counter = answered.get(origin.name());
        if (counter == null) {
            counter =
                    counters.counter(
                            "portcullis_calls_answered_total",
                            "Calls that were answered, by who sent them.",
                            "origin",
                            origin.name());
            answered.put(origin.name(), counter);
        }
        counter.increment();
    }

    void refused(int status) {
        counters.counter(
                        "portcullis_calls_refused_total",
                        "Call attempts refused, by the response the caller got.",
                        "status",
                        Integer.toString(status))
                .increment();
    }

    void ended(End end) {
        Objects.requireNonNull(ended.get(end)).increment();
    }
}

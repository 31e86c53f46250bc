package org.portcullis.core.registration;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;

/** What is counted of registrations, over all loops. */
public final class RegistrationCounters {

    /** What became of a REGISTER, or of a binding. */
    public enum Result {
        /** A binding was made. */
        REGISTERED,
        /** One was refreshed. */
        REFRESHED,
        /** One was found in the store at the start. */
        RESTORED,
        /** One was taken back by the phone or by the registrar. */
        REMOVED,
        /** One was not refreshed in time. */
        EXPIRED,
        /** The connection that one was bound to has ended. */
        DISCONNECTED,
        /** The registrar asked for credentials. */
        CHALLENGED,
        /** The registrar, or nobody at all, accepted. */
        REFUSED,
        /** There was no room for another binding. */
        FULL,
        /** The REGISTER was malformed, out of order or asked for what there is not. */
        INVALID,
        /** The store did not take a change, so it was not acknowledged. */
        UNKEPT
    }

    private final Map<Result, Counter> results = new EnumMap<>(Result.class);
    private final Counter pings;

    RegistrationCounters(Counters counters) {
        for (Result result : Result.values()) {
            results.put(
                    result,
                    counters.counter(
                            "portcullis_registration_events_total",
                            "What became of REGISTER requests and of the bindings they made, by"
                                    + " result.",
                            "result",
                            result.name().toLowerCase(Locale.ROOT)));
        }
        this.pings =
                counters.counter(
                        "portcullis_registration_keep_alives_total",
                        "OPTIONS sent to registered phones to keep the way to them open.");
    }

    public void count(Result result) {
        Objects.requireNonNull(results.get(result)).increment();
    }

    void pinged() {
        pings.increment();
    }
}

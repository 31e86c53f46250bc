package org.portcullis.core.dial;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.PeerProfile;

/**
 * The destinations that are about to be called, each with the call's place in its limits. Owned by
 * the call's loop.
 */
final class Departures {
    private final Wish wish;
    private final Deque<Departure> waiting = new ArrayDeque<>(1);

    /** A destination and the call's place in its limits. */
    record Departure(Hop hop, Admission.Ticket ticket) {}

    Departures(Wish wish) {
        this.wish = wish;
    }

    /** Takes a place at a destination; where there is none, that is a failure of it. */
    Optional<Failure> clear(Hop hop, long nowNanos) {
        return switch (wish.ticket().leaving(hop, wish.urgent(), nowNanos)) {
            case Admission.Cleared(Admission.Ticket ticket) -> {
                waiting.add(new Departure(hop, ticket));
                yield Optional.empty();
            }
            case Admission.Full(int status, int retryAfterSeconds) ->
                    Optional.of(
                            new Failure(
                                    status,
                                    Optional.empty(),
                                    PeerProfile.DEFAULT,
                                    retryAfterSeconds));
        };
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The next, which stays here until {@link #left}. */
    Departure next() {
        return waiting.element();
    }

    /** The next is being called: its place is the attempt's to give back. */
    void left() {
        waiting.remove();
    }

    /** Nobody is called any more. */
    void cancel() {
        waiting.forEach(departure -> departure.ticket().release());
        waiting.clear();
    }
}

package org.portcullis.core.dial;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.border.RoutePlan;

/**
 * The destinations that are about to be called, each with the call's place in its limits. Owned by
 * the call's loop.
 */
final class Departures {
    private final Wish wish;
    private final RoutePlan plan;
    private final Deque<Departure> waiting = new ArrayDeque<>(1);

    /** A destination and the call's place in its limits. */
    record Departure(Hop hop, Admission.Ticket ticket) {}

    Departures(Wish wish, RoutePlan plan) {
        this.wish = wish;
        this.plan = plan;
    }

    /** Takes a place at a destination; where there is none, that is a failure of it. */
    Optional<Failure> clear(Hop hop, long nowNanos) {
        return switch (plan.occupy(hop)) {
            case Admission.Cleared(Admission.Ticket place) -> clear(hop, place, nowNanos);
            case Admission.Full full -> Optional.of(failure(full));
        };
    }

    private Optional<Failure> clear(Hop hop, Admission.Ticket place, long nowNanos) {
        return switch (wish.ticket().leaving(hop, wish.urgent(), nowNanos)) {
            case Admission.Cleared(Admission.Ticket ticket) -> {
                waiting.add(new Departure(hop, ticket.and(place)));
                yield Optional.empty();
            }
            case Admission.Full full -> {
                place.release();
                yield Optional.of(failure(full));
            }
        };
    }

    private static Failure failure(Admission.Full full) {
        return new Failure(
                full.status(), Optional.empty(), PeerProfile.DEFAULT, full.retryAfterSeconds());
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

package org.portcullis.core.border;

import java.util.List;
import org.portcullis.core.message.SipResponse;

/**
 * The destinations of one request in the order they are to be tried: groups one after the other,
 * the members of a group at the same time. Stateful, owned by the loop of what is routed.
 *
 * <p>The plan knows which failures are worth another destination: it is told what happened and says
 * where to go next.
 */
public interface RoutePlan {

    /** The first group; empty when no destination is up. Called once. */
    List<Hop> first();

    /**
     * The next group after every member of the present one has failed; empty when the failure is
     * the caller's to hear.
     *
     * @param status the best of the final responses (RFC 3261 16.7); 408 for a timeout (16.8,
     *     17.1.1.2), 503 for a transport error (8.1.3.1)
     */
    List<Hop> next(int status);

    /** Hears of a group; empty as {@link #first} and {@link #next} say. */
    @FunctionalInterface
    interface Ready {
        void go(List<Hop> group, long nowNanos);
    }

    /**
     * {@link #first}, where it may have to be looked up how its members are reached.
     *
     * @param ready told once, on the loop: from within where nothing has to be looked up
     */
    default void first(Ready ready, long nowNanos) {
        ready.go(first(), nowNanos);
    }

    /** {@link #next}, in the same way. Nothing else is asked of the plan before it is told. */
    default void next(int status, Ready ready, long nowNanos) {
        ready.go(next(status), nowNanos);
    }

    /** Tells that a destination answered at all, so that it counts as alive. */
    void answered(Hop hop);

    /**
     * Tells that a destination gave no answer: a timeout before any response, or a transport error.
     */
    void silent(Hop hop);

    /**
     * Tells what a destination answers, every time, before {@link #answered} or {@link #silent}.
     */
    default void heard(Hop hop, SipResponse response) {}

    /**
     * Takes a place of a call at a destination, when it is about to be called. Full is one that has
     * as many calls as it may: as good as not there.
     */
    default Admission.Clearance occupy(Hop hop) {
        return Admission.Cleared.UNCOUNTED;
    }

    /**
     * Nowhere else is to be gone: the plan gives back what it holds for destinations that were not
     * called. Perhaps more than once; what is under way may still answer.
     */
    default void end() {}
}

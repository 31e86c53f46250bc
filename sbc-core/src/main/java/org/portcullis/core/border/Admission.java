package org.portcullis.core.border;

import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;

/**
 * The port to security: whether a request outside any dialog may enter at all, before a transaction
 * is made for it.
 *
 * <p>Called on any loop, for every method but ACK, and for a CANCEL that cancels nothing.
 */
public interface Admission {

    Verdict admit(SipRequest request, Origin origin, Flow flow, long nowNanos);

    /**
     * Lets a request for an emergency number in: what there is to count is counted, not limited.
     */
    default Admitted admitEmergency(SipRequest request, Origin origin, long nowNanos) {
        return new Admitted(Ticket.NONE);
    }

    /** The answer of admission. */
    sealed interface Verdict {}

    /**
     * Let in. The ticket is to be released exactly once, when whatever it was given for has ended.
     */
    record Admitted(Ticket ticket) implements Verdict {}

    /**
     * Answered with a final response.
     *
     * @param status 400 to 699
     * @param retryAfterSeconds the Retry-After to send, 0 for none
     */
    record Refused(int status, int retryAfterSeconds) implements Verdict {}

    /** Dropped without an answer, so that a scanner learns nothing. */
    record Silence() implements Verdict {}

    /**
     * A place taken in every limit that counts the call, and the way to ask for more of the same
     * call, also after its release. Used on one loop at a time.
     */
    interface Ticket {
        /** A ticket that holds no place. */
        Ticket NONE = () -> {};

        /** Gives the place back; once. */
        void release();

        /**
         * Asks whether a number may be called: when the INVITE has come, and again for each target
         * of a transfer.
         *
         * @param request the INVITE with its numbers as the border writes them
         * @param by who asks for it: the caller, or who transfers the call
         * @param flow the one that it was asked for by
         */
        default Clearance calling(SipRequest request, Origin by, Flow flow, long nowNanos) {
            return Cleared.UNCOUNTED;
        }

        /**
         * Takes a place of the call at one of its destinations.
         *
         * @param urgent whether the INVITE is for an emergency number, which no limit stops
         */
        default Clearance leaving(Hop destination, boolean urgent, long nowNanos) {
            return Cleared.UNCOUNTED;
        }

        /** What the ticket was given for has been answered. */
        default void answered(long nowNanos) {}

        /** This ticket and another as one, which asks for more by this. */
        default Ticket and(Ticket other) {
            if (other.equals(NONE)) {
                return this;
            }
            return equals(NONE) ? other : new TwoTickets(this, other);
        }
    }

    /** Whether a call may go on to a number or a destination. */
    sealed interface Clearance {}

    /** It may. The ticket is to be released exactly once, when that part of the call is over. */
    record Cleared(Ticket ticket) implements Clearance {
        static final Cleared UNCOUNTED = new Cleared(Ticket.NONE);
    }

    /**
     * It may not.
     *
     * @param status 400 to 699, for the caller if there is nowhere else to go
     * @param retryAfterSeconds the Retry-After to send, 0 for none
     */
    record Full(int status, int retryAfterSeconds) implements Clearance {}
}

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

    /** A place taken in every limit that counts the call. */
    interface Ticket {
        /** A ticket that holds no place. */
        Ticket NONE = () -> {};

        void release();
    }
}

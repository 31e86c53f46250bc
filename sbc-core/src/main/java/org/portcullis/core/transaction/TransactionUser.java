package org.portcullis.core.transaction;

import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;

/** What stands above the transactions of one loop. Called on that loop. */
public interface TransactionUser {

    /**
     * A request that matches no transaction, of any method but ACK and CANCEL. Whoever wants to
     * answer it opens a server transaction with {@link TransactionLayer#open}; not doing so is
     * silence.
     */
    void request(SipRequest request, Flow flow, long nowNanos);

    /** An ACK that no transaction consumed: it acknowledges a 2xx (RFC 3261 13.2.2.4). */
    void ack(SipRequest ack, Flow flow, long nowNanos);

    /**
     * A CANCEL that matches no transaction here.
     *
     * @return whether another loop has what it cancels, and has been sent it
     */
    default boolean cancelledElsewhere(SipRequest cancel, Flow flow, long nowNanos) {
        return false;
    }

    /**
     * Whether a request is to be let in above the limit of transactions, as far as there is room.
     */
    default boolean urgent(SipRequest request, Flow flow) {
        return false;
    }

    /**
     * A CANCEL of an INVITE that has no final response; the CANCEL itself is answered already (RFC
     * 3261 9.2).
     */
    void cancelled(InviteServerTransaction invite, SipRequest cancel, long nowNanos);
}

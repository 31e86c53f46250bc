package org.portcullis.core.dialog;

import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;

/** What stands on a dialog and takes the peer's requests in it. Owned by the loop of its table. */
public interface DialogUser {

    /** Whether a request that names our tag belongs to the dialog (RFC 3261 12.2.2). */
    boolean owns(SipRequest request);

    /** Takes a request of any method but ACK and CANCEL, for which no transaction stands yet. */
    void request(SipRequest request, Flow flow, long nowNanos);

    /**
     * Takes a CANCEL that matches no transaction of this loop.
     *
     * @return whether it was sent on to the loop that has the INVITE; otherwise there is none
     */
    default boolean cancel(SipRequest cancel, Flow flow, long nowNanos) {
        return false;
    }

    /** Takes the ACK of a 2xx. */
    void ack(SipRequest ack, long nowNanos);
}

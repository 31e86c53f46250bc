package org.portcullis.core.transaction;

import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;

/**
 * A request that waits for something without a transaction. Owned by the loop of its {@link
 * TransactionLayer}, which absorbs its retransmissions and keeps its CANCEL for later.
 */
public final class HeldRequest {
    private final SipRequest request;
    private final Flow flow;
    @Nullable Late cancel;

    /** A CANCEL that came meanwhile. */
    record Late(SipRequest request, Flow flow) {}

    HeldRequest(SipRequest request, Flow flow) {
        this.request = request;
        this.flow = flow;
    }

    public SipRequest request() {
        return request;
    }

    public Flow flow() {
        return flow;
    }
}

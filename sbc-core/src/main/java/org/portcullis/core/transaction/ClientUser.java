package org.portcullis.core.transaction;

import org.portcullis.core.message.SipResponse;

/** Who sent a request and hears what becomes of it. Called on the owning loop. */
public interface ClientUser {

    /**
     * A response: each provisional one, then one final one; for INVITE every 2xx, repeated ones and
     * those of other forks included (RFC 6026 7.2).
     */
    void response(ClientTransaction transaction, SipResponse response, long nowNanos);

    /**
     * No final response will come.
     *
     * @param status 408 when it timed out, 503 when the transport failed (RFC 3261 8.1.3.1)
     */
    void failed(ClientTransaction transaction, int status, long nowNanos);
}

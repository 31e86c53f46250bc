package org.portcullis.core.agent;

import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;

/** Sends the last word of a subscription: what the answer is does not matter any more. */
enum Unheard implements ClientUser {
    INSTANCE;

    @Override
    public void response(ClientTransaction asked, SipResponse response, long nowNanos) {}

    @Override
    public void failed(ClientTransaction asked, int status, long nowNanos) {}
}

package org.portcullis.core.call;

import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.dialog.DialogUser;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;

/**
 * Stands on the loop that made a dialog's tag for a leg that lives on another: sends its requests
 * on. Any loop; it reads of the dialog only what never changes.
 */
record Forwarder(Dialog dialog, CallContext owner, Flow arrival) implements DialogUser {

    @Override
    public boolean owns(SipRequest request) {
        return dialog.owns(request);
    }

    @Override
    public void request(SipRequest request, Flow flow, long nowNanos) {
        owner.loop().post(() -> owner.layer().received(request, flow, owner.loop().nowNanos()));
    }

    @Override
    public boolean cancel(SipRequest cancel, Flow flow, long nowNanos) {
        request(cancel, flow, nowNanos);
        return true;
    }

    @Override
    public void ack(SipRequest ack, long nowNanos) {
        request(ack, arrival, nowNanos);
    }
}

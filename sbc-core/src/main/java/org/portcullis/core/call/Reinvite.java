package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.topology.Crossing;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.InviteClientTransaction;
import org.portcullis.core.transaction.InviteServerTransaction;

/**
 * A change of an answered call: the re-INVITE of one leg carried over to the other (RFC 3261 14).
 * Owned by the call's loop.
 *
 * <p>It lasts until the asking side has acknowledged a 2xx, or has got another final response; the
 * session stays as it was unless a 2xx passed.
 */
final class Reinvite implements ClientUser, Acceptance.Outcome {

    private enum Phase {
        /** No final response yet. */
        ASKING,
        /** A 2xx is on its way to the asking side. */
        AGREEING,
        /** The asking side has got another final response. */
        REFUSED
    }

    private final CallContext context;
    private final Call call;
    private final Leg asking;
    private final Leg asked;
    private final InviteServerTransaction invite;
    private @Nullable InviteClientTransaction carried;
    private Phase phase = Phase.ASKING;

    Reinvite(
            CallContext context, Call call, Leg asking, Leg asked, InviteServerTransaction invite) {
        this.context = context;
        this.call = call;
        this.asking = asking;
        this.asked = asked;
        this.invite = invite;
    }

    void start(long nowNanos) {
        invite.onUndelivered(
                (transaction, now) -> {
                    if (phase == Phase.ASKING || asking.unacknowledged()) {
                        call.release(CallCounters.End.LOST, Reasons.LOST, now);
                    }
                });
        SipRequest request = invite.request();
        Optional<AsciiString> offer = Answers.sdp(request);
        if (offer.isPresent()) {
            call.media()
                    .offer(
                            Acceptance.described(asking, asked, offer.get()),
                            result -> offered(result, nowNanos));
        } else if (request.hasBody()) {
            refuse(415, nowNanos);
        } else {
            carry(Optional.empty(), nowNanos);
        }
    }

    void cancelled(InviteServerTransaction cancelled, Optional<AsciiString> reason, long nowNanos) {
        if (cancelled == invite && phase == Phase.ASKING) {
            giveUp(reason, nowNanos);
        }
    }

    /**
     * The call is over: the asking side hears so, and a late answer is acknowledged and forgotten.
     */
    void abandon(long nowNanos) {
        if (phase == Phase.ASKING) {
            giveUp(Optional.empty(), nowNanos);
        }
    }

    @Override
    public void response(ClientTransaction transaction, SipResponse response, long nowNanos) {
        call.guarded(
                nowNanos,
                () -> {
                    int status = response.status();
                    if (status >= 300) {
                        failed(transaction, status, nowNanos);
                    } else if (status >= 200) {
                        success(response, nowNanos);
                    }
                });
    }

    @Override
    public void failed(ClientTransaction transaction, int status, long nowNanos) {
        if (phase != Phase.ASKING) {
            return;
        }
        call.media().withdraw();
        refuse(status, nowNanos);
        if (status == 481 || status == 408) { // RFC 3261 12.2.1.2: the dialog is gone
            call.release(CallCounters.End.LOST, Reasons.GONE, nowNanos);
        }
    }

    @Override
    public void passed(long nowNanos) {
        asking.dialog().refreshTarget(invite.request());
    }

    @Override
    public void refused(int status, long nowNanos) {
        call.media().withdraw();
        refuse(status, nowNanos);
    }

    @Override
    public void acknowledged() {
        call.settled(this);
    }

    private void offered(MediaResult result, long nowNanos) {
        switch (result) {
            case MediaResult.Rewritten(AsciiString sdp) -> carry(Optional.of(sdp), nowNanos);
            case MediaResult.Refused(int status, String warning) ->
                    explain(status, warning, nowNanos);
        }
    }

    private void carry(Optional<AsciiString> sdp, long nowNanos) {
        if (phase != Phase.ASKING) {
            return;
        }
        MessageWriter writer = asked.begin(Method.INVITE);
        new Crossing(
                        org.portcullis.core.topology.HeaderPolicy.DEFAULT,
                        org.portcullis.core.topology.HeaderPolicy.DEFAULT)
                .headers(invite.request(), asked.localName().hostPort(), writer);
        sdp.ifPresent(body -> writer.body(Answers.SDP, body));
        carried = asked.invite(writer.toRequest(), this, nowNanos);
    }

    private void success(SipResponse response, long nowNanos) {
        switch (phase) {
            case ASKING -> agree(response, nowNanos);
            case AGREEING -> asked.acknowledgeAgain(response);
            case REFUSED -> asked.acknowledge(response.cseq().number(), Optional.empty());
        }
    }

    private void agree(SipResponse response, long nowNanos) {
        phase = Phase.AGREEING;
        asked.dialog().refreshTarget(response);
        new Acceptance(context, call, asking, asked, invite, response, this)
                .carry(Optional.empty(), nowNanos);
    }

    private void giveUp(Optional<AsciiString> reason, long nowNanos) {
        if (carried != null) {
            carried.cancel(reason, nowNanos);
        }
        call.media().withdraw();
        refuse(487, nowNanos);
    }

    private void refuse(int status, long nowNanos) {
        phase = Phase.REFUSED;
        Answers.send(context.layer(), invite, status, nowNanos);
        call.settled(this);
    }

    private void explain(int status, String warning, long nowNanos) {
        phase = Phase.REFUSED;
        Answers.warn(context.layer(), invite, status, asking, warning, nowNanos);
        call.settled(this);
    }
}

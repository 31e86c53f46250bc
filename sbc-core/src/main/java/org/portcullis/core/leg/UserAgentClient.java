package org.portcullis.core.leg;

import io.netty.util.AsciiString;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.PeerPath;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.Renewal;

/** The requests that a leg sends in its dialog (RFC 3261 12.2.1). Owned by the call's loop. */
final class UserAgentClient {
    private final LegContext context;
    private final Leg leg;
    private final Dialog dialog;
    private final LocalName localName;
    private final PeerPath path;
    private @Nullable Supplier<SipRequest> invite;
    private @Nullable SipRequest lastAck;
    private long owedAck;

    UserAgentClient(LegContext context, Leg leg, Dialog dialog, LocalName localName) {
        this.context = context;
        this.leg = leg;
        this.dialog = dialog;
        this.localName = localName;
        this.path = new PeerPath(context.outbound(), leg.arrival());
    }

    /** Begins a request; with a Contact where the method carries one. */
    MessageWriter begin(Method method) {
        MessageWriter writer =
                dialog.begin(
                        context.writer(), method, localName.via(), context.loop().ids().branch());
        Extensions.write(method, localName, leg.profile(), writer);
        return writer;
    }

    /** Sends a request that {@link #begin} began. */
    ClientTransaction send(MessageWriter begun, ClientUser user, long nowNanos) {
        SipRequest request = leg.profile().headers().leaving(begun.toRequest());
        Renewal renewal = new Renewal.InDialog(leg.party().peer(), dialog, context.loop().ids());
        ClientTransaction sent =
                context.layer()
                        .send(request, path.flow(dialog), new Heard(user), renewal, nowNanos);
        if (request.method().equals(Method.INVITE)) {
            invite = sent::request;
        }
        return sent;
    }

    /** The dialog was made by a response to this INVITE. */
    void invitedBy(SipRequest request) {
        invite = () -> request;
    }

    /** Sends the PRACK of a reliable provisional response (RFC 3262 4). */
    void acknowledgeProvisional(
            SipResponse provisional, Optional<AsciiString> answer, long nowNanos) {
        MessageWriter writer = begin(Method.PRACK);
        writer.begin(HeaderName.RACK)
                .append(provisional.header(HeaderName.RSEQ).orElse(AsciiString.EMPTY_STRING))
                .append(' ')
                .append(provisional.cseq().number())
                .append(' ')
                .append(provisional.cseq().method().name())
                .end();
        answer.ifPresent(sdp -> writer.body(Answers.SDP, sdp));
        send(writer, Ignored.INSTANCE, nowNanos);
    }

    /** Leaves the ACK of a 2xx for later, at the latest for the BYE. */
    void acknowledgeLater(long cseq) {
        owedAck = cseq;
    }

    /** Sends the ACK of a 2xx, with the credentials of its INVITE (RFC 3261 13.2.2.4). */
    void acknowledge(long cseq, Optional<AsciiString> answer) {
        owedAck = 0;
        MessageWriter writer =
                dialog.beginAck(
                        context.writer(), cseq, localName.via(), context.loop().ids().branch());
        SipRequest invited = invite == null ? null : invite.get();
        if (invited != null && invited.cseq().number() == cseq) {
            writer.copyAll(HeaderName.AUTHORIZATION, invited);
            writer.copyAll(HeaderName.PROXY_AUTHORIZATION, invited);
        }
        answer.ifPresent(sdp -> writer.body(Answers.SDP, sdp));
        SipRequest ack = leg.profile().headers().leaving(writer.toRequest());
        lastAck = ack;
        path.flow(dialog).send(ack, why -> {});
    }

    /** Sends the ACK of a 2xx once more, if it was the last that was sent. */
    void acknowledgeAgain(SipResponse success) {
        SipRequest ack = lastAck;
        if (ack != null && ack.cseq().number() == success.cseq().number()) {
            path.flow(dialog).send(ack, why -> {});
        }
    }

    /** Sends the BYE, and closes the leg when it is answered or cannot be. */
    void bye(Optional<AsciiString> reason, long nowNanos) {
        if (owedAck != 0) { // RFC 3261 13.2.2.4: every 2xx is acknowledged, wanted or not
            acknowledge(owedAck, Optional.empty());
        }
        MessageWriter writer = begin(Method.BYE);
        reason.ifPresent(value -> writer.header(HeaderName.REASON, value));
        send(writer, new ByeUser(), nowNanos);
    }

    /** Nothing more is sent. */
    void close() {
        path.close();
    }

    /** Shows a user what the peer answers, as the box is to see it. */
    private final class Heard implements ClientUser {
        private final ClientUser user;

        Heard(ClientUser user) {
            this.user = user;
        }

        @Override
        public void response(ClientTransaction transaction, SipResponse response, long nowNanos) {
            try {
                leg.learn(response);
                SipResponse seen = leg.profile().headers().arriving(response);
                user.response(transaction, seen, nowNanos);
            } catch (RuntimeException e) {
                leg.owner().broken(e, nowNanos);
            }
        }

        @Override
        public void failed(ClientTransaction transaction, int status, long nowNanos) {
            leg.owner().guarded(nowNanos, () -> user.failed(transaction, status, nowNanos));
        }
    }

    /** Whatever the answer to a BYE is, the dialog is gone (RFC 3261 15.1.1). */
    private final class ByeUser implements ClientUser {
        @Override
        public void response(ClientTransaction bye, SipResponse response, long nowNanos) {
            if (response.status() >= 200) {
                leg.close();
            }
        }

        @Override
        public void failed(ClientTransaction bye, int status, long nowNanos) {
            leg.close();
        }
    }

    /** For a request whose answer changes nothing: the INVITE's own will tell. */
    private enum Ignored implements ClientUser {
        INSTANCE;

        @Override
        public void response(ClientTransaction asked, SipResponse response, long nowNanos) {}

        @Override
        public void failed(ClientTransaction asked, int status, long nowNanos) {}
    }
}

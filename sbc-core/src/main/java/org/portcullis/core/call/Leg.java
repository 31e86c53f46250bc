package org.portcullis.core.call;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.InviteClientTransaction;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.FlowFailure;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Target;
import org.portcullis.core.transport.Trust;

/**
 * One side of a call: a user agent of its own, with its dialog, its way to the peer, and the 2xx it
 * waits to have acknowledged or has acknowledged. Owned by the call's loop.
 */
final class Leg {
    private static final AsciiString TRANSPORT = AsciiString.cached("transport");

    private final CallContext context;
    private final Call call;
    private final Side side;
    private final Origin peer;
    private final Flow arrival;
    private Dialog dialog;
    private @Nullable PendingSuccess pending;
    private @Nullable SipRequest lastAck;
    private @Nullable AsciiString byeReason;
    private final FlowFailure whenBroken = why -> broken = true;
    private boolean broken;
    private boolean byeWanted;
    private boolean over;

    /**
     * @param arrival the flow that the message which made the dialog used
     */
    Leg(CallContext context, Call call, Side side, Origin peer, Flow arrival, Dialog dialog) {
        this.context = context;
        this.call = call;
        this.side = side;
        this.peer = peer;
        this.arrival = arrival;
        this.dialog = dialog;
        arrival.watch(whenBroken);
    }

    /** The caller's side, in a dialog that is early until the call is answered. */
    static Leg ofCaller(
            CallContext context, Call call, Origin origin, InviteServerTransaction invite) {
        Dialog dialog = Dialog.ofServer(invite.request(), invite.tag());
        return new Leg(context, call, Side.CALLER, origin, invite.source(), dialog);
    }

    Call call() {
        return call;
    }

    Side side() {
        return side;
    }

    Origin peer() {
        return peer;
    }

    Flow arrival() {
        return arrival;
    }

    Dialog dialog() {
        return dialog;
    }

    /** Settles on the early dialog that was answered, where there were several. */
    void settle(Dialog answered) {
        dialog = answered;
    }

    /** Whether a BYE was sent or received. */
    boolean over() {
        return over;
    }

    LocalName localName() {
        return context.names().of(arrival.listenPoint());
    }

    /** Begins a request in the dialog; with a Contact if it refreshes the target. */
    MessageWriter begin(Method method) {
        MessageWriter writer =
                dialog.begin(
                        context.writer(), method, localName().via(), context.loop().ids().branch());
        if (method.equals(Method.INVITE)) {
            writer.header(HeaderName.CONTACT, localName().contact());
            writer.header(HeaderName.ALLOW, Answers.ALLOWED);
        }
        return writer;
    }

    InviteClientTransaction invite(SipRequest request, ClientUser user, long nowNanos) {
        return context.layer().invite(request, flow(), user, nowNanos);
    }

    /**
     * Sends a 2xx to an INVITE and repeats it until its ACK (RFC 3261 13.3.1.4).
     *
     * @param acknowledged gets the ACK, once
     */
    void accept(
            InviteServerTransaction invite,
            SipResponse success,
            Consumer<SipRequest> acknowledged,
            long nowNanos) {
        pending = new PendingSuccess(invite, success, acknowledged, nowNanos);
        invite.respond(success, nowNanos);
    }

    /** Whether a 2xx of ours still waits for its ACK. */
    boolean unacknowledged() {
        return pending != null;
    }

    /** Takes an ACK of the peer for a 2xx. */
    void acknowledged(SipRequest ack, long nowNanos) {
        PendingSuccess waiting = pending;
        if (waiting == null || !waiting.acknowledgedBy(ack)) {
            return;
        }
        stopWaiting();
        waiting.acknowledged.accept(ack);
        if (byeWanted) {
            sendBye(nowNanos);
        }
    }

    /**
     * Acknowledges the peer's 2xx to our INVITE (RFC 3261 13.2.2.4), with the answer if its 2xx
     * made the offer.
     */
    void acknowledge(long cseq, Optional<AsciiString> answer) {
        MessageWriter writer =
                dialog.beginAck(
                        context.writer(), cseq, localName().via(), context.loop().ids().branch());
        answer.ifPresent(sdp -> writer.body(Answers.SDP, sdp));
        SipRequest ack = writer.toRequest();
        lastAck = ack;
        flow().send(ack, why -> {});
    }

    /**
     * Sends the ACK of a 2xx that has come again, if it was sent before: otherwise it is still the
     * other side's to give.
     */
    void acknowledgeAgain(SipResponse success) {
        SipRequest ack = lastAck;
        if (ack != null && ack.cseq().number() == success.cseq().number()) {
            flow().send(ack, why -> {});
        }
    }

    /**
     * Hangs up. Where a 2xx of ours is not acknowledged yet the BYE waits for the ACK, or for the
     * end of waiting (RFC 3261 15).
     */
    void hangUp(Optional<AsciiString> reason, long nowNanos) {
        if (over || byeWanted) {
            return;
        }
        byeWanted = true;
        byeReason = reason.orElse(null);
        if (pending == null) {
            sendBye(nowNanos);
        }
    }

    /** The peer has hung up, or its dialog never came to be: nothing more is sent. */
    void close() {
        over = true;
        stopWaiting();
        arrival.unwatch(whenBroken);
        call.forget(this);
    }

    LegView view() {
        return new LegView(
                peer.name(),
                arrival.realm().name(),
                dialog.local().toString(),
                dialog.remote().toString(),
                dialog.callId().toString(),
                arrival.protocol().label() + ':' + NetUtil.toSocketAddressString(arrival.remote()));
    }

    private void sendBye(long nowNanos) {
        over = true;
        MessageWriter writer = begin(Method.BYE);
        if (byeReason != null) {
            writer.header(HeaderName.REASON, byeReason);
        }
        context.layer().send(writer.toRequest(), flow(), new ByeUser(), nowNanos);
    }

    private void stopWaiting() {
        if (pending != null) {
            context.loop().timers().cancel(pending);
            pending = null;
        }
    }

    /**
     * The way to the peer's next hop (RFC 3261 12.2.1.1, 8.1.2). A connection is kept as long as it
     * stands; a peer that names itself by a domain name, or by a private address it cannot be
     * reached at, is reached where its message came from.
     */
    private Flow flow() {
        boolean connected = arrival.protocol().reliable() && !broken;
        if (connected || !(dialog.nextHop() instanceof SipUri uri)) {
            return arrival;
        }
        InetAddress host = NetUtil.createInetAddressFromIpAddressString(uri.host().toString());
        if (host == null || behindNat(host)) {
            return arrival;
        }
        // Who came by TLS or WSS is not answered in clear: his ws is wss.
        boolean secure = uri.secure() || arrival.protocol().secure();
        Protocol protocol =
                uri.params()
                        .get(TRANSPORT)
                        .flatMap(name -> Protocol.of(name, secure))
                        .orElse(arrival.protocol());
        int port = uri.port() < 0 ? protocol.defaultPort() : uri.port();
        InetSocketAddress address = new InetSocketAddress(host, port);
        return address.equals(arrival.remote()) && protocol == arrival.protocol() && !broken
                ? arrival
                : context.outbound()
                        .flowTo(arrival.realm(), new Target(protocol, address, provenName()));
    }

    /** Who the peer was the first time he must be again; empty where he has not shown it. */
    private String provenName() {
        return arrival.peerNames().isEmpty() ? "" : arrival.peerNames().getFirst();
    }

    private boolean behindNat(InetAddress claimed) {
        return arrival.realm().trust() == Trust.UNTRUSTED
                && claimed.isSiteLocalAddress()
                && !claimed.equals(arrival.remote().getAddress());
    }

    /**
     * A 2xx that waits for its ACK, repeated at intervals from T1 up to T2 for 64*T1 (RFC 3261
     * 13.3.1.4).
     */
    private final class PendingSuccess extends Timer {
        private final InviteServerTransaction invite;
        private final SipResponse success;
        private final Consumer<SipRequest> acknowledged;
        private final long givesUpNanos;
        private long intervalNanos;

        PendingSuccess(
                InviteServerTransaction invite,
                SipResponse success,
                Consumer<SipRequest> acknowledged,
                long nowNanos) {
            this.invite = invite;
            this.success = success;
            this.acknowledged = acknowledged;
            this.givesUpNanos = nowNanos + context.timers().giveUpNanos();
            this.intervalNanos = context.timers().t1Nanos();
            context.loop().timers().schedule(this, nowNanos + intervalNanos);
        }

        boolean acknowledgedBy(SipRequest ack) {
            return ack.cseq().number() == success.cseq().number();
        }

        @Override
        protected void expired(long nowNanos) {
            if (nowNanos - givesUpNanos < 0) {
                intervalNanos = Math.min(2 * intervalNanos, context.timers().t2Nanos());
                long next = Math.min(nowNanos + intervalNanos, givesUpNanos);
                context.loop().timers().schedule(this, next);
                invite.respond(success, nowNanos);
                return;
            }
            stopWaiting();
            if (byeWanted) {
                sendBye(nowNanos);
            } else {
                call.release(CallCounters.End.LOST, Reasons.NO_ACK, nowNanos);
            }
        }
    }

    /** Whatever the answer to a BYE is, the dialog is gone (RFC 3261 15.1.1). */
    private final class ByeUser implements ClientUser {
        @Override
        public void response(ClientTransaction bye, SipResponse response, long nowNanos) {
            if (response.status() >= 200) {
                close();
            }
        }

        @Override
        public void failed(ClientTransaction bye, int status, long nowNanos) {
            close();
        }
    }
}

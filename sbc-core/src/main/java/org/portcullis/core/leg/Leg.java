package org.portcullis.core.leg;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerPath;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.dialog.DialogUser;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.media.MediaDescription;
import org.portcullis.core.media.Side;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transaction.Replies;
import org.portcullis.core.transaction.ServerTransaction;
import org.portcullis.core.transport.Flow;

/**
 * One side of a call: a user agent of its own, with its dialog, its way to the peer, its session
 * timer, and the 2xx it waits to have acknowledged or has acknowledged. Owned by the call's loop.
 *
 * <p>A leg is early until its INVITE is answered; while a call is set up there is a pair of legs
 * for each fork of the callee.
 */
public final class Leg implements DialogUser {
    private final LegContext context;
    private final LegOwner owner;
    private final Party party;
    private final Dialog dialog;
    private final Consumer<Leg> whenClosed;
    private final SessionTimer session;
    private final PeerPath path;
    private final LocalName localName;
    private @Nullable Leg partner;
    private @Nullable Unacknowledged pending;
    private @Nullable Runnable afterAck;
    private @Nullable SipRequest lastAck;
    private @Nullable AsciiString byeReason;
    private Described described = Described.NOTHING;
    private Admission.Ticket ticket = Admission.Ticket.NONE;
    private boolean allowsUpdate;
    private boolean byeWanted;
    private boolean over;
    private boolean closed;

    /**
     * Who is at the other end of a leg.
     *
     * @param side the side of the call it is on
     * @param peer whom it belongs to, as configured
     * @param arrival the flow that the message which made the dialog used
     */
    public record Party(Side side, Origin peer, PeerProfile profile, Flow arrival) {}

    /**
     * The descriptions that are in force on a leg.
     *
     * @param local the last that was sent to the peer
     * @param remote the last that came from it
     */
    public record Described(Optional<AsciiString> local, Optional<AsciiString> remote) {
        static final Described NOTHING = new Described(Optional.empty(), Optional.empty());
    }

    /**
     * @param whenClosed told once, when no request of the peer is expected any more
     */
    public Leg(
            LegContext context,
            LegOwner owner,
            Party party,
            Dialog dialog,
            Consumer<Leg> whenClosed) {
        this.context = context;
        this.owner = owner;
        this.party = party;
        this.dialog = dialog;
        this.whenClosed = whenClosed;
        this.session = new SessionTimer(context, this, party.profile().sessionTimer());
        this.path = new PeerPath(context.outbound(), party.arrival());
        this.localName = context.names().of(party.arrival().listenPoint());
    }

    @Override
    public boolean owns(SipRequest request) {
        return dialog.owns(request);
    }

    @Override
    public void request(SipRequest request, Flow flow, long nowNanos) {
        owner.guarded(nowNanos, () -> arrived(request, flow, nowNanos));
    }

    @Override
    public void ack(SipRequest ack, long nowNanos) {
        owner.guarded(nowNanos, () -> acknowledged(ack, nowNanos));
    }

    public LegOwner owner() {
        return owner;
    }

    public Side side() {
        return party.side();
    }

    public Party party() {
        return party;
    }

    public PeerProfile profile() {
        return party.profile();
    }

    public Flow arrival() {
        return party.arrival();
    }

    public Dialog dialog() {
        return dialog;
    }

    public SessionTimer session() {
        return session;
    }

    /** The leg that what happens here is carried to, once there is one. */
    public Optional<Leg> partner() {
        return Optional.ofNullable(partner);
    }

    public void pair(Leg other) {
        partner = other;
        other.partner = this;
    }

    /** What the peer of a leg has written, to be made known to the peer of another. */
    public static MediaDescription description(Leg from, Leg to, AsciiString sdp) {
        return new MediaDescription(
                from.side(),
                from.arrival().realm(),
                to.arrival().realm(),
                from.arrival().remote(),
                sdp);
    }

    public Described described() {
        return described;
    }

    public void describe(Optional<AsciiString> local, Optional<AsciiString> remote) {
        described =
                new Described(
                        local.or(() -> described.local()), remote.or(() -> described.remote()));
    }

    /** Whether the peer has said that it takes UPDATE (RFC 3311). */
    public boolean allowsUpdate() {
        return allowsUpdate;
    }

    /** Takes what a message of the peer says of what it can do. */
    public void learn(SipMessage message) {
        if (message.has(HeaderName.ALLOW)) {
            allowsUpdate = Extensions.names(message, HeaderName.ALLOW, Method.UPDATE.name());
        }
    }

    /** Takes a place in limits for as long as the leg stands. */
    public void hold(Admission.Ticket more) {
        ticket = ticket.and(more);
    }

    /** The places that the leg held, for somebody else to release. */
    public Admission.Ticket letGo() {
        Admission.Ticket held = ticket;
        ticket = Admission.Ticket.NONE;
        return held;
    }

    /** Whether a BYE was sent or received. */
    public boolean over() {
        return over;
    }

    public LocalName localName() {
        return localName;
    }

    /** Begins a request in the dialog; with a Contact where the method carries one. */
    public MessageWriter begin(Method method) {
        MessageWriter writer =
                dialog.begin(
                        context.writer(), method, localName().via(), context.loop().ids().branch());
        if (Extensions.carriesContact(method)) {
            writer.header(HeaderName.CONTACT, localName().contact());
            writer.header(HeaderName.ALLOW, Answers.ALLOWED);
            writer.header(HeaderName.SUPPORTED, Extensions.supported(profile()));
        }
        return writer;
    }

    /** Sends a request that {@link #begin} began. */
    public ClientTransaction send(MessageWriter begun, ClientUser user, long nowNanos) {
        SipRequest request = profile().headers().leaving(begun.toRequest());
        return context.layer().send(request, path.flow(dialog), new Heard(user), nowNanos);
    }

    /**
     * Acknowledges a reliable provisional response (RFC 3262 4), with the answer if it made the
     * offer.
     */
    public void acknowledgeProvisional(
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

    /** Begins a response to a request of the peer, with the headers of a target refresh. */
    public MessageWriter reply(ServerTransaction transaction, int status) {
        MessageWriter writer =
                Replies.begin(context.writer(), transaction, status, dialog.localTag());
        if (status > 100 && status < 300) {
            Method method = transaction.request().method();
            if (method.equals(Method.INVITE)) {
                writer.copyAll(HeaderName.RECORD_ROUTE, transaction.request());
            }
            if (Extensions.carriesContact(method)) {
                writer.header(HeaderName.CONTACT, localName().contact());
                writer.header(HeaderName.ALLOW, Answers.ALLOWED);
                writer.header(HeaderName.SUPPORTED, Extensions.supported(profile()));
            }
        }
        return writer;
    }

    /** Sends a response that {@link #reply} began. */
    public void respond(ServerTransaction transaction, MessageWriter begun, long nowNanos) {
        transaction.respond(finish(begun), nowNanos);
    }

    public SipResponse finish(MessageWriter begun) {
        return profile().headers().leaving(begun.toResponse());
    }

    /**
     * Sends a 2xx to an INVITE and repeats it until its ACK (RFC 3261 13.3.1.4).
     *
     * @param acknowledged gets the ACK, once
     */
    public void accept(
            InviteServerTransaction invite,
            MessageWriter begun,
            Consumer<SipRequest> acknowledged,
            long nowNanos) {
        SipResponse success = finish(begun);
        pending =
                new Unacknowledged(
                        context, invite, success, acknowledged, this::notAcknowledged, nowNanos);
        invite.respond(success, nowNanos);
    }

    /** Runs {@code action} when no 2xx of ours waits for its ACK: mostly at once. */
    public void whenAcknowledged(Runnable action) {
        if (pending == null) {
            action.run();
        } else {
            afterAck = action;
        }
    }

    /** Whether a 2xx of ours still waits for its ACK. */
    public boolean unacknowledged() {
        return pending != null;
    }

    /**
     * Acknowledges the peer's 2xx to our INVITE (RFC 3261 13.2.2.4), with the answer if its 2xx
     * made the offer.
     */
    public void acknowledge(long cseq, Optional<AsciiString> answer) {
        MessageWriter writer =
                dialog.beginAck(
                        context.writer(), cseq, localName().via(), context.loop().ids().branch());
        answer.ifPresent(sdp -> writer.body(Answers.SDP, sdp));
        SipRequest ack = profile().headers().leaving(writer.toRequest());
        lastAck = ack;
        path.flow(dialog).send(ack, why -> {});
    }

    /**
     * Sends the ACK of a 2xx that has come again, if it was sent before: otherwise it is still the
     * other side's to give.
     */
    public void acknowledgeAgain(SipResponse success) {
        SipRequest ack = lastAck;
        if (ack != null && ack.cseq().number() == success.cseq().number()) {
            path.flow(dialog).send(ack, why -> {});
        }
    }

    /**
     * Hangs up. Where a 2xx of ours is not acknowledged yet the BYE waits for the ACK, or for the
     * end of waiting (RFC 3261 15).
     */
    public void hangUp(Optional<AsciiString> reason, long nowNanos) {
        if (over || byeWanted) {
            return;
        }
        byeWanted = true;
        letGo().release();
        byeReason = reason.orElse(null);
        session.stop();
        if (pending == null) {
            sendBye(nowNanos);
        }
    }

    /** The peer has hung up, or its dialog never came to be: nothing more is sent. */
    public void close() {
        over = true;
        letGo().release();
        stopWaiting();
        session.stop();
        path.close();
        if (!closed) {
            closed = true;
            whenClosed.accept(this);
        }
    }

    public LegView view() {
        return new LegView(
                party.peer().name(),
                arrival().realm().name(),
                dialog.local().toString(),
                dialog.remote().toString(),
                dialog.callId().toString(),
                arrival().protocol().label()
                        + ':'
                        + NetUtil.toSocketAddressString(arrival().remote()));
    }

    private void arrived(SipRequest request, Flow flow, long nowNanos) {
        SipRequest seen = profile().headers().arriving(request);
        learn(seen);
        ServerTransaction transaction = context.layer().open(seen, flow, nowNanos);
        if (!dialog.inOrder(request)) {
            Answers.send(context.layer(), transaction, 500, nowNanos);
        } else {
            if (request.method().equals(Method.INVITE)) {
                acknowledged(request, nowNanos);
            }
            owner.request(this, transaction, nowNanos);
        }
    }

    private void acknowledged(SipRequest ack, long nowNanos) {
        Unacknowledged waiting = pending;
        if (waiting == null || !waiting.acknowledgedBy(ack)) {
            return;
        }
        stopWaiting();
        waiting.acknowledged(ack);
        if (byeWanted) {
            sendBye(nowNanos);
        } else if (afterAck != null) {
            Runnable action = afterAck;
            afterAck = null;
            action.run();
        }
    }

    private void notAcknowledged(long nowNanos) {
        pending = null;
        if (byeWanted) {
            sendBye(nowNanos);
        } else {
            owner.lost(Reasons.NO_ACK, nowNanos);
        }
    }

    private void sendBye(long nowNanos) {
        over = true;
        MessageWriter writer = begin(Method.BYE);
        if (byeReason != null) {
            writer.header(HeaderName.REASON, byeReason);
        }
        send(writer, new ByeUser(), nowNanos);
    }

    private void stopWaiting() {
        if (pending != null) {
            pending.stop();
            pending = null;
        }
    }

    /** Shows a user what the peer answers, as the box is to see it. */
    private final class Heard implements ClientUser {
        private final ClientUser user;

        Heard(ClientUser user) {
            this.user = user;
        }

        @Override
        public void response(ClientTransaction transaction, SipResponse response, long nowNanos) {
            owner.guarded(
                    nowNanos,
                    () -> {
                        learn(response);
                        SipResponse seen = profile().headers().arriving(response);
                        user.response(transaction, seen, nowNanos);
                    });
        }

        @Override
        public void failed(ClientTransaction transaction, int status, long nowNanos) {
            owner.guarded(nowNanos, () -> user.failed(transaction, status, nowNanos));
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

    /** For a request whose answer changes nothing: the INVITE's own will tell. */
    private enum Ignored implements ClientUser {
        INSTANCE;

        @Override
        public void response(ClientTransaction asked, SipResponse response, long nowNanos) {}

        @Override
        public void failed(ClientTransaction asked, int status, long nowNanos) {}
    }
}

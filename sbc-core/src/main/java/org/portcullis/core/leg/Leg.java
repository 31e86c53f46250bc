package org.portcullis.core.leg;

import io.netty.util.AsciiString;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.dialog.DialogUser;
import org.portcullis.core.dialog.LocalName;
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
    private final LocalName localName;
    private final UserAgentClient client;
    private final UserAgentServer server;
    private @Nullable Leg partner;
    private @Nullable AsciiString byeReason;
    private Descriptions described = Descriptions.NONE;
    private boolean allowsUpdate;
    private Admission.Ticket ticket = Admission.Ticket.NONE;
    private boolean byeWanted;
    private boolean over;
    private boolean closed;

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
        this.localName = context.names().of(party.arrival().listenPoint());
        this.client = new UserAgentClient(context, this, dialog, localName);
        this.server = new UserAgentServer(context, this, dialog, localName, this::notAcknowledged);
    }

    @Override
    public boolean owns(SipRequest request) {
        return dialog.owns(request);
    }

    @Override
    public void request(SipRequest request, Flow flow, long nowNanos) {
        try {
            arrived(request, flow, nowNanos);
        } catch (RuntimeException e) {
            owner.broken(e, nowNanos);
        }
    }

    @Override
    public void ack(SipRequest ack, long nowNanos) {
        try {
            acknowledged(ack, nowNanos);
        } catch (RuntimeException e) {
            owner.broken(e, nowNanos);
        }
    }

    /** The call that it is in. */
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

    /** Makes two legs the partners of each other. */
    public void pair(Leg other) {
        partner = other;
        other.partner = this;
    }

    public Descriptions described() {
        return described;
    }

    /** Takes over what has been agreed upon; what is empty stays as it was. */
    public void describe(Optional<AsciiString> local, Optional<AsciiString> remote) {
        described = described.replaced(local, remote);
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

    /** Goes on with what its peer has agreed to in another call. */
    public void resume(SessionTimer.Agreed agreed, boolean takesUpdate) {
        allowsUpdate = takesUpdate;
        session.resume(agreed, context.loop().nowNanos());
    }

    /** Whether a BYE was sent or received. */
    public boolean over() {
        return over;
    }

    /** How we call ourselves toward the peer. */
    public LocalName localName() {
        return localName;
    }

    /** The dialog was made by a response to this INVITE of ours. */
    public void invitedBy(SipRequest invite) {
        client.invitedBy(invite);
    }

    /** Begins a request in the dialog; with a Contact where the method carries one. */
    public MessageWriter begin(Method method) {
        return client.begin(method);
    }

    /** Sends a request that {@link #begin} began. */
    public ClientTransaction send(MessageWriter begun, ClientUser user, long nowNanos) {
        return client.send(begun, user, nowNanos);
    }

    /**
     * Acknowledges a reliable provisional response (RFC 3262 4), with the answer if it made the
     * offer.
     */
    public void acknowledgeProvisional(
            SipResponse provisional, Optional<AsciiString> answer, long nowNanos) {
        client.acknowledgeProvisional(provisional, answer, nowNanos);
    }

    /** Begins a response to a request of the peer, with the headers of a target refresh. */
    public MessageWriter reply(ServerTransaction transaction, int status) {
        return server.reply(transaction, status);
    }

    /** Sends a response that {@link #reply} began. */
    public void respond(ServerTransaction transaction, MessageWriter begun, long nowNanos) {
        transaction.respond(finish(begun), nowNanos);
    }

    /** A response that {@link #reply} began, as it goes out. */
    public SipResponse finish(MessageWriter begun) {
        return server.finish(begun);
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
        server.accept(invite, begun, acknowledged, nowNanos);
    }

    /** Runs {@code action} when no 2xx of ours waits for its ACK: mostly at once. */
    public void whenAcknowledged(Runnable action) {
        server.whenAcknowledged(action);
    }

    /** Whether a 2xx of ours still waits for its ACK. */
    public boolean unacknowledged() {
        return server.unacknowledged();
    }

    /**
     * The peer's 2xx to our INVITE makes an offer, so its ACK waits for the answer; or for our BYE,
     * if none comes.
     */
    public void acknowledgeLater(long cseq) {
        client.acknowledgeLater(cseq);
    }

    /**
     * Acknowledges the peer's 2xx to our INVITE (RFC 3261 13.2.2.4), with the answer if its 2xx
     * made the offer.
     */
    public void acknowledge(long cseq, Optional<AsciiString> answer) {
        client.acknowledge(cseq, answer);
    }

    /**
     * Sends the ACK of a 2xx that has come again, if it was sent before: otherwise it is still the
     * other side's to give.
     */
    public void acknowledgeAgain(SipResponse success) {
        client.acknowledgeAgain(success);
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
        if (!server.unacknowledged()) {
            sendBye(nowNanos);
        }
    }

    /** The peer has hung up, or its dialog never came to be: nothing more is sent. */
    public void close() {
        over = true;
        letGo().release();
        server.stopWaiting();
        session.stop();
        client.close();
        if (!closed) {
            closed = true;
            whenClosed.accept(this);
        }
    }

    public LegView view() {
        return LegView.of(this);
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
        if (server.acknowledged(ack)) {
            if (byeWanted) {
                sendBye(nowNanos);
            } else {
                server.goOn();
            }
        }
    }

    private void notAcknowledged(long nowNanos) {
        if (byeWanted) {
            sendBye(nowNanos);
        } else {
            owner.lost(Reasons.NO_ACK, nowNanos);
        }
    }

    private void sendBye(long nowNanos) {
        over = true;
        client.bye(Optional.ofNullable(byeReason), nowNanos);
    }
}

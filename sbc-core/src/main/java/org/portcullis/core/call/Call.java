package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.dialog.Replaces;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.LegOwner;
import org.portcullis.core.leg.Party;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.media.MediaSession;
import org.portcullis.core.media.Side;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.topology.Crossing;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transaction.ServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call: two legs and what stands between them. Owned by one loop.
 *
 * <p>It is set up by a {@link CallSetup}, changed by its {@link Changes}, and over once; whatever
 * way it ends, its media ports and its place in every limit are given back in {@link #finish}.
 */
final class Call implements LegOwner {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    private final String id;
    private final CallContext context;
    private final CallManager manager;
    private final Origin origin;
    private final Admission.Ticket ticket;
    private final long startedNanos;
    private final CallerInvite incoming;
    private final Changes changes;
    // The call's own until it is answered: then its legs hold them.
    private Admission.Ticket place;
    private Admission.Ticket number = Admission.Ticket.NONE;
    private final InDialogRequests requests;
    private MediaSession media;
    private Leg caller;
    private @Nullable Leg callee;
    private @Nullable Beginning setup;
    private @Nullable CallWatch watch;
    private long answeredNanos;
    private boolean over;

    Call(
            CallContext context,
            CallManager manager,
            InviteServerTransaction invite,
            Origin origin,
            Admission.Ticket ticket,
            long nowNanos) {
        this.id = context.loop().ids().tag().toString();
        this.context = context;
        this.manager = manager;
        this.origin = origin;
        this.ticket = ticket;
        this.place = ticket;
        this.media = context.media().open(id, context.loop(), Map.of());
        this.startedNanos = nowNanos;
        Party party =
                new Party(Side.CALLER, origin, context.routing().profile(origin), invite.source());
        this.incoming = new CallerInvite(context, this, invite, party, this::notAcknowledged);
        this.caller = incoming.first();
        this.changes = new Changes(context, this);
        this.requests = new InDialogRequests(context, this, incoming);
    }

    /** The call that a leg is in: nothing else owns legs. */
    static Call of(Leg leg) {
        return (Call) leg.owner();
    }

    String id() {
        return id;
    }

    SipLoop loop() {
        return context.loop();
    }

    MediaSession media() {
        return media;
    }

    Leg caller() {
        return caller;
    }

    boolean over() {
        return over;
    }

    boolean answered() {
        return callee != null;
    }

    /** What it does until its caller has a final response, while that lasts. */
    Optional<Beginning> beginning() {
        return Optional.ofNullable(setup);
    }

    /** Whether the offer of the INVITE still waits for its answer on a leg (RFC 3311 5.2). */
    boolean unanswered(Leg leg) {
        return setup != null && setup.unanswered(leg);
    }

    Changes changes() {
        return changes;
    }

    /** What the call was let in with, for more to be asked of it. */
    Admission.Ticket ticket() {
        return ticket;
    }

    /**
     * @param called the place of the number that is called
     */
    void start(RoutePlan plan, Admission.Ticket called, long nowNanos) {
        number = called;
        CallSetup started = new CallSetup(context, this, incoming, plan);
        setup = started;
        started.start(nowNanos);
    }

    /** Takes the place of another call's leg (RFC 3891) instead of calling somebody. */
    void replace(Replaces replaced, long nowNanos) {
        Replacement started = new Replacement(context, this, incoming, replaced);
        setup = started;
        started.start(nowNanos);
    }

    /** Leaves the call's place to a leg that is about to go on in another call. */
    void entrust(Leg leg) {
        leg.hold(place);
        place = Admission.Ticket.NONE;
    }

    /** Goes on with media that a side of it knows already. */
    void adoptMedia(MediaSession known) {
        media.delete();
        media = known;
    }

    /** The caller's early dialog that goes on, where there were several. */
    void settle(Leg winner) {
        caller = winner;
    }

    /** The callee has answered, and the caller has been told. */
    void answered(Leg answering, long nowNanos) {
        setup = null;
        callee = answering;
        caller.pair(answering);
        answeredNanos = nowNanos;
        watch = new CallWatch(context, this, caller.profile(), answering.profile(), nowNanos);
        number.answered(nowNanos);
        caller.hold(place);
        answering.hold(number);
        place = Admission.Ticket.NONE;
        number = Admission.Ticket.NONE;
        context.counters().answered(origin);
    }

    @Override
    public void request(Leg leg, ServerTransaction transaction, long nowNanos) {
        requests.take(leg, transaction, nowNanos);
    }

    /** Takes a CANCEL of the INVITE that makes the call, or of a re-INVITE. */
    void cancelled(InviteServerTransaction invite, SipRequest cancel, long nowNanos) {
        if (setup != null) {
            setup.cancelled(Crossing.reason(cancel), nowNanos);
        } else {
            changes.cancelled(invite, Crossing.reason(cancel), nowNanos);
        }
    }

    /**
     * Ends the call from our side: a refusal or CANCEL while it is set up, BYE on both legs after.
     */
    void release(CallCounters.End how, AsciiString reason, long nowNanos) {
        if (over) {
            return;
        }
        if (setup != null) {
            setup.release(how == CallCounters.End.ERROR ? 500 : 503, how, reason, nowNanos);
            return;
        }
        caller.hangUp(Optional.of(reason), nowNanos);
        if (callee != null) {
            callee.hangUp(Optional.of(reason), nowNanos);
        }
        finish(how, nowNanos);
    }

    /** The target of a transfer has taken the place of the transferor. */
    void transferred(Leg transferor, Leg target, MediaSession between) {
        changes.transferEnded();
        Leg other = transferor == caller ? Objects.requireNonNull(callee) : caller;
        other.pair(target);
        if (transferor == caller) {
            caller = target;
        } else {
            callee = target;
        }
        media.delete();
        media = between;
    }

    /** A transfer came to nothing: the call goes on, unless the transferor has left it. */
    void transferFailed(boolean transferorGone, long nowNanos) {
        changes.transferEnded();
        if (transferorGone) {
            release(CallCounters.End.HANGUP, Reasons.GONE, nowNanos);
        }
    }

    /** Tells this call what became of a claim of it. On its loop. */
    void told(Claim claim, Consumer<Claim> answer) {
        guarded(context.loop().nowNanos(), () -> answer.accept(claim));
    }

    /**
     * RFC 3891 3: an early dialog may be replaced where it is we who began it, as every dialog with
     * a callee.
     */
    Claim pickUp(CallSetup ringing, Picker picker, boolean earlyOnly, long nowNanos) {
        Pickup started = new Pickup(context, this, incoming, picker);
        if (ringing.answering()) {
            return new Claim.Refused(earlyOnly ? 486 : 491);
        }
        if (!started.possible()) {
            return new Claim.Refused(488);
        }
        ringing.giveUp(Reasons.ANSWERED_ELSEWHERE, nowNanos);
        setup = started;
        started.start(nowNanos);
        return new Claim.Ringing();
    }

    /** Gives back all that the call held. */
    void finish(CallCounters.End how, long nowNanos) {
        if (over) {
            return;
        }
        over = true;
        setup = null;
        incoming.stop();
        if (watch != null) {
            watch.stop();
        }
        changes.end(nowNanos);
        media.delete();
        giveBackPlaces();
        context.counters().ended(how);
        if (callee == null) {
            incoming.close();
        }
        manager.ended(this);
        LOG.debug(
                "call ended call={} origin={} how={} millis={}",
                id,
                origin.name(),
                how,
                (nowNanos - startedNanos) / 1_000_000);
    }

    private void giveBackPlaces() {
        place.release();
        place = Admission.Ticket.NONE;
        number.release();
        number = Admission.Ticket.NONE;
        caller.letGo().release();
        if (callee != null) {
            callee.letGo().release();
        }
    }

    @Override
    public boolean refresh(Leg leg, long nowNanos) {
        return changes.refresh(leg, nowNanos);
    }

    @Override
    public void lost(AsciiString reason, long nowNanos) {
        release(CallCounters.End.LOST, reason, nowNanos);
    }

    @Override
    public void broken(RuntimeException bug, long nowNanos) {
        context.loop().bugs().report("call " + id, bug);
        release(CallCounters.End.ERROR, Reasons.ERROR, nowNanos);
    }

    /** Whether a side has put the other on hold, so that silence is no fault. */
    boolean held() {
        return Held.is(caller.described().remote())
                || (callee != null && Held.is(callee.described().remote()));
    }

    CallView view(long nowNanos) {
        boolean answered = callee != null;
        return new CallView(
                id,
                answered ? CallView.State.ANSWERED : CallView.State.RINGING,
                (nowNanos - startedNanos) / 1_000_000,
                answered ? (nowNanos - answeredNanos) / 1_000_000 : 0,
                caller.view(),
                Optional.ofNullable(callee).map(Leg::view),
                media.statistics());
    }

    private void notAcknowledged(long nowNanos) {
        guarded(
                nowNanos,
                () -> {
                    if (setup != null) {
                        setup.release(504, CallCounters.End.LOST, Reasons.NO_PRACK, nowNanos);
                    }
                });
    }
}

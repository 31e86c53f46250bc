package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transaction.ServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call: two legs and what stands between them. Owned by one loop.
 *
 * <p>It is set up by a {@link CallSetup}, changed by one {@link Modification}, {@link OwnInvite} or
 * {@link Transfer} at a time, and over once; whatever way it ends, its media ports and its place in
 * every limit are given back in {@link #finish}.
 */
final class Call {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    private final String id;
    private final CallContext context;
    private final CallManager manager;
    private final Origin origin;
    private final Admission.Ticket ticket;
    private final long startedNanos;
    private final CallerInvite incoming;
    private MediaSession media;
    private Leg caller;
    private @Nullable Leg callee;
    private @Nullable CallSetup setup;
    private @Nullable Modification modification;
    private @Nullable OwnInvite refreshing;
    private @Nullable Transfer transfer;
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
        this.media = context.media().open(id, context.loop(), Map.of());
        this.startedNanos = nowNanos;
        Leg.Party party =
                new Leg.Party(
                        Side.CALLER, origin, context.routing().profile(origin), invite.source());
        this.incoming = new CallerInvite(context, this, invite, party, this::notAcknowledged);
        this.caller = incoming.first();
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

    void start(RoutePlan plan, long nowNanos) {
        CallSetup started = new CallSetup(context, this, incoming, plan);
        setup = started;
        started.start(nowNanos);
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
        context.counters().answered(origin);
    }

    /** Takes a request inside the dialog of one leg, in order. */
    void request(Leg leg, ServerTransaction transaction, long nowNanos) {
        Method method = transaction.request().method();
        if (method.equals(Method.BYE)) {
            hungUp(leg, transaction, nowNanos);
        } else if (leg.over()) {
            Answers.send(context.layer(), transaction, 481, nowNanos);
        } else if (transaction instanceof InviteServerTransaction invite) {
            reinvited(leg, invite, nowNanos);
        } else if (method.equals(Method.PRACK)) {
            incoming.acknowledged(leg, transaction, nowNanos);
        } else if (method.equals(Method.UPDATE)) {
            updated(leg, transaction, nowNanos);
        } else if (method.equals(Method.OPTIONS)) {
            Answers.capabilities(context.layer(), transaction, 200, nowNanos);
        } else if (method.equals(Method.REFER)
                && leg.profile().refer() == PeerProfile.Refer.LOCAL) {
            referred(leg, transaction, nowNanos);
        } else {
            carry(leg, transaction, nowNanos);
        }
    }

    /** Takes a CANCEL of the INVITE that makes the call, or of a re-INVITE. */
    void cancelled(InviteServerTransaction invite, SipRequest cancel, long nowNanos) {
        if (setup != null) {
            setup.cancelled(cancel.header(HeaderName.REASON), nowNanos);
        } else if (modification != null) {
            modification.cancelled(invite, cancel.header(HeaderName.REASON), nowNanos);
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

    /** Takes an offer that is made in a request of a leg, if nothing else is being changed. */
    void modify(Leg leg, ServerTransaction request, long nowNanos) {
        Optional<Leg> other = leg.partner();
        if (other.isEmpty() || other.get().over()) {
            Answers.retryLater(context.layer(), request, 500, retrySeconds(), nowNanos);
        } else if (busy() || leg.unacknowledged() || other.get().unacknowledged()) {
            Answers.send(context.layer(), request, 491, nowNanos);
        } else {
            Modification started = new Modification(context, this, leg, other.get(), request);
            modification = started;
            started.start(nowNanos);
        }
    }

    /** A modification has run its course. */
    void settled(Modification done) {
        if (modification == done) {
            modification = null;
        }
    }

    /**
     * Refreshes the session of a leg by re-INVITE with what it was last told (RFC 4028 7.4).
     *
     * @return false if that cannot be done now
     */
    boolean refresh(Leg leg, long nowNanos) {
        Optional<AsciiString> sdp = leg.described().local();
        if (busy() || leg.unacknowledged() || sdp.isEmpty()) {
            return false;
        }
        OwnInvite started = new OwnInvite(context, leg, sdp.get(), new Refreshed(leg));
        refreshing = started;
        started.start(nowNanos);
        return true;
    }

    /** The target of a transfer has taken the place of the transferor. */
    void transferred(Leg transferor, Leg target, MediaSession between) {
        transfer = null;
        Leg other = transferor == caller ? requireCallee() : caller;
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
        transfer = null;
        if (transferorGone) {
            release(CallCounters.End.HANGUP, Reasons.GONE, nowNanos);
        }
    }

    /** Tells this call what became of a claim of it. On its loop. */
    void told(Claim claim, Consumer<Claim> answer) {
        guarded(context.loop().nowNanos(), () -> answer.accept(claim));
    }

    /** Gives the leg behind {@code leg} to another call, and ends. */
    Claim giveAway(Leg leg, boolean earlyOnly) {
        long nowNanos = context.loop().nowNanos();
        if (setup != null) {
            setup.cancelled(Optional.of(Reasons.TRANSFERRED), nowNanos);
            return new Claim.Ringing();
        }
        Optional<Leg> wanted = leg.partner();
        if (over || earlyOnly || busy() || wanted.isEmpty() || wanted.get().unacknowledged()) {
            return new Claim.Unknown();
        }
        Leg given = wanted.get();
        Handover handover =
                new Handover(
                        given.party(),
                        given.dialog(),
                        given.described(),
                        media.identity(given.side()));
        given.close();
        leg.hangUp(Optional.of(Reasons.TRANSFERRED), nowNanos);
        finish(CallCounters.End.TRANSFERRED, nowNanos);
        return new Claim.Taken(handover);
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
        endChanges(nowNanos);
        media.delete();
        ticket.release();
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

    /**
     * Runs what an event of this call asks for; an exception in it ends this call and nothing else.
     */
    void guarded(long nowNanos, Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            context.loop().bugs().report("call " + id, e);
            release(CallCounters.End.ERROR, Reasons.ERROR, nowNanos);
        }
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

    private boolean busy() {
        return modification != null
                || refreshing != null
                || (transfer != null && transfer.joining());
    }

    private int retrySeconds() {
        return context.loop().ids().below(10);
    }

    private Leg requireCallee() {
        return Objects.requireNonNull(callee);
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

    private void hungUp(Leg leg, ServerTransaction bye, long nowNanos) {
        Optional<AsciiString> reason = bye.request().header(HeaderName.REASON);
        if (setup != null && leg.side() == Side.CALLEE) {
            Answers.send(context.layer(), bye, 481, nowNanos); // RFC 3261 15: not its to end
            return;
        }
        Answers.send(context.layer(), bye, 200, nowNanos);
        if (setup != null) {
            hungUpEarly(setup, leg, reason, nowNanos);
        } else if (!leg.over()) {
            leg.close();
            if (transfer != null && transfer.transferor() == leg) {
                transfer.transferorGone();
            } else {
                leg.partner().ifPresent(other -> other.hangUp(reason, nowNanos));
                finish(CallCounters.End.HANGUP, nowNanos);
            }
        } else {
            leg.close();
        }
    }

    /**
     * RFC 3261 15: the caller may end an early dialog. It ends that one alone (RFC 5407 appendix A)
     * and the call with the last.
     */
    private void hungUpEarly(
            CallSetup ringing, Leg leg, Optional<AsciiString> reason, long nowNanos) {
        if (incoming.closeOneOfSeveral(leg)) {
            leg.partner().ifPresent(fork -> fork.hangUp(reason, nowNanos));
        } else {
            ringing.cancelled(reason, nowNanos);
        }
    }

    /**
     * RFC 3261 14.2: one INVITE at a time; glare on either leg is 491, and the peers' timers sort
     * it out.
     */
    private void reinvited(Leg leg, InviteServerTransaction invite, long nowNanos) {
        int minimum = SessionTimer.refusal(leg.profile().sessionTimer(), invite.request());
        if (setup != null) {
            Answers.retryLater(context.layer(), invite, 500, retrySeconds(), nowNanos);
        } else if (minimum > 0) {
            tooBrief(invite, minimum, nowNanos);
        } else if (!refreshed(leg, invite, nowNanos)) {
            modify(leg, invite, nowNanos);
        }
    }

    /**
     * A re-INVITE that describes what stands already keeps the session alive and changes nothing:
     * each leg has its own timer, so the other need not hear of it.
     */
    private boolean refreshed(Leg leg, InviteServerTransaction invite, long nowNanos) {
        Optional<AsciiString> sdp = Answers.sdp(invite.request());
        Optional<AsciiString> local = leg.described().local();
        if (busy()
                || leg.unacknowledged()
                || sdp.isEmpty()
                || local.isEmpty()
                || !sdp.equals(leg.described().remote())) {
            return false;
        }
        leg.dialog().refreshTarget(invite.request());
        MessageWriter writer = leg.reply(invite, 200);
        leg.session().agree(invite.request(), writer, nowNanos);
        writer.body(Answers.SDP, local.get());
        leg.accept(invite, writer, ack -> {}, nowNanos);
        return true;
    }

    private void updated(Leg leg, ServerTransaction update, long nowNanos) {
        int minimum = SessionTimer.refusal(leg.profile().sessionTimer(), update.request());
        if (minimum > 0) {
            tooBrief(update, minimum, nowNanos);
        } else if (!update.request().hasBody()) {
            leg.dialog().refreshTarget(update.request());
            MessageWriter writer = leg.reply(update, 200);
            if (answered()) {
                leg.session().agree(update.request(), writer, nowNanos);
            }
            leg.respond(update, writer, nowNanos);
        } else if (setup != null && setup.unanswered(leg)) {
            earlyGlare(leg, update, nowNanos);
        } else {
            modify(leg, update, nowNanos);
        }
    }

    /** RFC 3311 5.2: the offer of the INVITE has no answer yet. */
    private void earlyGlare(Leg leg, ServerTransaction update, long nowNanos) {
        if (leg.side() == Side.CALLER) {
            Answers.retryLater(context.layer(), update, 500, retrySeconds(), nowNanos);
        } else {
            Answers.send(context.layer(), update, 491, nowNanos);
        }
    }

    private void tooBrief(ServerTransaction request, int minimumSeconds, long nowNanos) {
        Answers.explain(
                context.layer(),
                request,
                422,
                Optional.of(HeaderName.MIN_SE),
                new AsciiString(Integer.toString(minimumSeconds)),
                nowNanos);
    }

    private void referred(Leg leg, ServerTransaction refer, long nowNanos) {
        Optional<Referral> referral = Referral.of(refer.request());
        Optional<Leg> other = leg.partner();
        if (referral.isEmpty()) {
            Answers.send(context.layer(), refer, 400, nowNanos);
        } else if (setup != null || other.isEmpty() || transfer != null || busy()) {
            Answers.retryLater(context.layer(), refer, 500, retrySeconds(), nowNanos);
        } else {
            Transfer started = new Transfer(context, this, leg, other.get(), referral.get(), refer);
            transfer = started;
            started.start(nowNanos);
        }
    }

    private void carry(Leg leg, ServerTransaction request, long nowNanos) {
        Optional<Leg> other = leg.partner();
        if (other.isEmpty() || other.get().over()) {
            Answers.retryLater(context.layer(), request, 500, retrySeconds(), nowNanos);
        } else {
            new CarriedRequest(context, leg, other.get(), request).start(nowNanos);
        }
    }

    private void endChanges(long nowNanos) {
        if (modification != null) {
            modification.abandon(nowNanos);
        }
        if (refreshing != null) {
            refreshing.abandon();
        }
        if (transfer != null) {
            transfer.abandon(nowNanos);
            transfer.transferor().hangUp(Optional.empty(), nowNanos);
        }
    }

    /** What becomes of a refresh of ours by re-INVITE. */
    private final class Refreshed implements OwnInvite.Outcome {
        private final Leg leg;
        private final Optional<AsciiString> before;

        Refreshed(Leg leg) {
            this.leg = leg;
            this.before = leg.described().remote();
        }

        @Override
        public void accepted(SipResponse success, long nowNanos) {
            refreshing = null;
            Optional<AsciiString> now = Answers.sdp(success);
            Optional<AsciiString> theirs = leg.partner().flatMap(o -> o.described().remote());
            if (now.isPresent() && !now.equals(before) && theirs.isPresent()) {
                moved(now.get(), theirs.get());
            }
        }

        @Override
        public void refused(int status, long nowNanos) {
            refreshing = null;
            leg.session().failed(status, nowNanos);
        }

        /** It answers otherwise than before: media goes where it now says. */
        private void moved(AsciiString now, AsciiString theirs) {
            Leg other = leg.partner().orElseThrow();
            media.offer(
                    Acceptance.described(other, leg, theirs),
                    offered ->
                            media.answer(
                                    Acceptance.described(leg, other, now),
                                    answered -> media.commit()));
        }
    }
}

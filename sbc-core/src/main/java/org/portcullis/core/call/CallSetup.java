package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.dial.Dial;
import org.portcullis.core.dial.Failure;
import org.portcullis.core.dial.Wish;
import org.portcullis.core.leg.Descriptions;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.media.Side;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * A call from its INVITE until it is answered or refused: carries what the callee's forks say to
 * the caller. Owned by the call's loop.
 */
final class CallSetup implements Beginning, Dial.User {
    private final CallContext context;
    private final Call call;
    private final CallerInvite incoming;
    private final Dial dial;
    private final Optional<AsciiString> offer;
    private final Map<Leg, Branch> branches = new HashMap<>(2);
    private @Nullable Leg answering;
    private boolean over;

    CallSetup(
            CallContext context, Call call, CallerInvite incoming, RouteDecision.Forward decision) {
        this.context = context;
        this.call = call;
        this.incoming = incoming;
        this.offer = Answers.sdp(incoming.request());
        PeerProfile source = incoming.first().profile();
        boolean reliable = offer.isPresent() || incoming.takesReliable();
        Wish wish =
                new Wish(
                        decision.request(),
                        decision.headers(),
                        source,
                        incoming.first(),
                        call.media(),
                        offer,
                        reliable,
                        Optional.empty(),
                        call.ticket(),
                        false);
        this.dial = new Dial(context.legs(), call, wish, decision.plan(), this);
    }

    void start(long nowNanos) {
        incoming.transaction()
                .onUndelivered(
                        (transaction, now) -> {
                            if (!over) {
                                abandon(Optional.of(Reasons.LOST), now);
                                call.finish(CallCounters.End.LOST, now);
                            } else if (call.caller().unacknowledged()) {
                                call.release(CallCounters.End.LOST, Reasons.LOST, now);
                            }
                        });
        dial.start(nowNanos);
    }

    /** Whether the callee has sent its 2xx. */
    boolean answering() {
        return answering != null;
    }

    /** Somebody else takes the call: those that ring are told so, and the caller nothing. */
    void giveUp(AsciiString reason, long nowNanos) {
        abandon(Optional.of(reason), nowNanos);
    }

    @Override
    public void cancelled(Optional<AsciiString> reason, long nowNanos) {
        if (!over) {
            abandon(reason, nowNanos);
            Answers.send(context.layer(), incoming.transaction(), 487, nowNanos);
            call.finish(CallCounters.End.CANCELLED, nowNanos);
        }
    }

    @Override
    public void release(int status, CallCounters.End how, AsciiString reason, long nowNanos) {
        if (!over) {
            abandon(Optional.of(reason), nowNanos);
            Answers.send(context.layer(), incoming.transaction(), status, nowNanos);
            call.finish(how, nowNanos);
        }
    }

    @Override
    public boolean unanswered(Leg leg) {
        Branch branch = leg.side() == Side.CALLEE ? branches.get(leg) : ofCaller(leg);
        return branch == null || !branch.settledByCallee || !branch.settledByCaller;
    }

    @Override
    public void progress(
            Optional<Leg> callee, SipResponse response, boolean reliable, long nowNanos) {
        Optional<AsciiString> sdp = callee.flatMap(leg -> Answers.sdp(response));
        if (sdp.isEmpty()) {
            ring(callee, response, Optional.empty(), reliable, nowNanos);
        } else if (offer.isPresent()) {
            earlyAnswer(callee.get(), response, sdp.get(), reliable, nowNanos);
        } else if (reliable && incoming.takesReliable()) {
            Branch branch = branch(callee.get());
            new EarlyOffer(context, call, this, incoming, callee.get(), branch, response)
                    .carry(sdp.get(), nowNanos);
        } else { // RFC 3262 5: an unreliable response cannot make an offer
            ring(callee, response, Optional.empty(), reliable, nowNanos);
        }
    }

    @Override
    public void answered(Leg callee, SipResponse success, long nowNanos) {
        answering = callee;
        Leg caller = incoming.legFor(callee);
        incoming.closeAllBut(caller);
        call.settle(caller);
        callee.session().agreed(success, nowNanos);
        Branch branch = branches.getOrDefault(callee, new Branch());
        new Acceptance(
                        context,
                        call,
                        new Acceptance.Exchange(
                                caller, callee, incoming.transaction(), success, branch),
                        incoming::whenDescribed,
                        new Outcome(callee))
                .carry(nowNanos);
    }

    @Override
    public void failed(Failure failure, long nowNanos) {
        over = true;
        int status =
                new FinalResponse(context, call.caller(), incoming.transaction())
                        .send(failure, nowNanos);
        refused(status, nowNanos);
    }

    @Override
    public void refused(int status, String warning, long nowNanos) {
        over = true;
        Answers.warn(
                context.layer(),
                incoming.transaction(),
                status,
                call.caller().localName().hostPort(),
                warning,
                nowNanos);
        refused(status, nowNanos);
    }

    private void refused(int status, long nowNanos) {
        context.counters().refused(status);
        call.finish(CallCounters.End.REFUSED, nowNanos);
    }

    private void abandon(Optional<AsciiString> reason, long nowNanos) {
        over = true;
        dial.cancel(reason, nowNanos);
        if (answering != null) {
            answering.hangUp(reason, nowNanos);
        }
    }

    private @Nullable Branch ofCaller(Leg caller) {
        return caller.partner().map(branches::get).orElse(null);
    }

    private Branch branch(Leg callee) {
        return branches.computeIfAbsent(callee, leg -> new Branch());
    }

    /** Early media, of any fork: the last one that speaks is heard. */
    private void earlyAnswer(
            Leg callee, SipResponse response, AsciiString sdp, boolean reliable, long nowNanos) {
        Branch branch = branch(callee);
        if (branch.settledByCallee) {
            ring(Optional.of(callee), response, Optional.empty(), reliable, nowNanos);
            return;
        }
        branch.written = Optional.of(sdp);
        branch.settledByCallee = reliable;
        Leg caller = incoming.legFor(callee);
        call.media()
                .answer(
                        Descriptions.passing(callee, caller, sdp),
                        result -> {
                            branch.rewritten =
                                    result instanceof MediaResult.Rewritten(AsciiString rewritten)
                                            ? Optional.of(rewritten)
                                            : Optional.empty();
                            // Early media that cannot be had is no reason to lose the call.
                            ring(
                                    Optional.of(callee),
                                    response,
                                    branch.rewritten,
                                    reliable,
                                    nowNanos);
                        });
    }

    private void ring(
            Optional<Leg> callee,
            SipResponse response,
            Optional<AsciiString> sdp,
            boolean reliable,
            long nowNanos) {
        if (over) {
            return;
        }
        Leg caller = callee.map(incoming::legFor).orElseGet(incoming::first);
        PeerProfile source = callee.map(Leg::profile).orElse(PeerProfile.DEFAULT);
        incoming.ring(
                caller,
                response,
                source,
                sdp,
                reliable,
                (prack, now) -> acknowledged(callee, sdp, prack, now),
                nowNanos);
    }

    /** The caller has acknowledged a provisional response, perhaps with an offer (RFC 3262 5). */
    private void acknowledged(
            Optional<Leg> callee, Optional<AsciiString> told, ServerTransaction prack, long now) {
        if (callee.isPresent() && told.isPresent()) {
            branch(callee.get()).settledByCaller = true;
        }
        if (callee.isPresent() && Answers.sdp(prack.request()).isPresent()) {
            call.changes().modify(incoming.legFor(callee.get()), prack, now);
        } else {
            Answers.send(context.layer(), prack, 200, now);
        }
    }

    /** What becomes of the callee's 2xx. */
    private final class Outcome implements Acceptance.Outcome {
        private final Leg callee;

        Outcome(Leg callee) {
            this.callee = callee;
        }

        @Override
        public void passed(long nowNanos) {
            over = true;
            callee.describe(dial.offer(), Optional.empty());
            call.answered(callee, nowNanos);
        }

        @Override
        public void refused(int status, long nowNanos) {
            over = true;
            callee.hangUp(Optional.of(Reasons.BAD_SDP), nowNanos);
            Answers.send(context.layer(), incoming.transaction(), status, nowNanos);
            CallSetup.this.refused(status, nowNanos);
        }

        @Override
        public void acknowledged() {}
    }
}

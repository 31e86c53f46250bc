package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.dial.Dial;
import org.portcullis.core.dial.Failure;
import org.portcullis.core.dial.Wish;
import org.portcullis.core.leg.Descriptions;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.Party;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.leg.ReferProgress;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.media.MediaSession;
import org.portcullis.core.media.SessionIdentity;
import org.portcullis.core.media.Side;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.topology.HeaderRules;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * A transfer that the box does itself (RFC 5589): the transferor's REFER is accepted, its place in
 * the call is taken by the target, and the other side sees re-INVITEs only. Owned by the call's
 * loop.
 *
 * <p>A blind transfer calls the target. An attended one takes the leg over from the call that the
 * transferor has with the target. Until either is done the call stands as it was, and goes on so if
 * the transfer fails. The transferor may hang up at any time.
 */
final class Transfer implements Dial.User {
    private final CallContext context;
    private final Call call;
    private final Leg transferor;
    private final Leg other;
    private final Referral referral;
    private final SipRequest refer;
    private final ReferProgress progress;
    private Optional<MediaSession> media = Optional.empty();
    // Until the target has answered: then its leg holds it.
    private Admission.Ticket number = Admission.Ticket.NONE;
    private @Nullable Dial dial;
    private @Nullable Joining joining;
    private @Nullable Leg target;
    private boolean transferorGone;
    private boolean over;

    Transfer(
            CallContext context,
            Call call,
            Leg transferor,
            Leg other,
            Referral referral,
            ServerTransaction refer) {
        this.context = context;
        this.call = call;
        this.transferor = transferor;
        this.other = other;
        this.referral = referral;
        this.refer = refer.request();
        this.progress = new ReferProgress(transferor, refer, referral.quiet());
    }

    Leg transferor() {
        return transferor;
    }

    /** Whether re-INVITEs of ours are under way, so that no other change may be. */
    boolean joining() {
        return joining != null;
    }

    void start(long nowNanos) {
        progress.accept(nowNanos);
        referral.replaces()
                .ifPresentOrElse(
                        dialog ->
                                context.directory()
                                        .claim(dialog, Optional.empty(), call, this::claimed),
                        () -> blind(nowNanos));
    }

    /** The transferor has hung up: what it asked for is done all the same. */
    void transferorGone() {
        transferorGone = true;
        progress.silence();
    }

    /** The call is over. */
    void abandon(long nowNanos) {
        if (!over) {
            over = true;
            progress.finish(487, () -> {}, nowNanos);
            letGo(Optional.empty(), nowNanos);
        }
    }

    @Override
    public void progress(
            Optional<Leg> callee, SipResponse response, boolean reliable, long nowNanos) {
        progress.tell(response.status(), nowNanos);
    }

    @Override
    public void answered(Leg callee, SipResponse success, long nowNanos) {
        target = callee;
        number.answered(nowNanos);
        callee.hold(number);
        number = Admission.Ticket.NONE;
        callee.session().agreed(success, nowNanos);
        callee.acknowledge(success.cseq().number(), Optional.empty());
        Optional<AsciiString> answer = Answers.sdp(success);
        MediaSession between = media.orElseThrow();
        if (answer.isEmpty()) {
            failed(488, nowNanos);
            return;
        }
        Dial called = dial;
        callee.describe(called == null ? Optional.empty() : called.offer(), answer);
        between.answer(
                Descriptions.passing(callee, other, answer.get()),
                result -> {
                    switch (result) {
                        case MediaResult.Rewritten(AsciiString sdp) -> {
                            between.commit();
                            join(
                                    callee,
                                    other,
                                    answer.get(),
                                    (a, now) -> settle(callee, answer.get(), a, now),
                                    nowNanos);
                        }
                        case MediaResult.Refused(int status, String warning) ->
                                failed(status, nowNanos);
                    }
                });
    }

    /**
     * The other side has answered what the target agreed to. Where it takes less of it than it was
     * offered with, the target is told so; a target that will not have it keeps what it has.
     */
    private void settle(Leg callee, AsciiString agreed, AsciiString now, long nowNanos) {
        if (Matched.covers(now, agreed)) {
            done(nowNanos);
            return;
        }
        join(other, callee, now, (a, then) -> done(then), this::kept, nowNanos);
    }

    private void kept(int status, long nowNanos) {
        done(nowNanos);
        if (status == 481 || status == 408) { // RFC 3261 12.2.1.2: the dialog is gone
            call.release(CallCounters.End.LOST, Reasons.GONE, nowNanos);
        }
    }

    @Override
    public void failed(Failure failure, long nowNanos) {
        failed(failure.status(), nowNanos);
    }

    @Override
    public void refused(int status, String warning, long nowNanos) {
        failed(status, nowNanos);
    }

    private void blind(long nowNanos) {
        Optional<AsciiString> offer = other.described().remote().flatMap(Resumed::of);
        if (offer.isEmpty()) {
            failed(488, nowNanos);
            return;
        }
        SipRequest invite = inviteToTarget();
        Party by = transferor.party();
        switch (context.routing().route(invite, by.peer(), by.arrival().realm())) {
            case RouteDecision.Reject(int status, AsciiString reason) -> failed(status, nowNanos);
            // Whoever transfers is not to know where else the target is.
            case RouteDecision.Redirect(int status, List<AsciiString> contacts) ->
                    failed(480, nowNanos);
            case RouteDecision.Forward(
                            String route,
                            RoutePlan plan,
                            SipRequest routed,
                            HeaderRules headers) -> {
                boolean urgent = emergency(invite);
                Optional<Integer> refusal = urgent ? Optional.empty() : refusal(invite, nowNanos);
                if (refusal.isPresent()) {
                    failed(refusal.get(), nowNanos);
                    return;
                }
                MediaSession between = open(Map.of());
                Wish wish =
                        new Wish(
                                routed,
                                headers,
                                transferor.profile(),
                                other,
                                between,
                                offer,
                                true,
                                Optional.of(refer),
                                call.ticket(),
                                urgent);
                Dial started = new Dial(context.legs(), call, wish, plan, this);
                dial = started;
                started.start(nowNanos);
            }
        }
    }

    private boolean emergency(SipRequest invite) {
        return context.routing().emergency(invite, transferor.party().peer()).isPresent();
    }

    /** Asks whether the transferor may have the target called; empty if it may. */
    private Optional<Integer> refusal(SipRequest invite, long nowNanos) {
        SipRequest normalised = transferor.profile().headers().arriving(invite);
        Party by = transferor.party();
        return switch (call.ticket().calling(normalised, by.peer(), by.arrival(), nowNanos)) {
            case Admission.Full(int status, int retryAfterSeconds) -> Optional.of(status);
            case Admission.Cleared(Admission.Ticket cleared) -> {
                number = cleared;
                yield Optional.empty();
            }
        };
    }

    /** An INVITE as the transferor's side would write it if the other party called the target. */
    private SipRequest inviteToTarget() {
        MessageWriter writer = context.writer();
        writer.request(Method.INVITE, referral.target().text());
        writer.begin(HeaderName.VIA)
                .append(transferor.localName().via())
                .append(context.loop().ids().branch())
                .end();
        writer.header(HeaderName.MAX_FORWARDS, SipRequest.DEFAULT_MAX_FORWARDS);
        writer.header(HeaderName.FROM, transferor.dialog().local());
        writer.begin(HeaderName.TO).append('<').append(referral.target().text()).append('>').end();
        writer.header(HeaderName.CALL_ID, transferor.dialog().callId());
        writer.begin(HeaderName.CSEQ).append(1).append(' ').append(Method.INVITE.name()).end();
        return writer.toRequest();
    }

    private void claimed(Claim claim) {
        long nowNanos = context.loop().nowNanos();
        if (over) {
            if (claim instanceof Claim.Taken(Handover handover, SessionIdentity identity)) {
                adopt(handover).hangUp(Optional.of(Reasons.GONE), nowNanos);
            }
            return;
        }
        switch (claim) {
            case Claim.Taken(Handover handover, SessionIdentity identity) ->
                    attended(handover, identity, nowNanos);
            // The target still rings for the transferor: it rings for the other side instead.
            case Claim.Ringing() -> blind(nowNanos);
            case Claim.Refused(int status) -> failed(status, nowNanos);
        }
    }

    private void attended(Handover handover, SessionIdentity identity, long nowNanos) {
        Leg arrived = adopt(handover);
        target = arrived;
        Optional<AsciiString> offer = arrived.described().remote().flatMap(Resumed::of);
        if (offer.isEmpty()) {
            failed(488, nowNanos);
            return;
        }
        open(Map.of(arrived.side(), identity));
        join(
                arrived,
                other,
                offer.get(),
                (answer, now) -> join(other, arrived, answer, (a, then) -> done(then), now),
                nowNanos);
    }

    private Leg adopt(Handover handover) {
        return context.directory().adopt(context, call, transferor.side(), handover);
    }

    private MediaSession open(Map<Side, SessionIdentity> arrived) {
        Map<Side, SessionIdentity> known = new EnumMap<>(Side.class);
        known.putAll(arrived);
        known.put(other.side(), call.media().identity(other.side()));
        MediaSession opened = context.media().open(call.id(), context.loop(), known);
        media = Optional.of(opened);
        return opened;
    }

    /** What follows a round of {@link Joining}. */
    @FunctionalInterface
    private interface Next {
        void joined(AsciiString answer, long nowNanos);
    }

    /** What follows one that was refused. */
    @FunctionalInterface
    private interface Refusal {
        void refused(int status, long nowNanos);
    }

    private void join(Leg from, Leg to, AsciiString described, Next next, long nowNanos) {
        join(from, to, described, next, this::failed, nowNanos);
    }

    private void join(
            Leg from, Leg to, AsciiString described, Next next, Refusal refusal, long nowNanos) {
        Joining started =
                new Joining(
                        context,
                        media.orElseThrow(),
                        from,
                        to,
                        new Joining.Outcome() {
                            @Override
                            public void joined(AsciiString answer, long now) {
                                next.joined(answer, now);
                            }

                            @Override
                            public void refused(int status, long now) {
                                refusal.refused(status, now);
                            }
                        });
        joining = started;
        started.start(described, nowNanos);
    }

    private void done(long nowNanos) {
        if (over) {
            return;
        }
        over = true;
        joining = null;
        Leg arrived = Objects.requireNonNull(target);
        call.transferred(transferor, arrived, media.orElseThrow());
        progress.finish(
                200,
                () ->
                        transferor.hangUp(
                                Optional.of(Reasons.TRANSFERRED), context.loop().nowNanos()),
                nowNanos);
    }

    private void failed(int status, long nowNanos) {
        if (over) {
            return;
        }
        over = true;
        progress.finish(status < 300 ? 500 : status, () -> {}, nowNanos);
        letGo(Optional.of(Reasons.GONE), nowNanos);
        call.transferFailed(transferorGone, nowNanos);
    }

    private void letGo(Optional<AsciiString> reason, long nowNanos) {
        number.release();
        number = Admission.Ticket.NONE;
        if (dial != null && !dial.over()) {
            dial.cancel(reason, nowNanos);
        }
        if (joining != null) {
            joining.abandon();
            joining = null;
        }
        if (target != null) {
            target.hangUp(reason, nowNanos);
        }
        media.ifPresent(MediaSession::delete);
    }
}

package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.leg.Descriptions;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.OwnInvite;
import org.portcullis.core.leg.SessionTimer;
import org.portcullis.core.media.Side;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * What is being changed of a call: one {@link Modification} of a peer, one re-INVITE of our own or
 * one {@link Transfer} at a time. Owned by the call's loop.
 */
final class Changes {
    private final CallContext context;
    private final Call call;
    private @Nullable Modification modification;
    private @Nullable OwnInvite refreshing;
    private @Nullable Transfer transfer;

    Changes(CallContext context, Call call) {
        this.context = context;
        this.call = call;
    }

    /**
     * Takes a re-INVITE. RFC 3261 14.2: one INVITE at a time; glare on either leg is 491, and the
     * peers' timers sort it out.
     */
    void reinvited(Leg leg, InviteServerTransaction invite, long nowNanos) {
        int minimum = SessionTimer.refusal(leg.profile().sessionTimer(), invite.request());
        if (!call.answered()) {
            Answers.retryChange(context.layer(), invite, 500, nowNanos);
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

    /** Takes an UPDATE (RFC 3311 5.2), with an offer or without. */
    void updated(Leg leg, ServerTransaction update, long nowNanos) {
        int minimum = SessionTimer.refusal(leg.profile().sessionTimer(), update.request());
        if (minimum > 0) {
            tooBrief(update, minimum, nowNanos);
        } else if (!update.request().hasBody()) {
            leg.dialog().refreshTarget(update.request());
            MessageWriter writer = leg.reply(update, 200);
            if (call.answered()) {
                leg.session().agree(update.request(), writer, nowNanos);
            }
            leg.respond(update, writer, nowNanos);
        } else if (call.unanswered(leg)) {
            earlyGlare(leg, update, nowNanos);
        } else {
            modify(leg, update, nowNanos);
        }
    }

    /** RFC 3311 5.2: the offer of the INVITE has no answer yet. */
    private void earlyGlare(Leg leg, ServerTransaction update, long nowNanos) {
        if (leg.side() == Side.CALLER) {
            Answers.retryChange(context.layer(), update, 500, nowNanos);
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

    /** Takes a REFER that the box is to do itself. */
    void referred(Leg leg, ServerTransaction refer, long nowNanos) {
        Optional<Referral> referral = Referral.of(refer.request());
        Optional<Leg> other = leg.partner();
        if (referral.isEmpty()) {
            Answers.send(context.layer(), refer, 400, nowNanos);
        } else if (!call.answered() || other.isEmpty() || transfer != null || busy()) {
            Answers.retryChange(context.layer(), refer, 500, nowNanos);
        } else {
            Transfer started = new Transfer(context, call, leg, other.get(), referral.get(), refer);
            transfer = started;
            started.start(nowNanos);
        }
    }

    /** Takes an offer that is made in a request of a leg, if nothing else is being changed. */
    void modify(Leg leg, ServerTransaction request, long nowNanos) {
        Optional<Leg> other = leg.partner();
        if (other.isEmpty() || other.get().over()) {
            Answers.retryChange(context.layer(), request, 500, nowNanos);
        } else if (busy() || leg.unacknowledged()) {
            Answers.send(context.layer(), request, 491, nowNanos);
        } else {
            Modification started = new Modification(context, call, leg, other.get(), request);
            modification = started;
            // The other side may not be asked before its ACK, which is on its way.
            other.get().whenAcknowledged(() -> started.start(context.loop().nowNanos()));
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
        OwnInvite started = new OwnInvite(context.legs(), leg, sdp.get(), new Refreshed(leg));
        refreshing = started;
        started.start(nowNanos);
        return true;
    }

    /** Takes the CANCEL of a re-INVITE. */
    void cancelled(InviteServerTransaction invite, Optional<AsciiString> reason, long nowNanos) {
        if (modification != null) {
            modification.cancelled(invite, reason, nowNanos);
        }
    }

    /**
     * Takes the hanging up of a leg.
     *
     * @return whether the call goes on: what the transferor asked for is done all the same
     */
    boolean survives(Leg leg) {
        if (transfer == null || transfer.transferor() != leg) {
            return false;
        }
        transfer.transferorGone();
        return true;
    }

    /** The transfer is over, whatever has come of it. */
    void transferEnded() {
        transfer = null;
    }

    /** Whether a leg can be taken out of the call now. */
    boolean idle() {
        return !busy() && transfer == null;
    }

    /** The call is over. */
    void end(long nowNanos) {
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

    private boolean busy() {
        return modification != null
                || refreshing != null
                || (transfer != null && transfer.joining());
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
            call.media()
                    .offer(
                            Descriptions.passing(other, leg, theirs),
                            offered ->
                                    call.media()
                                            .answer(
                                                    Descriptions.passing(leg, other, now),
                                                    answered -> call.media().commit()));
        }
    }
}

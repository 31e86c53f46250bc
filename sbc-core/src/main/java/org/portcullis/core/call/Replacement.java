package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.dialog.Replaces;
import org.portcullis.core.leg.Descriptions;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.OwnInvite;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.media.SessionIdentity;
import org.portcullis.core.media.Side;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transaction.Answers;

/**
 * A call whose caller takes the place of another call's party (RFC 3891): the leg behind the dialog
 * that is replaced comes over, and the party that is replaced is hung up. Where the dialog still
 * rings, its call is picked up instead, by a {@link Picker}. Owned by the call's loop.
 */
final class Replacement implements Beginning, OwnInvite.Outcome {
    private final CallContext context;
    private final Call call;
    private final CallerInvite incoming;
    private final Replaces replaced;
    private final Picker picker;
    private @Nullable Leg adopted;

    Replacement(CallContext context, Call call, CallerInvite incoming, Replaces replaced) {
        this.context = context;
        this.call = call;
        this.incoming = incoming;
        this.replaced = replaced;
        this.picker = new Picker(context, call, incoming);
    }

    void start(long nowNanos) {
        incoming.transaction()
                .onUndelivered(
                        (transaction, now) -> {
                            if (call.answered()) {
                                call.release(CallCounters.End.LOST, Reasons.LOST, now);
                            } else {
                                end(503, CallCounters.End.LOST, Optional.of(Reasons.LOST), now);
                            }
                        });
        context.directory().claim(replaced, Optional.of(picker), call, this::claimed);
    }

    @Override
    public void cancelled(Optional<AsciiString> reason, long nowNanos) {
        end(487, CallCounters.End.CANCELLED, reason, nowNanos);
    }

    @Override
    public void release(int status, CallCounters.End how, AsciiString reason, long nowNanos) {
        end(status, how, Optional.of(reason), nowNanos);
    }

    @Override
    public boolean unanswered(Leg leg) {
        return true;
    }

    private void claimed(Claim claim) {
        long nowNanos = context.loop().nowNanos();
        switch (claim) {
            case Claim.Taken(Handover handover, SessionIdentity identity) ->
                    taken(handover, identity, nowNanos);
            case Claim.Refused(int status) -> refuse(status, nowNanos);
            case Claim.Ringing() -> {} // the picker hears the rest
        }
    }

    private void taken(Handover handover, SessionIdentity identity, long nowNanos) {
        Leg leg = context.directory().adopt(context, call, Side.CALLEE, handover);
        if (call.over()) {
            leg.hangUp(Optional.of(Reasons.GONE), nowNanos);
            return;
        }
        adopted = leg;
        call.adoptMedia(
                context.media().open(call.id(), context.loop(), Map.of(Side.CALLEE, identity)));
        AsciiString offer = Answers.sdp(incoming.request()).orElseThrow();
        call.media()
                .offer(
                        Descriptions.passing(call.caller(), leg, offer),
                        result -> {
                            switch (result) {
                                case MediaResult.Rewritten(AsciiString sdp) ->
                                        new OwnInvite(context.legs(), leg, sdp, this)
                                                .start(nowNanos);
                                case MediaResult.Refused(int status, String warning) ->
                                        refuse(status, nowNanos);
                            }
                        });
    }

    @Override
    public void accepted(SipResponse success, long nowNanos) {
        Optional<AsciiString> answer = Answers.sdp(success);
        if (answer.isEmpty() || call.over()) {
            refuse(488, nowNanos);
            return;
        }
        Leg callee = leg();
        call.media()
                .answer(
                        Descriptions.passing(callee, call.caller(), answer.get()),
                        result -> {
                            switch (result) {
                                case MediaResult.Rewritten(AsciiString sdp) ->
                                        accept(callee, sdp, nowNanos);
                                case MediaResult.Refused(int status, String warning) ->
                                        refuse(status, nowNanos);
                            }
                        });
    }

    @Override
    public void refused(int status, long nowNanos) {
        refuse(status, nowNanos);
    }

    private void accept(Leg callee, AsciiString sdp, long nowNanos) {
        call.media().commit();
        Leg caller = call.caller();
        MessageWriter writer = caller.reply(incoming.transaction(), 200);
        caller.session().agree(incoming.request(), writer, nowNanos);
        writer.body(Answers.SDP, sdp);
        caller.describe(Optional.of(sdp), Answers.sdp(incoming.request()));
        caller.accept(incoming.transaction(), writer, ack -> {}, nowNanos);
        call.answered(callee, nowNanos);
    }

    private void refuse(int status, long nowNanos) {
        if (!call.over()) {
            context.counters().refused(status);
        }
        end(status, CallCounters.End.REFUSED, Optional.of(Reasons.GONE), nowNanos);
    }

    private void end(
            int status, CallCounters.End how, Optional<AsciiString> reason, long nowNanos) {
        if (adopted != null) {
            adopted.hangUp(reason, nowNanos);
        }
        if (!call.over()) {
            picker.abandon(reason, nowNanos);
            if (!picker.accepted()) {
                Answers.send(context.layer(), incoming.transaction(), status, nowNanos);
            }
            call.finish(how, nowNanos);
        }
    }

    private Leg leg() {
        Leg leg = adopted;
        if (leg == null) {
            throw new IllegalStateException("nothing was adopted");
        }
        return leg;
    }
}

package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Optional;
import java.util.function.Consumer;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.Party;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.media.MediaDescription;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.media.Side;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transaction.Answers;

/**
 * A call that rang for one party and is picked up by another (RFC 3891 3, RFC 5359 2.16), from the
 * moment that nobody rings any more until its caller has a final response. Owned by the call's
 * loop; what the {@link Picker} on the other loop says comes as a message.
 *
 * <p>The caller hears of it as of an answer of one more fork. Where both it and the picker have
 * made an offer, each offer answers the other.
 */
final class Pickup implements Beginning {
    private static final int DESERTED = 480;

    private final CallContext context;
    private final Call call;
    private final CallerInvite incoming;
    private final Picker picker;
    private final Optional<AsciiString> offer;
    private boolean confirmed;
    private boolean over;

    Pickup(CallContext context, Call call, CallerInvite incoming, Picker picker) {
        this.context = context;
        this.call = call;
        this.incoming = incoming;
        this.picker = picker;
        this.offer = Answers.sdp(incoming.request());
    }

    /** Whether the caller and the picker have anything to say to each other. */
    boolean possible() {
        Optional<AsciiString> theirs = picker.sdp();
        return offer.isPresent()
                ? theirs.isEmpty() || Matched.answer(theirs.get(), offer.get()).isPresent()
                : theirs.isPresent();
    }

    void start(long nowNanos) {
        incoming.transaction()
                .onUndelivered(
                        (transaction, now) ->
                                call.release(CallCounters.End.LOST, Reasons.LOST, now));
        if (offer.isPresent()) {
            call.media().offer(ofCaller(offer.get()), result -> offered(result, nowNanos));
        } else {
            call.media()
                    .offer(
                            ofPicker(picker.sdp().orElseThrow()),
                            result -> offerToCaller(result, nowNanos));
        }
    }

    @Override
    public void cancelled(Optional<AsciiString> reason, long nowNanos) {
        end(487, CallCounters.End.CANCELLED, reason, nowNanos);
        picker.tell(context, told -> told.refused(481, reason));
    }

    @Override
    public void release(int status, CallCounters.End how, AsciiString reason, long nowNanos) {
        end(status, how, Optional.of(reason), nowNanos);
        picker.tell(context, told -> told.refused(status, Optional.of(reason)));
    }

    @Override
    public boolean unanswered(Leg leg) {
        return true;
    }

    /** Runs {@code message} on this call's loop. From {@code there}. */
    void tell(CallContext there, Consumer<Pickup> message) {
        CallDirectory.on(
                context.loop(),
                there.loop(),
                () -> call.guarded(context.loop().nowNanos(), () -> message.accept(this)));
    }

    /** Lets requests that arrive on the picker's loop from now on come after its leg. */
    void comesFrom(CallContext there, Handover handover) {
        context.directory().forward(there, context, handover);
    }

    /** The picker has left before it had the call. */
    void deserted(Optional<AsciiString> reason) {
        end(DESERTED, CallCounters.End.LOST, reason, context.loop().nowNanos());
    }

    /** The picker has acknowledged its 2xx, and its leg is here. */
    void arrived(Handover handover) {
        long nowNanos = context.loop().nowNanos();
        Leg leg = context.directory().adopt(context, call, Side.CALLEE, handover);
        Optional<AsciiString> described = leg.described().remote();
        if (over) {
            leg.hangUp(Optional.of(Reasons.GONE), nowNanos);
        } else if (offer.isEmpty()) {
            over = true;
            call.answered(leg, nowNanos);
        } else {
            Optional<AsciiString> answer =
                    picker.sdp().isEmpty()
                            ? described
                            : described.flatMap(sdp -> Matched.answer(offer.get(), sdp));
            answer.ifPresentOrElse(
                    sdp -> answered(leg, sdp, nowNanos), () -> fail(leg, 488, nowNanos));
        }
    }

    /** The caller's offer, as the picker gets it. */
    private void offered(MediaResult result, long nowNanos) {
        switch (result) {
            case MediaResult.Rewritten(AsciiString sdp) -> {
                Optional<AsciiString> shown =
                        picker.sdp().isEmpty()
                                ? Optional.of(sdp)
                                : Matched.answer(picker.sdp().get(), sdp);
                shown.ifPresentOrElse(
                        each -> picker.tell(context, told -> told.accept(this, each)),
                        () -> release(488, CallCounters.End.LOST, Reasons.BAD_SDP, nowNanos));
            }
            case MediaResult.Refused(int status, String warning) ->
                    release(status, CallCounters.End.LOST, Reasons.BAD_SDP, nowNanos);
        }
    }

    /** The picker's answer, as the caller gets it, or an offer of its own that answers it. */
    private void answered(Leg leg, AsciiString answer, long nowNanos) {
        call.media()
                .answer(
                        ofPicker(answer),
                        result -> {
                            switch (result) {
                                case MediaResult.Rewritten(AsciiString sdp) ->
                                        incoming.whenDescribed(() -> accept(leg, sdp));
                                case MediaResult.Refused(int status, String warning) ->
                                        fail(leg, status, nowNanos);
                            }
                        });
    }

    private void accept(Leg leg, AsciiString sdp) {
        long nowNanos = context.loop().nowNanos();
        if (over) {
            leg.hangUp(Optional.of(Reasons.GONE), nowNanos);
            return;
        }
        over = true;
        call.media().commit();
        confirm(sdp, ack -> {}, nowNanos);
        call.answered(leg, nowNanos);
    }

    /** The caller made no offer: the picker's is offered to it in its 2xx. */
    private void offerToCaller(MediaResult result, long nowNanos) {
        switch (result) {
            case MediaResult.Rewritten(AsciiString sdp) ->
                    incoming.whenDescribed(
                            () -> {
                                if (!over) {
                                    confirm(sdp, this::answeredByCaller, nowNanos);
                                }
                            });
            case MediaResult.Refused(int status, String warning) ->
                    release(status, CallCounters.End.LOST, Reasons.BAD_SDP, nowNanos);
        }
    }

    private void answeredByCaller(SipRequest ack) {
        long nowNanos = context.loop().nowNanos();
        Optional<AsciiString> answer = Answers.sdp(ack);
        if (over) {
            return;
        }
        if (answer.isEmpty()) {
            release(488, CallCounters.End.LOST, Reasons.BAD_SDP, nowNanos);
            return;
        }
        call.caller().describe(Optional.empty(), answer);
        call.media()
                .answer(
                        ofCaller(answer.get()),
                        result -> {
                            switch (result) {
                                case MediaResult.Rewritten(AsciiString sdp) -> {
                                    call.media().commit();
                                    picker.tell(context, told -> told.accept(this, sdp));
                                }
                                case MediaResult.Refused(int status, String warning) ->
                                        release(
                                                status,
                                                CallCounters.End.LOST,
                                                Reasons.BAD_SDP,
                                                nowNanos);
                            }
                        });
    }

    /** Answers the caller, in an early dialog that nobody else has spoken in. */
    private void confirm(AsciiString sdp, Consumer<SipRequest> acknowledged, long nowNanos) {
        confirmed = true;
        Leg caller = incoming.unspoken();
        incoming.closeAllBut(caller);
        incoming.confirm();
        call.settle(caller);
        MessageWriter writer = caller.reply(incoming.transaction(), 200);
        caller.session().agree(incoming.request(), writer, nowNanos);
        writer.body(Answers.SDP, sdp);
        caller.describe(Optional.of(sdp), offer);
        caller.accept(incoming.transaction(), writer, acknowledged, nowNanos);
    }

    private void fail(Leg leg, int status, long nowNanos) {
        leg.hangUp(Optional.of(Reasons.BAD_SDP), nowNanos);
        end(status, CallCounters.End.LOST, Optional.of(Reasons.BAD_SDP), nowNanos);
    }

    private void end(
            int status, CallCounters.End how, Optional<AsciiString> reason, long nowNanos) {
        if (over) {
            return;
        }
        over = true;
        if (confirmed) {
            call.caller().hangUp(reason, nowNanos);
        } else {
            context.counters().refused(status);
            Answers.send(context.layer(), incoming.transaction(), status, nowNanos);
        }
        call.finish(how, nowNanos);
    }

    private MediaDescription ofCaller(AsciiString sdp) {
        return described(incoming.first().party(), picker.party(), Side.CALLER, sdp);
    }

    private MediaDescription ofPicker(AsciiString sdp) {
        return described(picker.party(), incoming.first().party(), Side.CALLEE, sdp);
    }

    private static MediaDescription described(Party from, Party to, Side side, AsciiString sdp) {
        return new MediaDescription(
                side, from.arrival().realm(), to.arrival().realm(), from.arrival().remote(), sdp);
    }
}

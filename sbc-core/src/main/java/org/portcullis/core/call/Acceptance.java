package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.topology.Crossing;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transaction.Replies;

/**
 * Carries a 2xx from the leg that was asked to the leg that asked, with the answer or the late
 * offer in it. Owned by the call's loop.
 *
 * <p>Where the INVITE made the offer, the 2xx is acknowledged at once and each leg repeats on its
 * own. Where the 2xx makes the offer (RFC 3261 13.2.1), its ACK waits for the answer in the asking
 * side's ACK.
 */
final class Acceptance {

    /** What becomes of it, told once, but {@code acknowledged} after {@code passed}. */
    interface Outcome {
        /** The asking side has been sent the 2xx. */
        void passed(long nowNanos);

        /**
         * The 2xx could not be used; it is acknowledged. The asking side is still to be answered.
         */
        void refused(int status, long nowNanos);

        /** The asking side has acknowledged: the exchange is complete. */
        void acknowledged();
    }

    private final CallContext context;
    private final Call call;
    private final Leg asking;
    private final Leg asked;
    private final InviteServerTransaction invite;
    private final SipResponse success;
    private final boolean lateOffer;
    private final Outcome outcome;

    Acceptance(
            CallContext context,
            Call call,
            Leg asking,
            Leg asked,
            InviteServerTransaction invite,
            SipResponse success,
            Outcome outcome) {
        this.context = context;
        this.call = call;
        this.asking = asking;
        this.asked = asked;
        this.invite = invite;
        this.success = success;
        this.lateOffer = Answers.sdp(invite.request()).isEmpty();
        this.outcome = outcome;
    }

    /**
     * @param early what a provisional response has answered already, as rewritten; some peers do
     *     not repeat it in the 2xx
     */
    void carry(Optional<AsciiString> early, long nowNanos) {
        if (!lateOffer) {
            acknowledge(Optional.empty());
        }
        Optional<AsciiString> sdp = Answers.sdp(success);
        if (sdp.isPresent() && lateOffer) {
            call.media().offer(described(asked, asking, sdp.get()), r -> passOn(r, nowNanos));
        } else if (sdp.isPresent()) {
            call.media().answer(described(asked, asking, sdp.get()), r -> passOn(r, nowNanos));
        } else if (early.isPresent() && !lateOffer) {
            pass(early.get(), nowNanos);
        } else {
            refuse(502, nowNanos);
        }
    }

    static MediaDescription described(Leg from, Leg to, AsciiString sdp) {
        return new MediaDescription(
                from.side(),
                from.arrival().realm(),
                to.arrival().realm(),
                from.arrival().remote(),
                sdp);
    }

    private void passOn(MediaResult result, long nowNanos) {
        switch (result) {
            case MediaResult.Rewritten(AsciiString sdp) -> pass(sdp, nowNanos);
            case MediaResult.Refused(int status, String warning) -> refuse(status, nowNanos);
        }
    }

    private void pass(AsciiString sdp, long nowNanos) {
        MessageWriter writer =
                Replies.begin(
                        context.writer(), invite, success.status(), asking.dialog().localTag());
        writer.copyAll(HeaderName.RECORD_ROUTE, invite.request());
        writer.header(HeaderName.CONTACT, asking.localName().contact());
        writer.header(HeaderName.ALLOW, Answers.ALLOWED);
        new Crossing(
                        org.portcullis.core.topology.HeaderPolicy.DEFAULT,
                        org.portcullis.core.topology.HeaderPolicy.DEFAULT)
                .headers(success, asking.localName().hostPort(), writer);
        writer.body(Answers.SDP, sdp);
        if (!lateOffer) {
            call.media().commit();
        }
        asking.accept(invite, writer.toResponse(), this::acknowledged, nowNanos);
        outcome.passed(nowNanos);
    }

    private void refuse(int status, long nowNanos) {
        if (lateOffer) {
            acknowledge(Optional.empty());
        }
        outcome.refused(status, nowNanos);
    }

    private void acknowledged(SipRequest ack) {
        long nowNanos = context.loop().nowNanos();
        outcome.acknowledged();
        if (!lateOffer || call.over()) {
            return;
        }
        Optional<AsciiString> answer = Answers.sdp(ack);
        if (answer.isEmpty()) {
            giveUp(nowNanos);
            return;
        }
        call.media()
                .answer(
                        described(asking, asked, answer.get()),
                        result -> {
                            switch (result) {
                                case MediaResult.Rewritten(AsciiString sdp) -> {
                                    call.media().commit();
                                    acknowledge(Optional.of(sdp));
                                }
                                case MediaResult.Refused(int status, String warning) ->
                                        giveUp(nowNanos);
                            }
                        });
    }

    /**
     * An offer of the asked side stays without a usable answer: there is no session to go on with.
     */
    private void giveUp(long nowNanos) {
        acknowledge(Optional.empty());
        call.release(CallCounters.End.LOST, Reasons.BAD_SDP, nowNanos);
    }

    private void acknowledge(Optional<AsciiString> answer) {
        asked.acknowledge(success.cseq().number(), answer);
    }
}

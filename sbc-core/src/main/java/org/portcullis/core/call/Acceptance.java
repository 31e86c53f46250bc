package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Optional;
import java.util.function.Consumer;
import org.portcullis.core.leg.Descriptions;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.InviteServerTransaction;

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

    /**
     * An INVITE of one leg that the other has answered.
     *
     * @param branch what the two have agreed upon before the 2xx
     */
    record Exchange(
            Leg asking,
            Leg asked,
            InviteServerTransaction invite,
            SipResponse success,
            Branch branch) {}

    private final CallContext context;
    private final Call call;
    private final Exchange exchange;
    private final Consumer<Runnable> gate;
    private final Outcome outcome;
    private final boolean lateOffer;

    /**
     * @param gate runs what it is given as soon as the asking side may get the 2xx
     */
    Acceptance(
            CallContext context,
            Call call,
            Exchange exchange,
            Consumer<Runnable> gate,
            Outcome outcome) {
        this.context = context;
        this.call = call;
        this.exchange = exchange;
        this.gate = gate;
        this.outcome = outcome;
        this.lateOffer =
                Answers.sdp(exchange.invite().request()).isEmpty()
                        && !exchange.branch().settledByCallee;
    }

    void carry(long nowNanos) {
        if (lateOffer) {
            exchange.asked().acknowledgeLater(exchange.success().cseq().number());
        } else {
            acknowledge(Optional.empty());
        }
        Leg asking = exchange.asking();
        Leg asked = exchange.asked();
        Branch branch = exchange.branch();
        Optional<AsciiString> sdp = Answers.sdp(exchange.success());
        // Some peers do not repeat in the 2xx what a provisional response has answered.
        Optional<AsciiString> answer = sdp.isPresent() ? sdp : branch.written;
        if (branch.settledByCallee) {
            pass(branch.rewritten, nowNanos);
        } else if (sdp.isPresent() && lateOffer) {
            call.media()
                    .offer(
                            Descriptions.passing(asked, asking, sdp.get()),
                            r -> passOn(r, nowNanos));
        } else if (answer.isPresent() && !lateOffer) {
            asked.describe(Optional.empty(), answer);
            call.media()
                    .answer(
                            Descriptions.passing(asked, asking, answer.get()),
                            r -> passOn(r, nowNanos));
        } else {
            refuse(502, nowNanos);
        }
    }

    private void passOn(MediaResult result, long nowNanos) {
        switch (result) {
            case MediaResult.Rewritten(AsciiString sdp) -> pass(Optional.of(sdp), nowNanos);
            case MediaResult.Refused(int status, String warning) -> refuse(status, nowNanos);
        }
    }

    private void pass(Optional<AsciiString> sdp, long nowNanos) {
        gate.accept(
                () -> {
                    if (!call.over()) {
                        send(sdp, nowNanos);
                    }
                });
    }

    private void send(Optional<AsciiString> sdp, long nowNanos) {
        Leg asking = exchange.asking();
        MessageWriter writer = asking.reply(exchange.invite(), exchange.success().status());
        asking.session().agree(exchange.invite().request(), writer, nowNanos);
        exchange.asked()
                .profile()
                .toward(asking.profile())
                .headers(exchange.success(), asking.localName().hostPort(), writer);
        if (!exchange.branch().settledByCaller) {
            sdp.ifPresent(body -> Answers.describe(exchange.success(), body, writer));
        }
        if (!lateOffer) {
            call.media().commit();
        }
        asking.describe(sdp, Answers.sdp(exchange.invite().request()));
        asking.accept(exchange.invite(), writer, this::acknowledged, nowNanos);
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
        Leg asking = exchange.asking();
        Leg asked = exchange.asked();
        call.media()
                .answer(
                        Descriptions.passing(asking, asked, answer.get()),
                        result -> {
                            switch (result) {
                                case MediaResult.Rewritten(AsciiString sdp) -> {
                                    call.media().commit();
                                    asking.describe(Optional.empty(), answer);
                                    asked.describe(
                                            Optional.of(sdp), Answers.sdp(exchange.success()));
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
        exchange.asked().acknowledge(exchange.success().cseq().number(), answer);
    }
}

package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.leg.Descriptions;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * An offer that the callee makes in a reliable provisional response; the caller's PRACK has the
 * answer (RFC 3262 5). Owned by the call's loop.
 */
final class EarlyOffer {
    private final CallContext context;
    private final Call call;
    private final Beginning setup;
    private final CallerInvite incoming;
    private final Leg callee;
    private final Branch branch;
    private final SipResponse response;

    /**
     * @param setup ended where there is no answer that could be used
     * @param response the provisional response, which is acknowledged with the answer
     */
    EarlyOffer(
            CallContext context,
            Call call,
            Beginning setup,
            CallerInvite incoming,
            Leg callee,
            Branch branch,
            SipResponse response) {
        this.context = context;
        this.call = call;
        this.setup = setup;
        this.incoming = incoming;
        this.callee = callee;
        this.branch = branch;
        this.response = response;
    }

    /** Tells the caller. */
    void carry(AsciiString sdp, long nowNanos) {
        Leg caller = incoming.legFor(callee);
        call.media()
                .offer(
                        Descriptions.passing(callee, caller, sdp),
                        result -> {
                            switch (result) {
                                case MediaResult.Rewritten(AsciiString rewritten) ->
                                        ring(caller, rewritten, nowNanos);
                                case MediaResult.Refused(int status, String warning) ->
                                        giveUp(nowNanos);
                            }
                        });
    }

    private void ring(Leg caller, AsciiString rewritten, long nowNanos) {
        branch.settledByCallee = true;
        branch.rewritten = Optional.of(rewritten);
        incoming.ring(
                caller,
                response,
                callee.profile(),
                Optional.of(rewritten),
                true,
                this::answered,
                nowNanos);
    }

    private void answered(ServerTransaction prack, long nowNanos) {
        Answers.send(context.layer(), prack, 200, nowNanos);
        Optional<AsciiString> answer = Answers.sdp(prack.request());
        if (answer.isEmpty()) {
            giveUp(nowNanos);
            return;
        }
        Leg caller = incoming.legFor(callee);
        branch.settledByCaller = true;
        call.media()
                .answer(
                        Descriptions.passing(caller, callee, answer.get()),
                        result -> {
                            switch (result) {
                                case MediaResult.Rewritten(AsciiString rewritten) -> {
                                    caller.describe(branch.rewritten, answer);
                                    callee.describe(Optional.of(rewritten), Answers.sdp(response));
                                    callee.acknowledgeProvisional(
                                            response, Optional.of(rewritten), nowNanos);
                                }
                                case MediaResult.Refused(int status, String warning) ->
                                        giveUp(nowNanos);
                            }
                        });
    }

    private void giveUp(long nowNanos) {
        setup.release(488, CallCounters.End.REFUSED, Reasons.BAD_SDP, nowNanos);
    }
}

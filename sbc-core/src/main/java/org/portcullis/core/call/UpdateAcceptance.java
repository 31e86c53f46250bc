package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.leg.Descriptions;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * Carries a 2xx from the leg that was asked to the leg that asked where that has sent no INVITE but
 * an UPDATE or a PRACK, whose 2xx always has the answer and needs no ACK. Owned by the call's loop.
 */
final class UpdateAcceptance {
    private final Call call;
    private final Leg asking;
    private final Leg asked;
    private final ServerTransaction request;
    private final Acceptance.Outcome outcome;

    UpdateAcceptance(
            Call call,
            Leg asking,
            Leg asked,
            ServerTransaction request,
            Acceptance.Outcome outcome) {
        this.call = call;
        this.asking = asking;
        this.asked = asked;
        this.request = request;
        this.outcome = outcome;
    }

    /**
     * @param offered to the leg that was asked
     */
    void carry(SipResponse success, Optional<AsciiString> offered, long nowNanos) {
        if (success.cseq().method().equals(Method.INVITE)) {
            asked.acknowledge(success.cseq().number(), Optional.empty());
        }
        Optional<AsciiString> answer = Answers.sdp(success);
        if (answer.isEmpty() || offered.isEmpty()) {
            outcome.refused(offered.isEmpty() ? 500 : 502, nowNanos);
            return;
        }
        call.media()
                .answer(
                        Descriptions.passing(asked, asking, answer.get()),
                        result -> {
                            switch (result) {
                                case MediaResult.Rewritten(AsciiString sdp) -> {
                                    asked.describe(offered, answer);
                                    send(success, sdp, nowNanos);
                                }
                                case MediaResult.Refused(int status, String warning) ->
                                        outcome.refused(status, nowNanos);
                            }
                        });
    }

    private void send(SipResponse success, AsciiString sdp, long nowNanos) {
        call.media().commit();
        asking.describe(Optional.of(sdp), Answers.sdp(request.request()));
        asking.dialog().refreshTarget(request.request());
        MessageWriter writer = asking.reply(request, 200);
        if (request.request().method().equals(Method.UPDATE)) {
            asking.session().agree(request.request(), writer, nowNanos);
        }
        asked.profile()
                .toward(asking.profile())
                .headers(success, asking.localName().hostPort(), writer);
        Answers.describe(success, sdp, writer);
        asking.respond(request, writer, nowNanos);
        outcome.passed(nowNanos);
    }
}

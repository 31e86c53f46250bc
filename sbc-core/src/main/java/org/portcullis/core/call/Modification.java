package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.dial.Failure;
import org.portcullis.core.leg.Descriptions;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.Reasons;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;
import org.portcullis.core.transaction.InviteClientTransaction;
import org.portcullis.core.transaction.InviteServerTransaction;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * A change of the session that one leg asks for and the other is asked: a re-INVITE (RFC 3261 14),
 * an UPDATE (RFC 3311), or an offer in a PRACK (RFC 3262 5). Owned by the call's loop.
 *
 * <p>A re-INVITE goes over as a re-INVITE; the others go over as UPDATE, or as re-INVITE to a peer
 * that takes no UPDATE. It lasts until the asking side has acknowledged a 2xx to its INVITE, or has
 * got another final response; the session stays as it was unless a 2xx passed.
 */
final class Modification implements ClientUser, Acceptance.Outcome {
    /** A request that is no INVITE must be answered before its sender gives up. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private enum Phase {
        /** No final response yet. */
        ASKING,
        /** A 2xx is on its way to the asking side. */
        AGREEING,
        /** The asking side has got another final response. */
        REFUSED
    }

    private final CallContext context;
    private final Call call;
    private final Leg asking;
    private final Leg asked;
    private final ServerTransaction request;
    private final Patience patience = new Patience();
    private Optional<AsciiString> offered = Optional.empty();
    private @Nullable InviteClientTransaction carried;
    private Phase phase = Phase.ASKING;

    Modification(CallContext context, Call call, Leg asking, Leg asked, ServerTransaction request) {
        this.context = context;
        this.call = call;
        this.asking = asking;
        this.asked = asked;
        this.request = request;
    }

    void start(long nowNanos) {
        if (phase != Phase.ASKING) {
            return;
        }
        if (request instanceof InviteServerTransaction) {
            request.onUndelivered(
                    (transaction, now) -> {
                        if (phase == Phase.ASKING || asking.unacknowledged()) {
                            call.release(CallCounters.End.LOST, Reasons.LOST, now);
                        }
                    });
        } else {
            context.loop().timers().schedule(patience, nowNanos + PATIENCE_NANOS);
        }
        Optional<AsciiString> offer = Answers.sdp(request.request());
        if (offer.isPresent()) {
            call.media()
                    .offer(
                            Descriptions.passing(asking, asked, offer.get()),
                            result -> offered(result, nowNanos));
        } else if (request.request().hasBody()) {
            refuse(415, nowNanos);
        } else {
            carry(nowNanos);
        }
    }

    void cancelled(InviteServerTransaction cancelled, Optional<AsciiString> reason, long nowNanos) {
        if (cancelled == request && phase == Phase.ASKING) {
            giveUp(487, reason, nowNanos);
        }
    }

    /**
     * The call is over: the asking side hears so, and a late answer is acknowledged and forgotten.
     */
    void abandon(long nowNanos) {
        if (phase == Phase.ASKING) {
            giveUp(487, Optional.empty(), nowNanos);
        }
    }

    @Override
    public void response(ClientTransaction transaction, SipResponse response, long nowNanos) {
        int status = response.status();
        if (status >= 300) {
            failed(response, nowNanos);
        } else if (status >= 200) {
            success(response, nowNanos);
        }
    }

    @Override
    public void failed(ClientTransaction transaction, int status, long nowNanos) {
        if (phase == Phase.ASKING) {
            call.media().withdraw();
            refuse(status, nowNanos);
            endIfGone(status, nowNanos);
        }
    }

    private void failed(SipResponse response, long nowNanos) {
        if (phase != Phase.ASKING) {
            return;
        }
        call.media().withdraw();
        finish();
        new FinalResponse(context, asking, request)
                .send(
                        new Failure(response.status(), Optional.of(response), asked.profile()),
                        nowNanos);
        endIfGone(response.status(), nowNanos);
    }

    @Override
    public void passed(long nowNanos) {
        asking.dialog().refreshTarget(request.request());
        asked.describe(offered, Optional.empty());
    }

    @Override
    public void refused(int status, long nowNanos) {
        call.media().withdraw();
        refuse(status, nowNanos);
    }

    @Override
    public void acknowledged() {
        call.changes().settled(this);
    }

    private void offered(MediaResult result, long nowNanos) {
        switch (result) {
            case MediaResult.Rewritten(AsciiString sdp) -> {
                offered = Optional.of(sdp);
                carry(nowNanos);
            }
            case MediaResult.Refused(int status, String warning) -> {
                finish();
                Answers.warn(
                        context.layer(),
                        request,
                        status,
                        asking.localName().hostPort(),
                        warning,
                        nowNanos);
            }
        }
    }

    private void carry(long nowNanos) {
        if (phase != Phase.ASKING) {
            return;
        }
        boolean invites = request instanceof InviteServerTransaction;
        if (!invites && !asked.allowsUpdate() && !call.answered()) {
            call.media().withdraw();
            finish();
            Answers.warn(
                    context.layer(),
                    request,
                    488,
                    asking.localName().hostPort(),
                    "the other side takes no UPDATE before the answer",
                    nowNanos);
            return;
        }
        Method method = invites || !asked.allowsUpdate() ? Method.INVITE : Method.UPDATE;
        SipRequest incoming = request.request();
        MessageWriter writer = asked.begin(method);
        asked.session().ask(writer);
        asking.profile()
                .toward(asked.profile())
                .headers(incoming, asked.localName().hostPort(), writer);
        offered.ifPresent(sdp -> Answers.describe(incoming, sdp, writer));
        if (asked.send(writer, this, nowNanos) instanceof InviteClientTransaction invite) {
            carried = invite;
        }
    }

    private void success(SipResponse response, long nowNanos) {
        boolean invite = response.cseq().method().equals(Method.INVITE);
        switch (phase) {
            case ASKING -> agree(response, nowNanos);
            case AGREEING -> {
                if (invite) {
                    asked.acknowledgeAgain(response);
                }
            }
            case REFUSED -> {
                if (invite) {
                    asked.acknowledge(response.cseq().number(), Optional.empty());
                }
            }
        }
    }

    private void agree(SipResponse response, long nowNanos) {
        asked.dialog().refreshTarget(response);
        asked.session().agreed(response, nowNanos);
        if (request instanceof InviteServerTransaction invite) {
            phase = Phase.AGREEING;
            Acceptance.Exchange exchange =
                    new Acceptance.Exchange(asking, asked, invite, response, new Branch());
            new Acceptance(context, call, exchange, Runnable::run, this).carry(nowNanos);
            return;
        }
        new UpdateAcceptance(call, asking, asked, request, new Updated())
                .carry(response, offered, nowNanos);
    }

    private void giveUp(int status, Optional<AsciiString> reason, long nowNanos) {
        if (carried != null) {
            carried.cancel(reason, nowNanos);
        }
        call.media().withdraw();
        refuse(status, nowNanos);
    }

    private void refuse(int status, long nowNanos) {
        finish();
        if (status == 491 || status == 500) { // RFC 3261 14.2, RFC 3311 5.2
            Answers.retryChange(context.layer(), request, status, nowNanos);
        } else {
            Answers.send(context.layer(), request, status, nowNanos);
        }
    }

    private void finish() {
        phase = Phase.REFUSED;
        context.loop().timers().cancel(patience);
        call.changes().settled(this);
    }

    /** RFC 3261 12.2.1.2: the dialog is gone. */
    private void endIfGone(int status, long nowNanos) {
        if (status == 481 || status == 408) {
            call.release(CallCounters.End.LOST, Reasons.GONE, nowNanos);
        }
    }

    /** What becomes of the 2xx where the request is no INVITE. */
    private final class Updated implements Acceptance.Outcome {
        @Override
        public void passed(long nowNanos) {
            finish();
            phase = Phase.AGREEING;
        }

        @Override
        public void refused(int status, long nowNanos) {
            Modification.this.refused(status, nowNanos);
        }

        @Override
        public void acknowledged() {}
    }

    /** The other side takes too long for a request that is no INVITE (RFC 3311 5.2). */
    private final class Patience extends Timer {
        @Override
        protected void expired(long nowNanos) {
            call.guarded(
                    nowNanos,
                    () -> {
                        if (phase == Phase.ASKING) {
                            giveUp(504, Optional.empty(), nowNanos);
                        }
                    });
        }
    }
}

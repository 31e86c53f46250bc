package org.portcullis.core.leg;

import io.netty.util.AsciiString;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.portcullis.core.media.Side;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ClientTransaction;
import org.portcullis.core.transaction.ClientUser;

/**
 * A re-INVITE of our own: offers a description to one leg and acknowledges the answer. Glare is
 * waited out (RFC 3261 14.1). Owned by the call's loop.
 */
public final class OwnInvite extends Timer implements ClientUser {
    private static final int MOST_GLARES = 5;
    private static final int STEP_MILLIS = 10;

    /** What became of it, told once. */
    public interface Outcome {
        void accepted(SipResponse success, long nowNanos);

        /** The session is as it was; on 481 and 408 the dialog is gone. */
        void refused(int status, long nowNanos);
    }

    private final LegContext context;
    private final Leg leg;
    private final AsciiString offer;
    private final Outcome outcome;
    private int glares;
    private boolean done;

    public OwnInvite(LegContext context, Leg leg, AsciiString offer, Outcome outcome) {
        this.context = context;
        this.leg = leg;
        this.offer = offer;
        this.outcome = outcome;
    }

    public void start(long nowNanos) {
        MessageWriter writer = leg.begin(Method.INVITE);
        leg.session().ask(writer);
        writer.body(Answers.SDP, offer);
        leg.send(writer, this, nowNanos);
    }

    /** The call is over: a late answer is still acknowledged, but nobody hears of it. */
    public void abandon() {
        done = true;
        context.loop().timers().cancel(this);
    }

    @Override
    public void response(ClientTransaction transaction, SipResponse response, long nowNanos) {
        int status = response.status();
        if (status >= 200 && status < 300) {
            leg.acknowledge(response.cseq().number(), Optional.empty());
            success(response, nowNanos);
        } else if (status == 491 && !done && glares++ < MOST_GLARES) {
            context.loop().timers().schedule(this, nowNanos + glareNanos());
        } else if (status >= 300) {
            failed(transaction, status, nowNanos);
        }
    }

    @Override
    public void failed(ClientTransaction transaction, int status, long nowNanos) {
        if (!done) {
            done = true;
            outcome.refused(status, nowNanos);
        }
    }

    @Override
    protected void expired(long nowNanos) {
        leg.owner().guarded(nowNanos, () -> start(nowNanos));
    }

    private void success(SipResponse response, long nowNanos) {
        if (done) {
            return;
        }
        done = true;
        leg.dialog().refreshTarget(response);
        leg.session().agreed(response, nowNanos);
        leg.describe(Optional.of(offer), Answers.sdp(response));
        outcome.accepted(response, nowNanos);
    }

    /** Who made the Call-ID waits for 2.1 to 4 seconds, the other for up to 2 (RFC 3261 14.1). */
    private long glareNanos() {
        boolean ours = leg.side() == Side.CALLEE;
        int steps = context.loop().ids().below(ours ? 191 : 201);
        return TimeUnit.MILLISECONDS.toNanos((ours ? 2_100 : 0) + (long) STEP_MILLIS * steps);
    }
}

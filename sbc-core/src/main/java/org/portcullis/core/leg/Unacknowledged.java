package org.portcullis.core.leg;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.InviteServerTransaction;

/**
 * A 2xx of ours that waits for its ACK, repeated at intervals from T1 up to T2 for 64*T1 (RFC 3261
 * 13.3.1.4). Owned by its call's loop.
 */
final class Unacknowledged extends Timer {
    private final LegContext context;
    private final InviteServerTransaction invite;
    private final SipResponse success;
    private final Consumer<SipRequest> acknowledged;
    private final LongConsumer gaveUp;
    private final long givesUpNanos;
    private long intervalNanos;

    /**
     * @param gaveUp told the time when no ACK has come
     */
    Unacknowledged(
            LegContext context,
            InviteServerTransaction invite,
            SipResponse success,
            Consumer<SipRequest> acknowledged,
            LongConsumer gaveUp,
            long nowNanos) {
        this.context = context;
        this.invite = invite;
        this.success = success;
        this.acknowledged = acknowledged;
        this.gaveUp = gaveUp;
        this.givesUpNanos = nowNanos + context.timers().giveUpNanos();
        this.intervalNanos = context.timers().t1Nanos();
        context.loop().timers().schedule(this, nowNanos + intervalNanos);
    }

    /**
     * Whether a request shows that the 2xx has arrived: its ACK, or a later INVITE, which nobody
     * sends without it, unless the answer to the offer in the 2xx is still to come in the ACK (RFC
     * 5407 3.1.4, 3.1.5).
     */
    boolean acknowledgedBy(SipRequest request) {
        if (request.method().equals(Method.INVITE)) {
            return Answers.sdp(invite.request()).isPresent() || Answers.sdp(success).isEmpty();
        }
        return request.cseq().number() == success.cseq().number();
    }

    void acknowledged(SipRequest ack) {
        acknowledged.accept(ack);
    }

    void stop() {
        context.loop().timers().cancel(this);
    }

    @Override
    protected void expired(long nowNanos) {
        if (nowNanos - givesUpNanos >= 0) {
            gaveUp.accept(nowNanos);
            return;
        }
        intervalNanos = Math.min(2 * intervalNanos, context.timers().t2Nanos());
        long next = Math.min(nowNanos + intervalNanos, givesUpNanos);
        context.loop().timers().schedule(this, next);
        invite.respond(success, nowNanos);
    }
}

package org.portcullis.core.leg;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.RAck;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.transaction.InviteServerTransaction;

/**
 * The reliable provisional responses to one INVITE (RFC 3262 3): sent one at a time, each repeated
 * at intervals from T1, doubled, until its PRACK comes or 64*T1 have passed. Owned by the call's
 * loop.
 */
public final class ReliableResponses extends Timer {

    /**
     * One of them.
     *
     * @param number its RSeq
     * @param acknowledgement what its PRACK leads to
     */
    public record Reliable(
            Leg leg, SipResponse response, long number, Acknowledgement acknowledgement) {}

    private final LegContext context;
    private final InviteServerTransaction invite;
    private final LongConsumer gaveUp;
    private final Deque<Reliable> waiting = new ArrayDeque<>();
    private @Nullable Reliable sent;
    private @Nullable Runnable whenAcknowledged;
    private long number;
    private long intervalNanos;
    private long givesUpNanos;

    /**
     * @param gaveUp told the time when no PRACK has come
     */
    public ReliableResponses(
            LegContext context, InviteServerTransaction invite, LongConsumer gaveUp) {
        this.context = context;
        this.invite = invite;
        this.gaveUp = gaveUp;
        this.number = 1;
        for (int i = 0; i < 3; i++) { // below 2^31, with room to count up
            this.number = number << 8 | context.loop().ids().below(256);
        }
    }

    /** The RSeq for the next one: they go up by one from a random start. */
    public long next() {
        return number++;
    }

    public void send(Reliable reliable, long nowNanos) {
        waiting.add(reliable);
        if (sent == null) {
            sendNext(nowNanos);
        }
    }

    /**
     * Takes a PRACK.
     *
     * @return the response that it acknowledges, if it does (RFC 3262 3)
     */
    public Optional<Reliable> acknowledged(Leg leg, RAck rack, long nowNanos) {
        Reliable outstanding = sent;
        if (outstanding == null
                || outstanding.leg() != leg
                || outstanding.number() != rack.response()
                || !outstanding.response().cseq().equals(rack.cseq())) {
            return Optional.empty();
        }
        context.loop().timers().cancel(this);
        sent = null;
        sendNext(nowNanos);
        return Optional.of(outstanding);
    }

    /**
     * Runs {@code action} at once, or when the description that is on its way has been
     * acknowledged: a 2xx must not overtake it (RFC 3262 3).
     */
    public void afterDescriptions(Runnable action) {
        boolean describes = sent != null && sent.response().hasBody();
        for (Reliable each : waiting) {
            describes |= each.response().hasBody();
        }
        if (describes) {
            whenAcknowledged = action;
        } else {
            // Repeated no more, but its PRACK may still come and is answered.
            context.loop().timers().cancel(this);
            waiting.clear();
            action.run();
        }
    }

    /** A PRACK has been answered; goes on with what waited for it. */
    public void settled() {
        if (sent == null && waiting.isEmpty() && whenAcknowledged != null) {
            Runnable action = whenAcknowledged;
            whenAcknowledged = null;
            action.run();
        }
    }

    /** Nothing is repeated any more: the INVITE has its final response. */
    public void stop() {
        context.loop().timers().cancel(this);
        waiting.clear();
        sent = null;
        whenAcknowledged = null;
    }

    @Override
    protected void expired(long nowNanos) {
        Reliable outstanding = sent;
        if (outstanding == null) {
            return;
        }
        if (nowNanos - givesUpNanos >= 0) {
            stop();
            gaveUp.accept(nowNanos);
            return;
        }
        intervalNanos *= 2;
        context.loop().timers().schedule(this, Math.min(nowNanos + intervalNanos, givesUpNanos));
        invite.respond(outstanding.response(), nowNanos);
    }

    private void sendNext(long nowNanos) {
        Reliable next = waiting.poll();
        sent = next;
        if (next != null) {
            intervalNanos = context.timers().t1Nanos();
            givesUpNanos = nowNanos + context.timers().giveUpNanos();
            context.loop().timers().schedule(this, nowNanos + intervalNanos);
            invite.respond(next.response(), nowNanos);
        }
    }
}

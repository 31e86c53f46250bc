package org.portcullis.core.transaction;

import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transport.Flow;

/**
 * The INVITE server transaction (RFC 3261 17.2.1, RFC 6026 7.1). Owned by one loop.
 *
 * <p>It repeats 3xx to 6xx by itself; repeating a 2xx until its ACK is the user's (RFC 3261
 * 13.3.1.4).
 */
public final class InviteServerTransaction extends ServerTransaction {

    private enum State {
        PROCEEDING,
        ACCEPTED,
        COMPLETED,
        CONFIRMED,
        TERMINATED
    }

    private State state = State.PROCEEDING;
    private long intervalNanos;

    InviteServerTransaction(
            TransactionLayer layer, ServerKey key, SipRequest request, Flow source) {
        super(layer, key, request, source);
    }

    @Override
    public boolean answered() {
        return state != State.PROCEEDING;
    }

    /** Whether a 2xx was sent, so that an ACK is the user's to hear. */
    boolean accepted() {
        return state == State.ACCEPTED;
    }

    @Override
    void step(Input input, @Nullable SipResponse response, long nowNanos) {
        state =
                switch (state) {
                    case PROCEEDING -> proceeding(input, response, nowNanos);
                    case ACCEPTED -> accepted(input, response);
                    case COMPLETED -> completed(input, nowNanos);
                    case CONFIRMED -> confirmed(input);
                    case TERMINATED -> State.TERMINATED;
                };
    }

    @Override
    boolean terminated() {
        return state == State.TERMINATED;
    }

    /** RFC 3261 17.2.1: no final response yet. */
    private State proceeding(Input input, @Nullable SipResponse response, long nowNanos) {
        return switch (input) {
            case REQUEST -> again(State.PROCEEDING);
            case SEND_PROVISIONAL -> sent(response, State.PROCEEDING);
            case SEND_SUCCESS -> success(response, nowNanos);
            case SEND_FAILURE -> failure(response, nowNanos);
            case ACK, RETRANSMIT, TIMEOUT -> State.PROCEEDING;
            case TRANSPORT_ERROR -> undeliverable();
        };
    }

    /** RFC 6026 7.1: a 2xx was sent; repetitions of the INVITE are absorbed until timer L. */
    private State accepted(Input input, @Nullable SipResponse response) {
        return switch (input) {
            case SEND_SUCCESS -> sent(response, State.ACCEPTED);
            case REQUEST, ACK, SEND_PROVISIONAL, SEND_FAILURE, RETRANSMIT -> State.ACCEPTED;
            case TIMEOUT -> State.TERMINATED;
            case TRANSPORT_ERROR -> undeliverable();
        };
    }

    /** RFC 3261 17.2.1: 3xx to 6xx sent, repeated by timer G until the ACK or timer H. */
    private State completed(Input input, long nowNanos) {
        return switch (input) {
            case REQUEST -> again(State.COMPLETED);
            case ACK -> acknowledged(nowNanos);
            case RETRANSMIT -> repeat(nowNanos);
            case SEND_PROVISIONAL, SEND_SUCCESS, SEND_FAILURE -> State.COMPLETED;
            case TIMEOUT, TRANSPORT_ERROR -> undeliverable();
        };
    }

    /** RFC 3261 17.2.1: repetitions of the ACK are absorbed until timer I. */
    private State confirmed(Input input) {
        return switch (input) {
            case TIMEOUT, TRANSPORT_ERROR -> State.TERMINATED;
            case REQUEST, ACK, SEND_PROVISIONAL, SEND_SUCCESS, SEND_FAILURE, RETRANSMIT ->
                    State.CONFIRMED;
        };
    }

    private State again(State same) {
        sendAgain();
        return same;
    }

    private State sent(@Nullable SipResponse response, State next) {
        send(response);
        return next;
    }

    private State success(@Nullable SipResponse response, long nowNanos) {
        arm(bound, timers.giveUpNanos(), nowNanos); // timer L
        return sent(response, State.ACCEPTED);
    }

    private State failure(@Nullable SipResponse response, long nowNanos) {
        intervalNanos = timers.t1Nanos();
        if (!reply.protocol().reliable()) {
            arm(retransmit, intervalNanos, nowNanos); // timer G
        }
        arm(bound, timers.giveUpNanos(), nowNanos); // timer H
        return sent(response, State.COMPLETED);
    }

    private State repeat(long nowNanos) {
        intervalNanos = Math.min(2 * intervalNanos, timers.t2Nanos());
        arm(retransmit, intervalNanos, nowNanos);
        return again(State.COMPLETED);
    }

    private State acknowledged(long nowNanos) {
        stop(retransmit);
        if (reply.protocol().reliable()) {
            return State.TERMINATED; // timer I is 0
        }
        arm(bound, timers.t4Nanos(), nowNanos);
        return State.CONFIRMED;
    }

    private State undeliverable() {
        tellUndelivered();
        return State.TERMINATED;
    }
}

package org.portcullis.core.transaction;

import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transport.Flow;

/**
 * The non-INVITE server transaction (RFC 3261 17.2.2, RFC 4320). Owned by one loop.
 *
 * <p>It never sends 408: the client has given up by then (RFC 4320 4.2).
 */
public final class NonInviteServerTransaction extends ServerTransaction {

    private enum State {
        TRYING,
        PROCEEDING,
        COMPLETED,
        TERMINATED
    }

    private State state = State.TRYING;

    NonInviteServerTransaction(
            TransactionLayer layer, ServerKey key, SipRequest request, Flow source) {
        super(layer, key, request, source);
    }

    @Override
    public boolean answered() {
        return state == State.COMPLETED || state == State.TERMINATED;
    }

    @Override
    void step(Input input, @Nullable SipResponse response, long nowNanos) {
        state =
                switch (state) {
                    case TRYING -> trying(input, response, nowNanos);
                    case PROCEEDING -> proceeding(input, response, nowNanos);
                    case COMPLETED -> completed(input);
                    case TERMINATED -> State.TERMINATED;
                };
    }

    @Override
    boolean terminated() {
        return state == State.TERMINATED;
    }

    /** RFC 3261 17.2.2: nothing sent; repetitions are dropped. */
    private State trying(Input input, @Nullable SipResponse response, long nowNanos) {
        return switch (input) {
            case SEND_PROVISIONAL -> provisional(response);
            case SEND_SUCCESS, SEND_FAILURE -> done(response, nowNanos);
            case REQUEST, ACK, RETRANSMIT, TIMEOUT -> State.TRYING;
            case TRANSPORT_ERROR -> undeliverable();
        };
    }

    /** RFC 3261 17.2.2: a provisional response was sent and answers repetitions. */
    private State proceeding(Input input, @Nullable SipResponse response, long nowNanos) {
        return switch (input) {
            case REQUEST -> again(State.PROCEEDING);
            case SEND_PROVISIONAL -> provisional(response);
            case SEND_SUCCESS, SEND_FAILURE -> done(response, nowNanos);
            case ACK, RETRANSMIT, TIMEOUT -> State.PROCEEDING;
            case TRANSPORT_ERROR -> undeliverable();
        };
    }

    /** RFC 3261 17.2.2: the final response answers repetitions until timer J. */
    private State completed(Input input) {
        return switch (input) {
            case REQUEST -> again(State.COMPLETED);
            case ACK, SEND_PROVISIONAL, SEND_SUCCESS, SEND_FAILURE, RETRANSMIT -> State.COMPLETED;
            case TIMEOUT -> State.TERMINATED;
            case TRANSPORT_ERROR -> undeliverable();
        };
    }

    private State again(State same) {
        sendAgain();
        return same;
    }

    private State provisional(@Nullable SipResponse response) {
        send(response);
        return State.PROCEEDING;
    }

    private State done(@Nullable SipResponse response, long nowNanos) {
        if (response != null && response.status() == 408) {
            return State.TERMINATED;
        }
        send(response);
        if (reply.protocol().reliable()) {
            return State.TERMINATED; // timer J is 0
        }
        arm(bound, timers.giveUpNanos(), nowNanos);
        return State.COMPLETED;
    }

    private State undeliverable() {
        tellUndelivered();
        return State.TERMINATED;
    }
}

package org.portcullis.core.transaction;

import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transport.Flow;

/**
 * The non-INVITE server transaction (RFC 3261 17.2.2, RFC 4320). Owned by one loop.
 *
 * <p>A provisional response is its own affair: 100 and no other, over UDP not before the client
 * repeats its request every T2 seconds, and by then without being asked (RFC 4320 4.1). It never
 * sends 408 (4.2), and goes unanswered once the client has given up.
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

    /**
     * Starts the timer of the first 100, and the one that ends it when the client has given up
     * (timer F).
     */
    void start(long nowNanos) {
        arm(retransmit, timers.slowestNanos(), nowNanos);
        arm(bound, timers.giveUpNanos(), nowNanos);
    }

    /** RFC 3261 17.2.2: nothing sent; repetitions are dropped. */
    private State trying(Input input, @Nullable SipResponse response, long nowNanos) {
        return switch (input) {
            case SEND_PROVISIONAL -> early(response);
            case SEND_SUCCESS, SEND_FAILURE -> done(response, nowNanos);
            case RETRANSMIT -> trying();
            case REQUEST, ACK -> State.TRYING;
            case TIMEOUT -> State.TERMINATED;
            case TRANSPORT_ERROR -> undeliverable();
        };
    }

    /** RFC 3261 17.2.2: 100 was sent and answers repetitions. */
    private State proceeding(Input input, @Nullable SipResponse response, long nowNanos) {
        return switch (input) {
            case REQUEST -> again(State.PROCEEDING);
            case SEND_SUCCESS, SEND_FAILURE -> done(response, nowNanos);
            case SEND_PROVISIONAL, ACK, RETRANSMIT -> State.PROCEEDING;
            case TIMEOUT -> State.TERMINATED;
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

    /** RFC 4320 4.1: over a reliable transport 100 may be sent at any time. */
    private State early(@Nullable SipResponse response) {
        if (response == null || response.status() != 100 || !reply.protocol().reliable()) {
            return State.TRYING;
        }
        stop(retransmit);
        send(response);
        return State.PROCEEDING;
    }

    /** RFC 4320 4.1: 100 must be sent once the client has slowed down. */
    private State trying() {
        send(layer().trying(this));
        return State.PROCEEDING;
    }

    private State done(@Nullable SipResponse response, long nowNanos) {
        if (response != null && response.status() == 408) {
            return State.TERMINATED;
        }
        stop(retransmit);
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

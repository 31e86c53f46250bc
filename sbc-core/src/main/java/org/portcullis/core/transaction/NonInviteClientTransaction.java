package org.portcullis.core.transaction;

import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transport.Flow;

/** The non-INVITE client transaction (RFC 3261 17.1.2). Owned by one loop. */
public final class NonInviteClientTransaction extends ClientTransaction {

    private enum State {
        TRYING,
        PROCEEDING,
        COMPLETED,
        TERMINATED
    }

    private State state = State.TRYING;

    NonInviteClientTransaction(
            TransactionLayer layer, SipRequest request, Flow flow, ClientUser user) {
        super(layer, request, flow, user);
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

    /** RFC 3261 17.1.2.2: sent, nothing heard; timer E doubles up to T2. */
    private State trying(Input input, @Nullable SipResponse response, long nowNanos) {
        return switch (input) {
            case PROVISIONAL -> pass(response, State.PROCEEDING);
            case SUCCESS, FAILURE -> done(response, nowNanos);
            case RETRANSMIT -> again(State.TRYING, doubled(), nowNanos);
            case TIMEOUT -> giveUp(408);
            case TRANSPORT_ERROR -> giveUp(503);
        };
    }

    /** RFC 3261 17.1.2.2: a provisional response has come; timer E is T2 from the next time on. */
    private State proceeding(Input input, @Nullable SipResponse response, long nowNanos) {
        return switch (input) {
            case PROVISIONAL -> pass(response, State.PROCEEDING);
            case SUCCESS, FAILURE -> done(response, nowNanos);
            case RETRANSMIT -> again(State.PROCEEDING, timers.t2Nanos(), nowNanos);
            case TIMEOUT -> giveUp(408);
            case TRANSPORT_ERROR -> giveUp(503);
        };
    }

    /** RFC 3261 17.1.2.2: absorbs repetitions until timer K. */
    private State completed(Input input) {
        return switch (input) {
            case PROVISIONAL, SUCCESS, FAILURE, RETRANSMIT -> State.COMPLETED;
            case TIMEOUT, TRANSPORT_ERROR -> State.TERMINATED;
        };
    }

    private State again(State same, long nextNanos, long nowNanos) {
        sendAgain(nextNanos, nowNanos);
        return same;
    }

    private long doubled() {
        return Math.min(2 * intervalNanos(), timers.t2Nanos());
    }

    private State pass(@Nullable SipResponse response, State next) {
        tell(response);
        return next;
    }

    private State done(@Nullable SipResponse response, long nowNanos) {
        stop(retransmit);
        tell(response);
        if (flow.protocol().reliable()) {
            return State.TERMINATED; // timer K is 0
        }
        arm(bound, timers.t4Nanos(), nowNanos);
        return State.COMPLETED;
    }

    private State giveUp(int status) {
        tellFailure(status);
        return State.TERMINATED;
    }
}

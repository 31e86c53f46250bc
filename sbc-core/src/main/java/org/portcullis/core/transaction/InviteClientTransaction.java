package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transport.Flow;

/**
 * The INVITE client transaction (RFC 3261 17.1.1, RFC 6026 7.2) and its CANCEL (RFC 3261 9.1).
 * Owned by one loop.
 *
 * <p>It acknowledges 3xx to 6xx by itself; a 2xx is the user's to acknowledge.
 */
public final class InviteClientTransaction extends ClientTransaction {

    private enum State {
        CALLING,
        PROCEEDING,
        ACCEPTED,
        COMPLETED,
        TERMINATED
    }

    private State state = State.CALLING;
    private @Nullable SipRequest ack;
    private boolean cancelWanted;
    private @Nullable AsciiString cancelReason;

    InviteClientTransaction(
            TransactionLayer layer, SipRequest request, Flow flow, ClientUser user) {
        super(layer, request, flow, user);
    }

    /**
     * Gives the INVITE up. The CANCEL leaves as soon as a provisional response has come (RFC 3261
     * 9.1); the user still hears the final response, or 408 if none comes within 64*T1 of it.
     *
     * @param reason the value of a Reason header (RFC 3326), if any
     */
    public void cancel(Optional<AsciiString> reason, long nowNanos) {
        if (successor().isPresent()) {
            if (successor().get() instanceof InviteClientTransaction next) {
                next.cancel(reason, nowNanos);
            }
            return;
        }
        if (cancelWanted) {
            return;
        }
        cancelWanted = true;
        cancelReason = reason.orElse(null);
        if (state == State.PROCEEDING) {
            sendCancel(nowNanos);
        }
    }

    @Override
    void step(Input input, @Nullable SipResponse response, long nowNanos) {
        state =
                switch (state) {
                    case CALLING -> calling(input, response, nowNanos);
                    case PROCEEDING -> proceeding(input, response, nowNanos);
                    case ACCEPTED -> accepted(input, response);
                    case COMPLETED -> completed(input);
                    case TERMINATED -> State.TERMINATED;
                };
    }

    @Override
    boolean givenUp() {
        return cancelWanted;
    }

    @Override
    boolean terminated() {
        return state == State.TERMINATED;
    }

    /** RFC 3261 17.1.1.2: sent, nothing heard. */
    private State calling(Input input, @Nullable SipResponse response, long nowNanos) {
        return switch (input) {
            case PROVISIONAL -> ringing(response, nowNanos);
            case SUCCESS -> success(response, nowNanos);
            case FAILURE -> failure(response, nowNanos);
            case RETRANSMIT -> again(nowNanos);
            case TIMEOUT -> giveUp(408);
            case TRANSPORT_ERROR -> giveUp(503);
        };
    }

    /**
     * RFC 3261 17.1.1.2: a provisional response has come; only a CANCEL of ours bounds the wait.
     */
    private State proceeding(Input input, @Nullable SipResponse response, long nowNanos) {
        return switch (input) {
            case PROVISIONAL -> pass(response, State.PROCEEDING);
            case SUCCESS -> success(response, nowNanos);
            case FAILURE -> failure(response, nowNanos);
            case RETRANSMIT -> State.PROCEEDING;
            case TIMEOUT -> giveUp(408);
            case TRANSPORT_ERROR -> giveUp(503);
        };
    }

    /**
     * RFC 6026 8.4: a 2xx has come; more of them, from other forks too, go to the user until timer
     * M.
     */
    private State accepted(Input input, @Nullable SipResponse response) {
        return switch (input) {
            case SUCCESS -> pass(response, State.ACCEPTED);
            case PROVISIONAL, FAILURE, RETRANSMIT, TRANSPORT_ERROR -> State.ACCEPTED;
            case TIMEOUT -> State.TERMINATED;
        };
    }

    /**
     * RFC 3261 17.1.1.2: 3xx to 6xx acknowledged; repetitions are acknowledged again until timer D.
     */
    private State completed(Input input) {
        return switch (input) {
            case FAILURE -> acknowledge(State.COMPLETED);
            case PROVISIONAL, SUCCESS, RETRANSMIT -> State.COMPLETED;
            case TIMEOUT, TRANSPORT_ERROR -> State.TERMINATED;
        };
    }

    private State ringing(@Nullable SipResponse response, long nowNanos) {
        stop(retransmit);
        stop(bound);
        if (cancelWanted) {
            sendCancel(nowNanos);
        }
        return pass(response, State.PROCEEDING);
    }

    private State again(long nowNanos) {
        sendAgain(2 * intervalNanos(), nowNanos);
        return State.CALLING;
    }

    private State pass(@Nullable SipResponse response, State next) {
        tell(response);
        return next;
    }

    private State success(@Nullable SipResponse response, long nowNanos) {
        stop(retransmit);
        arm(bound, timers.giveUpNanos(), nowNanos); // timer M
        return pass(response, State.ACCEPTED);
    }

    private State failure(@Nullable SipResponse response, long nowNanos) {
        stop(retransmit);
        if (response != null) {
            ack = acknowledgement(response);
        }
        tell(response);
        if (flow.protocol().reliable()) {
            return acknowledge(State.TERMINATED); // timer D is 0
        }
        arm(bound, timers.dNanos(), nowNanos);
        return acknowledge(State.COMPLETED);
    }

    private State giveUp(int status) {
        tellFailure(status);
        return State.TERMINATED;
    }

    private State acknowledge(State next) {
        if (ack != null) {
            flow.send(ack, this);
        }
        return next;
    }

    /** RFC 3261 17.1.1.3. */
    private SipRequest acknowledgement(SipResponse response) {
        MessageWriter writer = sameHop(Method.ACK);
        writer.copyAll(HeaderName.TO, response);
        return finish(writer, Method.ACK);
    }

    /** RFC 3261 9.1. */
    private void sendCancel(long nowNanos) {
        arm(bound, timers.giveUpNanos(), nowNanos);
        MessageWriter writer = sameHop(Method.CANCEL);
        writer.copyAll(HeaderName.TO, request);
        if (cancelReason != null) {
            writer.header(HeaderName.REASON, cancelReason);
        }
        layer().send(finish(writer, Method.CANCEL), flow, IgnoredCancelAnswer.INSTANCE, nowNanos);
    }

    /** A request that goes where the INVITE went: its URI, its topmost Via, its routes. */
    private MessageWriter sameHop(Method method) {
        MessageWriter writer = layer().writer();
        writer.request(method, request.requestUri().text());
        writer.copy(request, request.image().find(HeaderName.VIA, 0));
        writer.copyAll(HeaderName.ROUTE, request);
        writer.header(HeaderName.MAX_FORWARDS, 70);
        writer.copyAll(HeaderName.FROM, request);
        return writer;
    }

    private SipRequest finish(MessageWriter writer, Method method) {
        writer.copyAll(HeaderName.CALL_ID, request);
        writer.begin(HeaderName.CSEQ).append(request.cseq().number()).append(' ');
        writer.append(method.name()).end();
        return writer.toRequest();
    }

    /**
     * What became of the CANCEL does not matter: the INVITE's own final response tells (RFC 3261
     * 9.1).
     */
    private enum IgnoredCancelAnswer implements ClientUser {
        INSTANCE;

        @Override
        public void response(ClientTransaction cancel, SipResponse response, long nowNanos) {}

        @Override
        public void failed(ClientTransaction cancel, int status, long nowNanos) {}
    }
}

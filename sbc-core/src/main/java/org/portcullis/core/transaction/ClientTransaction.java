package org.portcullis.core.transaction;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.FlowFailure;

/**
 * A request of ours until its final response (RFC 3261 17.1). Owned by one loop.
 *
 * <p>What happens enters as an {@link Input}; each machine has one method for each of its states,
 * which acts and gives the next. The user is told after the state has changed, so that it may act
 * on the transaction at once.
 */
public abstract sealed class ClientTransaction implements TransactionTimer.Machine, FlowFailure
        permits InviteClientTransaction, NonInviteClientTransaction {

    /** What can happen to a client transaction. */
    enum Input {
        /** 100 to 199. */
        PROVISIONAL,
        /** 200 to 299. */
        SUCCESS,
        /** 300 to 699. */
        FAILURE,
        /** Timer A or E. */
        RETRANSMIT,
        /** Timer B, D, F, K or M: the one that bounds the present state. */
        TIMEOUT,
        TRANSPORT_ERROR
    }

    final SipTimers timers;
    SipRequest request;
    Flow flow;
    final TransactionTimer retransmit = new TransactionTimer(this);
    final TransactionTimer bound = new TransactionTimer(this);
    private final TransactionLayer layer;
    private final ClientUser user;
    private FlowFailure watcher = this;
    private @Nullable Datagram fallback;
    private long intervalNanos;
    private @Nullable SipResponse toTell;
    private int failure;
    private boolean left;

    ClientTransaction(TransactionLayer layer, SipRequest request, Flow flow, ClientUser user) {
        this.layer = layer;
        this.timers = layer.timers();
        this.request = request;
        this.flow = flow;
        this.user = user;
    }

    /** What was to go over UDP, and does when no connection brings it to the peer. */
    private record Datagram(SipRequest request, Flow flow) {}

    /**
     * The connection instead of a datagram. That it failed may be told more than once, and the
     * second time must not fail the datagram.
     */
    private final class StreamAttempt implements FlowFailure {
        @Override
        public void failed(String why) {
            Datagram datagram = fallback;
            if (watcher != this) {
                return;
            }
            if (datagram == null || left) {
                ClientTransaction.this.failed(why);
                return;
            }
            fallback = null;
            flow.unwatch(this);
            watcher = ClientTransaction.this;
            request = datagram.request();
            flow = datagram.flow();
            flow.streamFailed();
            sendFirst(layer.loop().nowNanos());
        }
    }

    /**
     * RFC 3261 18.1.1: a request too large for a datagram goes over a stream where there is one.
     */
    private void avoidLargeDatagram() {
        if (request.length() > LargeRequest.MOST_BYTES) {
            Optional<Flow> stream = flow.streamFlow();
            if (stream.isPresent()) {
                fallback = new Datagram(request, flow);
                request = LargeRequest.over(stream.get(), request, layer.writer());
                flow = stream.get();
                watcher = new StreamAttempt();
            }
        }
    }

    public final SipRequest request() {
        return request;
    }

    public final Flow flow() {
        return flow;
    }

    final TransactionLayer layer() {
        return layer;
    }

    /** Sends the request for the first time. */
    final void start(long nowNanos) {
        avoidLargeDatagram();
        sendFirst(nowNanos);
    }

    private void sendFirst(long nowNanos) {
        intervalNanos = timers.t1Nanos();
        if (!flow.protocol().reliable()) {
            arm(retransmit, intervalNanos, nowNanos);
        }
        arm(bound, timers.giveUpNanos(), nowNanos);
        flow.watch(watcher);
        flow.send(request, watcher);
    }

    final void received(SipResponse response, long nowNanos) {
        fallback = null;
        int status = response.status();
        Input input =
                status < 200 ? Input.PROVISIONAL : status < 300 ? Input.SUCCESS : Input.FAILURE;
        input(input, response, nowNanos);
    }

    @Override
    public final void timer(TransactionTimer timer, long nowNanos) {
        input(timer == retransmit ? Input.RETRANSMIT : Input.TIMEOUT, null, nowNanos);
    }

    @Override
    public final void failed(String why) {
        input(Input.TRANSPORT_ERROR, null, layer.loop().nowNanos());
    }

    private void input(Input input, @Nullable SipResponse response, long nowNanos) {
        if (left) {
            return;
        }
        toTell = null;
        failure = 0;
        step(input, response, nowNanos);
        if (terminated()) {
            leave();
        }
        SipResponse told = toTell;
        if (told != null) {
            user.response(this, told, nowNanos);
        } else if (failure != 0) {
            user.failed(this, failure, nowNanos);
        }
    }

    /**
     * Sends nothing more and tells nothing more: whoever asked has stopped waiting. A late response
     * is stray.
     */
    public final void abandon() {
        leave();
    }

    private void leave() {
        left = true;
        stop(retransmit);
        stop(bound);
        flow.unwatch(watcher);
        layer.remove(this);
    }

    /**
     * Takes one input in the present state; {@code response} comes with the three response inputs.
     */
    abstract void step(Input input, @Nullable SipResponse response, long nowNanos);

    abstract boolean terminated();

    final void arm(TransactionTimer timer, long afterNanos, long nowNanos) {
        layer.loop().timers().schedule(timer, nowNanos + afterNanos);
    }

    final void stop(TransactionTimer timer) {
        layer.loop().timers().cancel(timer);
    }

    /** How long the wait was that has just ended, for timers A and E. */
    final long intervalNanos() {
        return intervalNanos;
    }

    /** Timers A and E: sends again and waits for {@code nextNanos}. */
    final void sendAgain(long nextNanos, long nowNanos) {
        layer.countRetransmission();
        intervalNanos = nextNanos;
        arm(retransmit, intervalNanos, nowNanos);
        flow.send(request, this);
    }

    final void tell(@Nullable SipResponse response) {
        toTell = response;
    }

    final void tellFailure(int status) {
        failure = status;
    }
}

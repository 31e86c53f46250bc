package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Credentials;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.FlowFailure;

/**
 * A request of ours until its final response (RFC 3261 17.1). Owned by one loop.
 *
 * <p>Where the peer asks who sends it and there are credentials to show, it is sent once more by a
 * transaction that takes the place of this one toward the user, who does not notice (RFC 3261 22).
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
    private final Flow way;
    private @Nullable Asked asked;
    private @Nullable ClientTransaction successor;

    ClientTransaction(TransactionLayer layer, SipRequest request, Flow flow, ClientUser user) {
        this.layer = layer;
        this.timers = layer.timers();
        this.request = request;
        this.flow = flow;
        this.way = flow;
        this.user = user;
    }

    /** What a challenge is answered with. */
    private record Asked(Credentials.Exchange exchange, Renewal renewal) {}

    /** Tells the user what it hears as if this transaction had heard it. */
    private final class Heard implements ClientUser {
        @Override
        public void response(ClientTransaction heard, SipResponse response, long nowNanos) {
            user.response(ClientTransaction.this, response, nowNanos);
        }

        @Override
        public void failed(ClientTransaction heard, int status, long nowNanos) {
            user.failed(ClientTransaction.this, status, nowNanos);
        }
    }

    /** Has challenges answered; before the start. */
    final void showing(Credentials.Exchange exchange, Renewal renewal) {
        asked = new Asked(exchange, renewal);
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

    /** The request as it was sent last. */
    public final SipRequest request() {
        return successor == null ? request : successor.request();
    }

    /** The way that it went last. */
    public final Flow flow() {
        return successor == null ? flow : successor.flow();
    }

    /** The transaction that has taken the place of this one; empty before a challenge. */
    final Optional<ClientTransaction> successor() {
        return Optional.ofNullable(successor);
    }

    /** The branch of this transaction itself. */
    final AsciiString branch() {
        return request.topVia().branch();
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
        failure = 0;
        step(input, response, nowNanos);
        if (terminated()) {
            leave();
        }
        SipResponse told = toTell;
        toTell = null; // a transaction that has ended stays for 32 seconds
        if (told != null) {
            if (!challenged(told, nowNanos)) {
                user.response(this, told, nowNanos);
            }
        } else if (failure != 0) {
            user.failed(this, failure, nowNanos);
        }
    }

    /** Whether the response is a challenge, and the request was sent once more. */
    private boolean challenged(SipResponse response, long nowNanos) {
        if (asked == null || response.status() < 200) {
            return false;
        }
        Credentials.Exchange exchange = asked.exchange();
        if (response.status() < 300) {
            exchange.accepted(response);
        } else if ((response.status() == 401 || response.status() == 407) && !givenUp()) {
            List<Credentials.Line> shown = exchange.again(request, response);
            if (!shown.isEmpty()) {
                again(asked, shown, nowNanos);
                return true;
            }
        }
        return false;
    }

    private void again(Asked its, List<Credentials.Line> shown, long nowNanos) {
        Renewal renewal = its.renewal();
        SipRequest next =
                Reissue.again(request, renewal.branch(), renewal.nextCseq(), shown, layer.writer());
        ClientTransaction made = layer.make(next, way, new Heard());
        made.showing(its.exchange(), renewal);
        successor = made;
        layer.start(made, nowNanos);
    }

    /** Whether the user no longer wants an answer. */
    boolean givenUp() {
        return false;
    }

    /**
     * Sends nothing more and tells nothing more: whoever asked has stopped waiting. A late response
     * is stray.
     */
    public final void abandon() {
        leave();
        if (successor != null) {
            successor.abandon();
        }
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

package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.FlowFailure;

/**
 * A request of a peer until its final response (RFC 3261 17.2). Owned by one loop.
 *
 * <p>What happens enters as an {@link Input}; each machine has one method for each of its states,
 * which acts and gives the next.
 */
public abstract sealed class ServerTransaction implements TransactionTimer.Machine, FlowFailure
        permits InviteServerTransaction, NonInviteServerTransaction {

    /** What can happen to a server transaction. */
    enum Input {
        /** The request again. */
        REQUEST,
        ACK,
        SEND_PROVISIONAL,
        SEND_SUCCESS,
        SEND_FAILURE,
        /** Timer G; of a request that is no INVITE, the end of the time without a 100. */
        RETRANSMIT,
        /** Timer H, I, J or L, or the client's F: the one that bounds the present state. */
        TIMEOUT,
        TRANSPORT_ERROR
    }

    /** Told that a transaction ended without its response being delivered. */
    @FunctionalInterface
    public interface Undelivered {
        void undelivered(ServerTransaction transaction, long nowNanos);
    }

    final SipTimers timers;
    final TransactionTimer retransmit = new TransactionTimer(this);
    final TransactionTimer bound = new TransactionTimer(this);
    final Flow reply;
    private final TransactionLayer layer;
    private final ServerKey key;
    private final SipRequest request;
    private final Flow source;
    private final AsciiString tag;
    private @Nullable SipResponse last;
    private @Nullable Undelivered undelivered;
    private boolean failed;
    private boolean left;

    ServerTransaction(TransactionLayer layer, ServerKey key, SipRequest request, Flow source) {
        this.layer = layer;
        this.timers = layer.timers();
        this.key = key;
        this.request = request;
        this.source = source;
        this.reply = source.replyFlow(request.topVia());
        this.tag = layer.loop().ids().tag();
        source.watch(this);
    }

    public final SipRequest request() {
        return request;
    }

    /** How the request arrived. */
    public final Flow source() {
        return source;
    }

    /** The To tag of its responses, unless the request had one or a fork needs its own. */
    public final AsciiString tag() {
        return tag;
    }

    public final void onUndelivered(Undelivered listener) {
        undelivered = listener;
    }

    /**
     * Sends a response. One that the state does not allow, such as a second final one, is not sent.
     */
    public final void respond(SipResponse response, long nowNanos) {
        int status = response.status();
        input(
                status < 200
                        ? Input.SEND_PROVISIONAL
                        : status < 300 ? Input.SEND_SUCCESS : Input.SEND_FAILURE,
                response,
                nowNanos);
    }

    /** Whether a final response has been sent, or can be sent no more. */
    public abstract boolean answered();

    final TransactionLayer layer() {
        return layer;
    }

    final ServerKey key() {
        return key;
    }

    final void received(Input input, long nowNanos) {
        input(input, null, nowNanos);
    }

    @Override
    public final void timer(TransactionTimer timer, long nowNanos) {
        input(timer == retransmit ? Input.RETRANSMIT : Input.TIMEOUT, null, nowNanos);
    }

    @Override
    public final void failed(String why) {
        input(Input.TRANSPORT_ERROR, null, layer.loop().nowNanos());
    }

    /**
     * Says nothing more: whoever asked has given up waiting (RFC 4320 4.2). The request, should it
     * come again, is a new one.
     */
    public final void abandon() {
        left = true;
        layer.loop().timers().cancel(retransmit);
        layer.loop().timers().cancel(bound);
        source.unwatch(this);
        layer.remove(this);
    }

    private void input(Input input, @Nullable SipResponse response, long nowNanos) {
        if (left) {
            return;
        }
        step(input, response, nowNanos);
        if (terminated()) {
            abandon();
            if (failed && undelivered != null) {
                undelivered.undelivered(this, nowNanos);
            }
        }
    }

    /**
     * Takes one input in the present state; {@code response} comes with the three sending inputs.
     */
    abstract void step(Input input, @Nullable SipResponse response, long nowNanos);

    abstract boolean terminated();

    final void arm(TransactionTimer timer, long afterNanos, long nowNanos) {
        layer.loop().timers().schedule(timer, nowNanos + afterNanos);
    }

    final void stop(TransactionTimer timer) {
        layer.loop().timers().cancel(timer);
    }

    final void send(@Nullable SipResponse response) {
        last = response;
        if (response != null) {
            reply.send(response, this);
        }
    }

    final void sendAgain() {
        if (last != null) {
            layer.countRetransmission();
            reply.send(last, this);
        }
    }

    /**
     * The peer cannot be reached, or never acknowledged: the user is told once the transaction is
     * gone.
     */
    final void tellUndelivered() {
        failed = true;
    }
}

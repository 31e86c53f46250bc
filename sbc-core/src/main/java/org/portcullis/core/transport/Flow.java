package org.portcullis.core.transport;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.Via;

/**
 * A way to one peer: an address behind one of our UDP sockets, or one connection (RFC 5626 calls it
 * the same).
 *
 * <p>Any loop may use any flow. Callbacks run on the loop that asked for them, never from within
 * the call that asked; where no loop asked, on the loop of the flow.
 */
public interface Flow {

    Realm realm();

    /** Where the peer reaches us: what goes into Via and Contact. Its ports are the bound ones. */
    ListenPoint listenPoint();

    Protocol protocol();

    InetSocketAddress remote();

    /**
     * The names in the certificate that the peer has proven to be its own (RFC 5922 7.1), in lower
     * case; empty where there was none or nobody checked it.
     */
    default List<String> peerNames() {
        return List.of();
    }

    /**
     * Sends {@code message}, soon: what one batch of events sends leaves together.
     *
     * @param onFailure told if the transport knows that the message did not leave. Silence means
     *     nothing over UDP
     */
    void send(SipMessage message, FlowFailure onFailure);

    /**
     * The way back for the response to a request that came over this flow (RFC 3261 18.2.2, RFC
     * 3581 4).
     *
     * @param topVia the request's topmost Via, as received
     */
    Flow replyFlow(Via topVia);

    /**
     * The way to the same peer over a stream, for a request too large for a datagram (RFC 3261
     * 18.1.1). Empty on a stream, where the realm has none, and where it did not work of late.
     * Called on the loop that sends.
     */
    default Optional<Flow> streamFlow() {
        return Optional.empty();
    }

    /** Tells that {@link #streamFlow} did not reach the peer, from the loop that asked for it. */
    default void streamFailed() {}

    /**
     * Asks to be told when this connection breaks or has broken already. Nothing ever happens on a
     * datagram flow.
     *
     * <p>The same object is told once however often it asks.
     */
    void watch(FlowFailure watcher);

    /**
     * Takes {@link #watch} back, from the loop that asked. A failure under way may still arrive
     * when the connection lives on another loop.
     */
    void unwatch(FlowFailure watcher);
}

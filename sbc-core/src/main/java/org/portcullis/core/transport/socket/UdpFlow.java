package org.portcullis.core.transport.socket;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.Via;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.FlowFailure;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;

/** A peer behind a UDP listen point. Whoever sends does so out of the socket of his own loop. */
record UdpFlow(UdpListener listener, InetSocketAddress remote) implements Flow {

    @Override
    public Realm realm() {
        return listener.realm();
    }

    @Override
    public ListenPoint listenPoint() {
        return listener.listenPoint();
    }

    @Override
    public Protocol protocol() {
        return Protocol.UDP;
    }

    @Override
    public void send(SipMessage message, FlowFailure onFailure) {
        listener.socket().send(message, remote, onFailure);
    }

    @Override
    public Flow replyFlow(Via topVia) {
        InetSocketAddress reply = ReplyAddress.of(remote, topVia, Protocol.UDP, realm().trust());
        return reply.equals(remote) ? this : new UdpFlow(listener, reply);
    }

    @Override
    public Optional<Flow> streamFlow() {
        return listener.streamFlow(remote);
    }

    @Override
    public void streamFailed() {
        listener.streamFailed(remote);
    }

    @Override
    public void watch(FlowFailure watcher) {}

    @Override
    public void unwatch(FlowFailure watcher) {}
}

package org.portcullis.core.transport.socket;

import java.net.InetSocketAddress;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.Via;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.FlowFailure;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/** A peer to which there is no way; every send fails. */
record UnreachableFlow(
        Shared shared, Realm realm, ListenPoint listenPoint, Target target, String why)
        implements Flow {

    @Override
    public Protocol protocol() {
        return target.protocol();
    }

    @Override
    public InetSocketAddress remote() {
        return target.address();
    }

    @Override
    public void send(SipMessage message, FlowFailure onFailure) {
        watch(onFailure);
    }

    @Override
    public Flow replyFlow(Via topVia) {
        return this;
    }

    @Override
    public void watch(FlowFailure watcher) {
        Failures.tell(shared.current(shared.loops().getFirst()), watcher, target + ": " + why);
    }

    @Override
    public void unwatch(FlowFailure watcher) {}
}

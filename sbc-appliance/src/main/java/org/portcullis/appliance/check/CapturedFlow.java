package org.portcullis.appliance.check;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.Via;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.FlowFailure;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/**
 * A way to a peer that keeps what would leave by it.
 *
 * @param sent where what leaves is kept, with the flow it leaves by
 */
record CapturedFlow(Realm realm, ListenPoint listenPoint, Target target, List<Sent> sent)
        implements Flow {

    /** Where a name leads is not looked up: such as to the address that no network has. */
    private static final InetSocketAddress SOMEWHERE = new InetSocketAddress("192.0.2.1", 5060);

    /** A message that would leave. */
    record Sent(CapturedFlow flow, SipMessage message) {}

    /** The flow from a realm to a target, from the listen point that the box would take. */
    static CapturedFlow of(Realm realm, Target target, List<Sent> sent) {
        ListenPoint point = listenPoint(realm, target).orElse(realm.listen().getFirst());
        return new CapturedFlow(realm, point, target, sent);
    }

    private static Optional<ListenPoint> listenPoint(Realm realm, Target target) {
        for (ListenPoint point : realm.listen()) {
            boolean family = !target.resolved() || point.reaches(target.address().getAddress());
            if (family && point.protocol() == target.protocol()) {
                return Optional.of(point);
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Flow> streamFlow() {
        Target stream = new Target(Protocol.TCP, target.address());
        return target.protocol() == Protocol.UDP
                ? listenPoint(realm, stream)
                        .map(point -> new CapturedFlow(realm, point, stream, sent))
                : Optional.empty();
    }

    @Override
    public Protocol protocol() {
        return target.protocol();
    }

    @Override
    public InetSocketAddress remote() {
        return target.resolved() ? target.address() : SOMEWHERE;
    }

    @Override
    public void send(SipMessage message, FlowFailure onFailure) {
        sent.add(new Sent(this, message));
    }

    @Override
    public Flow replyFlow(Via topVia) {
        return this;
    }

    @Override
    public void watch(FlowFailure watcher) {}

    @Override
    public void unwatch(FlowFailure watcher) {}
}

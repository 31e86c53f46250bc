package org.portcullis.core.testkit;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.Via;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.FlowFailure;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Trust;

/** A flow that keeps what is sent on it until the test takes it. */
public final class TestFlow implements Flow {
    private final Realm realm;
    private final InetSocketAddress remote;
    private Consumer<SipMessage> check = message -> {};
    private final Deque<SipMessage> sent = new ArrayDeque<>();
    private final Set<FlowFailure> watchers = new LinkedHashSet<>();
    private List<String> peerNames = List.of();
    private @Nullable TestFlow stream;

    /**
     * @param listen our side, such as {@code udp:192.0.2.1:5060}
     * @param remote the peer's address and port
     */
    public TestFlow(String realm, Trust trust, String listen, String remote) {
        this(new Realm(realm, List.of(ListenPoint.parse(listen)), trust), remote);
    }

    /**
     * @param remote the peer's address and port
     */
    public TestFlow(Realm realm, String remote) {
        this.realm = realm;
        this.remote = ListenPoint.parse("udp:" + remote).bind();
    }

    /** The same peer, who has proven these names. */
    public TestFlow proving(List<String> names) {
        peerNames = List.copyOf(names);
        return this;
    }

    @Override
    public List<String> peerNames() {
        return peerNames;
    }

    /** The same peer, who can be reached over {@code stream} too. */
    public TestFlow withStream(TestFlow stream) {
        this.stream = stream;
        return this;
    }

    @Override
    public Optional<Flow> streamFlow() {
        return Optional.ofNullable(stream);
    }

    @Override
    public void streamFailed() {
        stream = null;
    }

    /** Has every message looked at as it is sent. */
    public void check(Consumer<SipMessage> with) {
        check = with;
    }

    /** The oldest message not yet taken. */
    public SipMessage take() {
        SipMessage message = sent.poll();
        if (message == null) {
            throw new AssertionError("nothing was sent to " + remote);
        }
        return message;
    }

    /** Whether everything sent was taken. */
    public boolean idle() {
        return sent.isEmpty();
    }

    /** Breaks the connection. */
    public void fail() {
        for (FlowFailure watcher : List.copyOf(watchers)) {
            watchers.remove(watcher);
            watcher.failed("broken by the test");
        }
    }

    /** Breaks the connection, and says so twice, as of what was sent and of what watches. */
    public void failTwice() {
        for (FlowFailure watcher : List.copyOf(watchers)) {
            watcher.failed("broken by the test");
            watcher.failed("broken by the test");
        }
    }

    public int watchers() {
        return watchers.size();
    }

    @Override
    public Realm realm() {
        return realm;
    }

    @Override
    public ListenPoint listenPoint() {
        return realm.listen().getFirst();
    }

    @Override
    public Protocol protocol() {
        return listenPoint().protocol();
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public void send(SipMessage message, FlowFailure onFailure) {
        check.accept(message);
        sent.add(message);
    }

    @Override
    public Flow replyFlow(Via topVia) {
        return this;
    }

    @Override
    public void watch(FlowFailure watcher) {
        watchers.add(watcher);
    }

    @Override
    public void unwatch(FlowFailure watcher) {
        watchers.remove(watcher);
    }
}

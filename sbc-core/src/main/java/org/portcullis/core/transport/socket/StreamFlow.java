package org.portcullis.core.transport.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.Via;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.FlowFailure;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/**
 * One connection, made by either side. Messages sent while it is being made wait for it.
 *
 * <p>The state is owned by the connection's loop; the methods of {@link Flow} may be called on any
 * and go there.
 */
final class StreamFlow implements Flow {
    private static final int CRLF = 0x0D0A;

    private final Shared shared;
    private final StreamListener listener;
    private final TransportCounters counters;
    private final SipLoop loop;
    private final SocketChannel channel;
    private final Target target;
    private final Outlet outlet;
    private final IdentityHashMap<FlowFailure, SipLoop> watchers = new IdentityHashMap<>();
    // Set before the first message comes or goes; read by the loop of whoever got one.
    private volatile List<String> peerNames = List.of();
    private @Nullable InetSocketAddress alias;
    private long lastWriteNanos;
    private CloseReason endsAs = CloseReason.ENDED;
    private @Nullable String closed;

    StreamFlow(
            Shared shared,
            StreamListener listener,
            TransportCounters counters,
            SipLoop loop,
            SocketChannel channel,
            Target target) {
        this.shared = shared;
        this.listener = listener;
        this.counters = counters;
        this.loop = loop;
        this.channel = channel;
        this.target = target;
        this.outlet = new Outlet(channel, loop);
        this.lastWriteNanos = loop.nowNanos();
        channel.closeFuture().addListener(end -> ended());
    }

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
        return target.protocol();
    }

    @Override
    public InetSocketAddress remote() {
        return target.address();
    }

    @Override
    public List<String> peerNames() {
        return peerNames;
    }

    @Override
    public void send(SipMessage message, FlowFailure onFailure) {
        SipLoop caller = shared.current(loop);
        run(caller, onFailure, () -> write(message, caller, onFailure));
    }

    /**
     * The connection itself, or once it is gone a new one to the port that the peer listens on (RFC
     * 3261 18.2.2).
     */
    @Override
    public Flow replyFlow(Via topVia) {
        if (channel.isOpen()) {
            return this;
        }
        int port = ReplyAddress.sentByPort(topVia, protocol());
        InetSocketAddress address = new InetSocketAddress(remote().getAddress(), port);
        String name = peerNames.isEmpty() ? "" : peerNames.getFirst();
        return listener.flowTo(shared.current(loop), new Target(protocol(), address, name));
    }

    @Override
    public void watch(FlowFailure watcher) {
        SipLoop caller = shared.current(loop);
        run(
                caller,
                watcher,
                () -> {
                    if (closed != null) {
                        Failures.tell(caller, watcher, closed);
                    } else {
                        watchers.put(watcher, caller);
                    }
                });
    }

    @Override
    public void unwatch(FlowFailure watcher) {
        if (loop.inLoop()) {
            watchers.remove(watcher);
        } else {
            // Not through the bounded queue: what it refused would be kept as long as the
            // connection.
            loop.executor().execute(() -> watchers.remove(watcher));
        }
    }

    /** Closes the connection at once; the first reason is the one that is told. */
    void close(CloseReason reason, String detail) {
        end(reason, detail);
        channel.close();
    }

    /**
     * Sends what was written, tells the peer that there will be no more, and leaves it to the peer
     * to close: to close first, with bytes of his unread, would take back what was just sent.
     */
    void finish(CloseReason reason) {
        end(reason, "");
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        outlet.write(
                Unpooled.EMPTY_BUFFER,
                done -> {
                    if (tls == null) {
                        channel.shutdownOutput();
                    } else {
                        tls.closeOutbound().addListener(closed -> channel.shutdownOutput());
                    }
                });
    }

    private void end(CloseReason reason, String detail) {
        assert loop.inLoop();
        if (closed == null) {
            closed = target + ": " + (detail.isEmpty() ? reason.text() : detail);
            listener.ended(this, reason);
        }
    }

    SipLoop loop() {
        return loop;
    }

    /** Whether it stands, as far as a loop that does not own it can tell. */
    boolean isOpen() {
        return channel.isOpen();
    }

    /** The address that the peer offered this connection for, once it has. On its loop. */
    @Nullable InetSocketAddress alias() {
        return alias;
    }

    void alias(InetSocketAddress address) {
        alias = address;
    }

    /** A request has come: it may offer the connection for those to the peer. */
    void received(SipRequest request) {
        listener.aliases().offered(request, this);
    }

    Target target() {
        return target;
    }

    /** What it is for the connection to end from now on, where no other reason is told. */
    void endsAs(CloseReason reason) {
        endsAs = reason;
    }

    /** TLS has shown who the peer is. */
    void secured(List<String> names) {
        peerNames = names;
    }

    boolean isClosed() {
        return closed != null;
    }

    /** When something was last sent. */
    long lastWriteNanos() {
        return lastWriteNanos;
    }

    /** Sends what waited for the connection. */
    void connected() {
        outlet.flushSoon();
    }

    /** Answers a keep-alive (RFC 5626 3.5.1). */
    void pong() {
        lastWriteNanos = loop.nowNanos();
        outlet.write(channel.alloc().directBuffer(Short.BYTES).writeShort(CRLF), done -> {});
    }

    private void write(SipMessage message, SipLoop caller, FlowFailure onFailure) {
        if (closed != null) {
            failed(caller, onFailure, closed);
            return;
        }
        lastWriteNanos = loop.nowNanos();
        counters.sent(message);
        ByteBuf bytes = channel.alloc().directBuffer(message.length());
        bytes.writeBytes(message.array(), 0, message.length());
        outlet.write(
                bytes,
                done -> {
                    if (!done.isSuccess()) {
                        failed(caller, onFailure, why(done.cause()));
                    }
                });
    }

    private void failed(SipLoop caller, FlowFailure onFailure, String why) {
        counters.sendFailed();
        Failures.tell(caller, onFailure, why);
    }

    private String why(Throwable cause) {
        return closed != null ? closed : target + ": " + Failures.text(cause);
    }

    private void ended() {
        close(endsAs, "");
        String why = Objects.requireNonNull(closed);
        watchers.forEach((watcher, caller) -> Failures.tell(caller, watcher, why));
        watchers.clear();
    }

    private void run(SipLoop caller, FlowFailure onFailure, Runnable command) {
        if (loop.inLoop()) {
            command.run();
        } else if (!loop.post(command)) {
            counters.dropped(Drop.LOOP_FULL);
            Failures.tell(caller, onFailure, target + ": its loop has too many commands waiting");
        }
    }
}

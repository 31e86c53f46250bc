package org.portcullis.core.transport.socket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/**
 * A listen point of a connection-oriented transport: one acceptor that hands connections to the
 * loops in turn, and the connections that the loops make from here, one for each loop and target.
 *
 * <p>Any loop, once it is bound.
 */
final class StreamListener implements Listener {
    private static final int BACKLOG = 1024;

    private final Shared shared;
    private final Realm realm;
    private final TransportCounters counters;
    private final List<Inbound> inbound;
    private final Counter accepted;
    private final Counter made;
    private final Map<CloseReason, Counter> closed = new EnumMap<>(CloseReason.class);
    private final List<Map<Target, StreamFlow>> outgoing = new ArrayList<>();
    private final Aliases aliases;
    private final StreamPipeline pipeline;
    private ListenPoint listenPoint;
    private @Nullable Channel acceptor;

    /**
     * @param inbound what takes a loop's messages, in order of loops
     */
    StreamListener(
            Shared shared,
            Realm realm,
            ListenPoint listenPoint,
            TransportCounters counters,
            List<Inbound> inbound) {
        this.shared = shared;
        this.realm = realm;
        this.listenPoint = listenPoint;
        this.counters = counters;
        this.inbound = inbound;
        this.aliases = new Aliases(realm, listenPoint.protocol(), counters);
        this.pipeline = new StreamPipeline(shared, this, counters, inbound);
        for (int i = 0; i < shared.loops().size(); i++) {
            outgoing.add(new HashMap<>());
        }
        accepted =
                counters.counter(
                        "portcullis_sip_connections_accepted_total",
                        "Connections that peers made.");
        made =
                counters.counter(
                        "portcullis_sip_connections_made_total",
                        "Connections that we made or tried to.");
        for (CloseReason reason : CloseReason.values()) {
            closed.put(
                    reason,
                    counters.counter(
                            "portcullis_sip_connections_closed_total",
                            "Connections that ended, by reason.",
                            "reason",
                            reason.label()));
        }
    }

    @Override
    public Realm realm() {
        return realm;
    }

    @Override
    public ListenPoint listenPoint() {
        return listenPoint;
    }

    @Override
    public void bind() throws IOException {
        SipLoop first = shared.loops().getFirst();
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(first.executor(), Objects.requireNonNull(first.executor().parent()))
                        .channelFactory(shared.engine().serverSockets())
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        accept(channel);
                                    }
                                })
                        .bind(listenPoint.bind())
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw Failures.toBind(realm(), listenPoint, bound.cause());
        }
        Channel channel = bound.channel();
        shared.open().add(channel);
        listenPoint = listenPoint.boundTo(((InetSocketAddress) channel.localAddress()).getPort());
        acceptor = channel;
    }

    @Override
    public void open() {
        Objects.requireNonNull(acceptor).config().setAutoRead(true);
    }

    private void accept(SocketChannel channel) {
        SipLoop loop = shared.current(shared.loops().getFirst());
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null) {
            turnAway(channel); // gone already
        } else if (realm.options().proxies().test(remote)) {
            awaitProxyHeader(channel, loop, remote);
        } else {
            accept(channel, loop, remote);
        }
    }

    private void accept(SocketChannel channel, SipLoop loop, InetSocketAddress remote) {
        if (!admits(remote, loop)) {
            turnAway(channel);
            return;
        }
        channel.closeFuture().addListener(end -> shared.connections().release(remote.getAddress()));
        if (pipeline.handshakes() && !shared.handshakes().acquire()) {
            counters.dropped(Drop.HANDSHAKE_LIMIT);
            turnAway(channel);
            return;
        }
        accepted.increment();
        pipeline.accepted(channel, loop, new Target(listenPoint.protocol(), remote));
    }

    /** A connection of a load balancer counts in all until it is known whose it is. */
    private void awaitProxyHeader(SocketChannel channel, SipLoop loop, InetSocketAddress proxy) {
        if (!shared.connections().acquire()) {
            counters.dropped(Drop.CONNECTION_LIMIT);
            turnAway(channel);
            return;
        }
        long timeoutNanos = shared.streamLimits().handshakeTimeout().toNanos();
        channel.pipeline()
                .addLast(
                        new ProxyHeader(
                                loop,
                                timeoutNanos,
                                proxy,
                                new ProxyHeader.Outcome() {
                                    @Override
                                    public void from(InetSocketAddress source) {
                                        shared.connections().release();
                                        accept(channel, loop, source);
                                    }

                                    @Override
                                    public void none() {
                                        shared.connections().release();
                                        counters.dropped(Drop.PROXY_HEADER);
                                        turnAway(channel);
                                    }
                                }));
        shared.open().add(channel);
    }

    private static void turnAway(SocketChannel channel) {
        channel.config().setSoLinger(0); // no TIME_WAIT
        var _ = channel.close();
    }

    private boolean admits(InetSocketAddress remote, SipLoop loop) {
        if (!inbound.get(loop.index()).admits(remote, loop.nowNanos())) {
            return false;
        }
        boolean place = shared.connections().acquire(remote.getAddress());
        if (!place) {
            counters.dropped(Drop.CONNECTION_LIMIT);
        }
        return place;
    }

    @Override
    public Flow flowTo(SipLoop loop, Target target) {
        assert loop.inLoop();
        StreamFlow existing = outgoing.get(loop.index()).get(target);
        if (existing != null) {
            return existing;
        }
        StreamFlow offered = aliases.find(target);
        return offered != null ? offered : connect(loop, target);
    }

    private Flow connect(SipLoop loop, Target target) {
        int limit = shared.streamLimits().maxConnections();
        if (!shared.connections().acquire()) {
            counters.dropped(Drop.CONNECTION_LIMIT);
            return unreachable(target, "all " + limit + " connections are in use");
        }
        SocketChannel channel;
        try {
            channel = shared.engine().clientSockets().newChannel();
        } catch (ChannelException e) { // out of file descriptors
            shared.connections().release();
            return unreachable(target, Failures.text(e));
        }
        channel.closeFuture().addListener(end -> shared.connections().release());
        return connect(channel, loop, target);
    }

    private StreamFlow connect(SocketChannel channel, SipLoop loop, Target target) {
        StreamFlow flow = pipeline.made(channel, loop, target);
        outgoing.get(loop.index()).put(target, flow);
        channel.config()
                .setConnectTimeoutMillis((int) shared.streamLimits().connectTimeout().toMillis());
        ChannelPromise connected = channel.newPromise();
        connected.addListener(
                done -> {
                    if (!done.isSuccess()) {
                        flow.close(CloseReason.CONNECT_FAILED, Failures.text(done.cause()));
                    }
                });
        // On its own loop this registers at once: what is sent next may already be written.
        loop.executor()
                .register(channel)
                .addListener(registered -> channel.connect(target.address(), local(), connected));
        made.increment();
        return flow;
    }

    /** Our end of a connection we make: this listen point's address on a port of its own. */
    private @Nullable InetSocketAddress local() {
        InetAddress address = listenPoint.bind().getAddress();
        return address.isAnyLocalAddress() ? null : new InetSocketAddress(address, 0);
    }

    /** Connections that peers let us use for requests to them. */
    Aliases aliases() {
        return aliases;
    }

    /** Counts the end of a connection, and hands it out no more. On its loop. */
    void ended(StreamFlow flow, CloseReason reason) {
        Objects.requireNonNull(closed.get(reason)).increment();
        outgoing.get(flow.loop().index()).remove(flow.target(), flow);
        aliases.ended(flow);
    }

    private Flow unreachable(Target target, String why) {
        return new UnreachableFlow(shared, realm(), listenPoint, target, why);
    }
}

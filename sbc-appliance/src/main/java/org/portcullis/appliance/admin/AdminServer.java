package org.portcullis.appliance.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.portcullis.appliance.metrics.Metrics;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin server. Its one event loop is its own: whatever is asked of it, no call waits for the
 * answer.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("admin", true), NioIoHandler.newFactory());
    private final AdminLimits limits;
    private final Counters counters;
    private final Metrics metrics;
    private final AdminSettings settings;
    private final Gatekeeper gatekeeper;
    private final Identity identity;
    private final Health health;
    private final List<Operation> parts = new ArrayList<>();
    private volatile Endpoints endpoints;
    private final Counter refused;
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * @param parts what else may be asked
     * @param random a cryptographic source
     */
    public AdminServer(
            AdminLimits limits,
            AdminSettings settings,
            Token token,
            Identity identity,
            Health health,
            LiveCalls calls,
            List<Resource> parts,
            RandomGenerator random,
            Counters counters) {
        this.limits = limits;
        this.counters = counters;
        this.settings = settings;
        this.identity = identity;
        this.health = health;
        this.metrics = new Metrics(counters);
        InstantSource clock = InstantSource.system();
        this.gatekeeper = new Gatekeeper(token, settings.session(), random, clock, counters);
        this.parts.addAll(
                new CallsResource(calls, new CallsAnswer(calls, loop, clock)).operations());
        parts.forEach(part -> this.parts.addAll(part.operations()));
        this.endpoints = endpoints(settings);
        this.refused =
                counters.counter(
                        "portcullis_admin_connections_refused_total",
                        "Connections to the admin server closed at once because there were too"
                                + " many.");
        counters.gauge(
                "portcullis_admin_connections",
                "Connections to the admin server.",
                connections::get);
    }

    /** What is served, and told of in the document, under such settings. */
    private Endpoints endpoints(AdminSettings its) {
        Operation.Access metricsAccess =
                its.metricsOpen() ? Operation.Access.OPEN : Operation.Access.TOKEN;
        List<Operation> operations =
                new ArrayList<>(Pages.of(identity, health, metrics, metricsAccess, gatekeeper));
        operations.addAll(parts);
        operations.add(OpenApi.operation(identity.version(), operations));
        return new Endpoints(operations);
    }

    /**
     * Binds.
     *
     * @return where it listens, which tells the port if any was asked for
     * @throws IOException naming the address that could not be bound and why
     */
    public InetSocketAddress start() throws IOException {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.SO_BACKLOG, limits.maxConnections())
                        .childOption(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(new Connection());
        InetSocketAddress address = settings.listen();
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "admin.listen: "
                            + NetUtil.toSocketAddressString(address)
                            + ": "
                            + bound.cause().getMessage()
                            + " (expected: an address of this host with a free port)",
                    bound.cause());
        }
        if (!address.getAddress().isLoopbackAddress()) {
            LOG.warn(
                    "the admin server listens beyond this host, without TLS listen={}",
                    NetUtil.toSocketAddressString(address));
        }
        return (InetSocketAddress) bound.channel().localAddress();
    }

    /**
     * Takes another token and other settings into use, but for where it listens. Any thread;
     * complete when it has happened. Connections stay; their next request is treated by these.
     */
    public CompletionStage<Void> use(Token token, AdminSettings its) {
        return CompletableFuture.runAsync(
                () -> {
                    gatekeeper.use(token, its.session());
                    endpoints = endpoints(its);
                },
                loop);
    }

    /** Closes every connection. Returns when the loop has ended. Not for the loop's own thread. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        metrics.close();
    }

    private final class Connection extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            if (connections.get() >= limits.maxConnections()) {
                channel.close().addListener(closed -> refused.increment());
                return;
            }
            connections.incrementAndGet();
            channel.closeFuture().addListener(closed -> connections.decrementAndGet());
            HttpDecoderConfig http =
                    new HttpDecoderConfig()
                            .setMaxInitialLineLength(limits.maxRequestLineBytes())
                            .setMaxHeaderSize(limits.maxHeaderBytes());
            channel.pipeline()
                    .addLast(new HttpServerCodec(http))
                    .addLast(new AdminHandler(() -> endpoints, gatekeeper, limits, counters));
        }
    }
}

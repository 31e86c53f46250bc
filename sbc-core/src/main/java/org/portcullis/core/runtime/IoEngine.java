package org.portcullis.core.runtime;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The system interface under the event loops, with the sockets that belong to it. Chosen in the
 * configuration.
 */
public enum IoEngine {
    IO_URING(
            "io_uring",
            IoUring::unavailabilityCause,
            IoUringIoHandler::newFactory,
            IoUringDatagramChannel::new,
            IoUringServerSocketChannel::new,
            IoUringSocketChannel::new,
            UnixChannelOption.SO_REUSEPORT),
    EPOLL(
            "epoll",
            Epoll::unavailabilityCause,
            EpollIoHandler::newFactory,
            EpollDatagramChannel::new,
            EpollServerSocketChannel::new,
            EpollSocketChannel::new,
            UnixChannelOption.SO_REUSEPORT),
    NIO(
            "nio",
            () -> null,
            NioIoHandler::newFactory,
            NioDatagramChannel::new,
            NioServerSocketChannel::new,
            NioSocketChannel::new,
            NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT));

    private final String label;
    private final Supplier<@Nullable Throwable> unavailable;
    private final Supplier<IoHandlerFactory> handlers;
    private final Function<SocketProtocolFamily, DatagramChannel> datagramSockets;
    private final ChannelFactory<ServerChannel> serverSockets;
    private final ChannelFactory<SocketChannel> clientSockets;
    private final ChannelOption<Boolean> reusePort;

    IoEngine(
            String label,
            Supplier<@Nullable Throwable> unavailable,
            Supplier<IoHandlerFactory> handlers,
            Function<SocketProtocolFamily, DatagramChannel> datagramSockets,
            ChannelFactory<ServerChannel> serverSockets,
            ChannelFactory<SocketChannel> clientSockets,
            ChannelOption<Boolean> reusePort) {
        this.label = label;
        this.unavailable = unavailable;
        this.handlers = handlers;
        this.datagramSockets = datagramSockets;
        this.serverSockets = serverSockets;
        this.clientSockets = clientSockets;
        this.reusePort = reusePort;
    }

    /** The name in the configuration. */
    public String label() {
        return label;
    }

    /** Why this machine cannot run it, as {@code value: cause (expected: ...)}; empty if it can. */
    public Optional<String> unavailable() {
        return Optional.ofNullable(unavailable.get())
                .map(cause -> label + ": " + root(cause) + " (expected: an engine that runs here)");
    }

    /**
     * Event loops on this engine, one thread each; the caller shuts them down.
     *
     * @throws IllegalStateException with the text of {@link #unavailable}
     */
    public IoEventLoopGroup newLoops(int loops) {
        unavailable()
                .ifPresent(
                        why -> {
                            throw new IllegalStateException(why);
                        });
        return new MultiThreadIoEventLoopGroup(
                loops, new DefaultThreadFactory("loop"), handlers.get());
    }

    /** Datagram sockets of the address family of {@code local}. */
    public ChannelFactory<DatagramChannel> datagramSockets(InetAddress local) {
        SocketProtocolFamily family =
                local instanceof Inet6Address
                        ? SocketProtocolFamily.INET6
                        : SocketProtocolFamily.INET;
        return () -> datagramSockets.apply(family);
    }

    public ChannelFactory<ServerChannel> serverSockets() {
        return serverSockets;
    }

    public ChannelFactory<SocketChannel> clientSockets() {
        return clientSockets;
    }

    /** SO_REUSEPORT on this engine's sockets. */
    public ChannelOption<Boolean> reusePort() {
        return reusePort;
    }

    private static String root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }
}

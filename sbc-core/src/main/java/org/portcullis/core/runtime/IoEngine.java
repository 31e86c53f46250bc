package org.portcullis.core.runtime;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
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
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The system interface under the event loops, with the sockets that belong to it. Chosen in the configuration. */
public enum IoEngine {
    IO_URING {
        @Override
        @Nullable Throwable cause() {
            return IoUring.unavailabilityCause();
        }

        @Override
        IoHandlerFactory handlers() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        DatagramChannel newDatagramChannel(SocketProtocolFamily family) {
            return new IoUringDatagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverSockets() {
            return IoUringServerSocketChannel::new;
        }

        @Override
        public ChannelFactory<? extends SocketChannel> clientSockets() {
            return IoUringSocketChannel::new;
        }

        @Override
        public ChannelOption<Boolean> reusePort() {
            return UnixChannelOption.SO_REUSEPORT;
        }

        @Override
        public Optional<ChannelOption<Integer>> datagramSlotBytes() {
            return Optional.of(IoUringChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE);
        }
    },

    EPOLL {
        @Override
        @Nullable Throwable cause() {
            return Epoll.unavailabilityCause();
        }

        @Override
        IoHandlerFactory handlers() {
            return EpollIoHandler.newFactory();
        }

        @Override
        DatagramChannel newDatagramChannel(SocketProtocolFamily family) {
            return new EpollDatagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverSockets() {
            return EpollServerSocketChannel::new;
        }

        @Override
        public ChannelFactory<? extends SocketChannel> clientSockets() {
            return EpollSocketChannel::new;
        }

        @Override
        public ChannelOption<Boolean> reusePort() {
            return UnixChannelOption.SO_REUSEPORT;
        }

        @Override
        public Optional<ChannelOption<Integer>> datagramSlotBytes() {
            return Optional.of(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE);
        }
    },

    NIO {
        @Override
        @Nullable Throwable cause() {
            return null;
        }

        @Override
        IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        DatagramChannel newDatagramChannel(SocketProtocolFamily family) {
            return new NioDatagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverSockets() {
            return NioServerSocketChannel::new;
        }

        @Override
        public ChannelFactory<? extends SocketChannel> clientSockets() {
            return NioSocketChannel::new;
        }

        @Override
        public ChannelOption<Boolean> reusePort() {
            return NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);
        }

        @Override
        public Optional<ChannelOption<Integer>> datagramSlotBytes() {
            return Optional.empty();
        }
    };

    /** Why this machine cannot run it, as {@code value: cause (expected: ...)}; empty if it can. */
    public Optional<String> unavailable() {
        Throwable cause = cause();
        if (cause == null) {
            return Optional.empty();
        }
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Optional.of(
                label() + ": not available here: " + cause.getMessage() + " (expected: another engine)");
    }

    /** The name in the configuration. */
    public String label() {
        return switch (this) {
            case IO_URING -> "io_uring";
            case EPOLL -> "epoll";
            case NIO -> "nio";
        };
    }

    /**
     * Event loops on this engine, threads not started; the caller shuts them down.
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
                loops, new DefaultThreadFactory("sip"), handlers());
    }

    /** Datagram sockets of the family of {@code local}. */
    public ChannelFactory<DatagramChannel> datagramSockets(InetAddress local) {
        SocketProtocolFamily family = SocketProtocolFamily.of(local);
        return () -> newDatagramChannel(family);
    }

    public abstract ChannelFactory<? extends ServerChannel> serverSockets();

    public abstract ChannelFactory<? extends SocketChannel> clientSockets();

    /** SO_REUSEPORT on this engine's sockets. */
    public abstract ChannelOption<Boolean> reusePort();

    /**
     * The option that cuts a receive buffer into slots of so many bytes, one datagram each, so that one system call fills
     * several. Empty where a call reads one.
     */
    public abstract Optional<ChannelOption<Integer>> datagramSlotBytes();

    abstract @Nullable Throwable cause();

    abstract IoHandlerFactory handlers();

    abstract DatagramChannel newDatagramChannel(SocketProtocolFamily family);
}

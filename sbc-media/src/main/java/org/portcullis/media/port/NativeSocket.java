package org.portcullis.media.port;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A media socket that is a file descriptor. Owned by the loop of its {@link NativeSockets}.
 *
 * <p>Not one of Netty's channels: a call has four sockets, and a channel costs 2 KB of heap (on
 * io_uring 170 KB) and a third more CPU for each packet.
 */
abstract sealed class NativeSocket implements MediaSocket, IoHandle
        permits EpollSocket, UringSocket {
    private final NativeSockets sockets;
    private final Descriptor descriptor;
    private final PacketHandler handler;
    private @Nullable IoRegistration registration;

    NativeSocket(NativeSockets sockets, Descriptor descriptor, PacketHandler handler) {
        this.sockets = sockets;
        this.descriptor = descriptor;
        this.handler = handler;
    }

    /** Asks the loop to be called when there is something to read. */
    abstract void watch(IoRegistration on);

    /** Withdraws that, where the closed descriptor does not do it by itself. */
    abstract void unwatch(IoRegistration on);

    final Descriptor descriptor() {
        return descriptor;
    }

    /** On the loop itself, where it is complete when it returns. */
    final void register(IoEventLoop loop) {
        registration = loop.register(this).getNow();
        watch(registration);
    }

    @Override
    public final void handle(IoRegistration on, IoEvent event) {
        if (registration != null) {
            sockets.read(descriptor, handler);
            read(on);
        }
    }

    /** A datagram was read, or there was none. */
    abstract void read(IoRegistration on);

    @Override
    public final boolean send(ByteBuf packet, Endpoint to) {
        return sockets.send(descriptor, packet, to);
    }

    /** Also called by the loop when it ends. */
    @Override
    public final void close() {
        IoRegistration on = registration;
        if (on != null) {
            registration = null;
            unwatch(on);
            sockets.close(descriptor);
            on.cancel();
        }
    }

    /** A non-blocking UDP socket of one address family. */
    static final class Descriptor extends Socket {
        private final boolean six;

        Descriptor(boolean six) {
            super(newSocketDgram0(six ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET));
            this.six = six;
        }

        boolean six() {
            return six;
        }
    }
}

package org.portcullis.media.port;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;

/** A media socket on epoll. Owned by the loop of its {@link EpollSockets}. */
final class EpollSocket implements MediaSocket, EpollIoHandle {
    private final EpollSockets sockets;
    private final EpollSockets.UdpSocket socket;
    private final boolean six;
    private final PacketHandler handler;
    private @Nullable IoRegistration registration;

    EpollSocket(
            EpollSockets sockets,
            EpollSockets.UdpSocket socket,
            boolean six,
            PacketHandler handler) {
        this.sockets = sockets;
        this.socket = socket;
        this.six = six;
        this.handler = handler;
    }

    /** On the loop itself, where it is complete when it returns. */
    void register(IoEventLoop loop) {
        registration = loop.register(this).getNow();
        registration.submit(EpollIoOps.EPOLLIN);
    }

    @Override
    public void handle(IoRegistration of, IoEvent event) {
        if (socket.isOpen()) {
            sockets.read(socket, handler);
        }
    }

    @Override
    public boolean send(ByteBuf packet, Endpoint to) {
        return sockets.send(socket, six, packet, to);
    }

    /** Also called by the loop when it ends. */
    @Override
    public void close() {
        IoRegistration registered = registration;
        if (registered != null) {
            registration = null;
            sockets.close(socket); // first: the system then forgets the registration by itself
            registered.cancel();
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }
}

package org.portcullis.media.port;

import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;

/**
 * A media socket that epoll watches, level-triggered: one datagram per event, and no call that
 * finds nothing.
 */
final class EpollSocket extends NativeSocket implements EpollIoHandle {

    EpollSocket(NativeSockets sockets, Descriptor descriptor, PacketHandler handler) {
        super(sockets, descriptor, handler);
    }

    @Override
    public FileDescriptor fd() {
        return descriptor();
    }

    @Override
    void watch(IoRegistration on) {
        on.submit(EpollIoOps.EPOLLIN);
    }

    @Override
    void read(IoRegistration on) {}

    @Override
    void unwatch(IoRegistration on) {}
}

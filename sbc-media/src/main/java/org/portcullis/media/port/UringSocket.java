package org.portcullis.media.port;

import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;

/**
 * A media socket that io_uring polls: one operation per datagram, submitted along with those of all
 * others.
 */
final class UringSocket extends NativeSocket implements IoUringIoHandle {
    private static final byte POLL_ADD = 6;
    private static final byte ASYNC_CANCEL = 14;
    private static final int POLLIN = 1;

    private final IoUringIoOps poll;
    private long polling;

    UringSocket(NativeSockets sockets, Descriptor descriptor, PacketHandler handler) {
        super(sockets, descriptor, handler);
        this.poll = operation(POLL_ADD, descriptor.intValue(), 0, POLLIN);
    }

    @Override
    void watch(IoRegistration on) {
        polling = on.submit(poll);
    }

    @Override
    void read(IoRegistration on) {
        watch(on);
    }

    /** An operation holds its file open. */
    @Override
    void unwatch(IoRegistration on) {
        on.submit(operation(ASYNC_CANCEL, -1, polling, 0));
    }

    private static IoUringIoOps operation(byte code, int fd, long address, int flags) {
        return new IoUringIoOps(
                code, (byte) 0, (short) 0, fd, 0, address, 0, flags, 0L, (short) 0, (short) 0, 0,
                0);
    }
}

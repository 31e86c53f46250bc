package org.portcullis.core.transport.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The receive buffers of one datagram socket, each large enough for any datagram and used again and
 * again: what arrives is copied out and released before the next read, so that the room for 64 KB
 * costs no more than the pages that small datagrams touch, and no allocation.
 *
 * <p>One datagram a system call: filling 16 at once (recvmmsg) costs more where they arrive one by
 * one and gains nothing measurable at 100,000 a second. Owned by the socket's loop.
 */
final class ReceiveBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
    /** Holds the largest payload, 65,507 bytes over IPv4 and 65,527 over IPv6. */
    private static final int BUFFER_BYTES = 1 << 16;

    /** Read before other sockets get their turn. Only nio holds more than one at a time. */
    private static final int MAX_DATAGRAMS = 16;

    private final @Nullable ByteBuf[] kept = new @Nullable ByteBuf[MAX_DATAGRAMS];
    private boolean released;

    ReceiveBuffers() {
        super(MAX_DATAGRAMS);
    }

    /** Gives the kept buffers back when the socket is closed. */
    void release() {
        released = true;
        for (int i = 0; i < kept.length; i++) {
            ByteBuf buffer = kept[i];
            if (buffer != null) {
                buffer.release();
                kept[i] = null;
            }
        }
    }

    @SuppressWarnings("deprecation") // the type that Netty's own allocators return
    @Override
    public RecvByteBufAllocator.Handle newHandle() {
        return new Reading();
    }

    /** A buffer for one datagram; the caller releases it. */
    private ByteBuf next(ByteBufAllocator allocator) {
        for (int i = 0; i < kept.length && !released; i++) {
            ByteBuf buffer = kept[i];
            if (buffer == null) {
                buffer = allocator.directBuffer(BUFFER_BYTES, BUFFER_BYTES);
                kept[i] = buffer;
                return buffer.retain();
            }
            if (buffer.refCnt() == 1) {
                return buffer.clear().retain();
            }
        }
        return allocator.directBuffer(BUFFER_BYTES, BUFFER_BYTES);
    }

    private final class Reading extends MaxMessageHandle {
        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return next(allocator);
        }

        @Override
        public int guess() {
            return BUFFER_BYTES;
        }
    }
}

package org.portcullis.core.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.runtime.IoEngine;

/**
 * The receive buffers of one datagram socket, used again and again: a datagram is copied out and released before the next read,
 * so that slots for the largest datagrams cost address space, and of memory only the pages that small ones touch.
 *
 * <p>Owned by the socket's loop. A buffer that is still in use when its turn comes is passed over for a new one.
 */
final class ReceiveBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
    /** Holds the largest payload of a UDP datagram, 65,507 bytes over IPv4 and 65,527 over IPv6. */
    private static final int SLOT_BYTES = 1 << 16;

    private static final int SLOTS = 16;
    private static final int MAX_BATCHES = 4;

    private final int bufferBytes;
    private final boolean batched;
    private final @Nullable ByteBuf[] kept;
    private int turn;
    private boolean released;

    private ReceiveBuffers(boolean batched) {
        super(batched ? SLOTS * MAX_BATCHES : SLOTS);
        this.batched = batched;
        this.bufferBytes = batched ? SLOTS * SLOT_BYTES : SLOT_BYTES;
        // Without batches a turn of the socket reads one datagram after the other before it hands out any.
        this.kept = new @Nullable ByteBuf[batched ? 1 : SLOTS];
    }

    /** Makes {@code channel} read as many datagrams at once as its engine can. Before it is registered. */
    static ReceiveBuffers install(DatagramChannel channel, IoEngine engine) {
        engine.datagramSlotBytes()
                .ifPresent(option -> channel.config().setOption(option, SLOT_BYTES));
        ReceiveBuffers buffers = new ReceiveBuffers(engine.datagramSlotBytes().isPresent());
        channel.config().setRecvByteBufAllocator(buffers);
        return buffers;
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

    private ByteBuf next(ByteBufAllocator allocator) {
        if (released) {
            return allocator.directBuffer(bufferBytes, bufferBytes);
        }
        turn = turn + 1 == kept.length ? 0 : turn + 1;
        ByteBuf buffer = kept[turn];
        if (buffer == null) {
            buffer = allocator.directBuffer(bufferBytes, bufferBytes);
            kept[turn] = buffer;
        } else if (buffer.refCnt() > 1) {
            return allocator.directBuffer(bufferBytes, bufferBytes);
        }
        return buffer.clear().retain();
    }

    private final class Reading extends MaxMessageHandle {
        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return next(allocator);
        }

        @Override
        public int guess() {
            return bufferBytes;
        }

        /** A batch that was not filled has emptied the socket: to ask again would be a system call for nothing. */
        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return batched ? continueReading() : super.continueReading(maybeMoreData);
        }
    }
}

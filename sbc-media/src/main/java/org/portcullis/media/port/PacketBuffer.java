package org.portcullis.media.port;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The one buffer that all sockets of a loop receive into and send from: a packet has been sent on
 * before the next is read. Owned by one loop.
 */
final class PacketBuffer {
    /** Holds the largest UDP payload, and behind it what encryption may append. */
    static final int BYTES = 65_536;

    private final MemorySegment memory = Arena.ofAuto().allocate(BYTES, 64);
    private final long at = memory.address();
    private final ByteBuffer bytes = memory.asByteBuffer();
    private final ByteBuf packet = Unpooled.wrappedBuffer(memory.asByteBuffer());

    /** Where it is. */
    long at() {
        return at;
    }

    /** The whole of it, to be read into. */
    ByteBuffer cleared() {
        return bytes.clear();
    }

    /** What was received: its first {@code length} bytes. */
    ByteBuf received(int length) {
        return packet.setIndex(0, length);
    }

    /** What is to be sent of it. */
    ByteBuffer outgoing(ByteBuf readable) {
        assert isPacket(readable);
        return bytes.limit(readable.writerIndex()).position(readable.readerIndex());
    }

    /** Where what is to be sent of it begins. */
    long outgoingAt(ByteBuf readable) {
        assert isPacket(readable);
        return at + readable.readerIndex();
    }

    @SuppressWarnings("ReferenceEquality") // the very buffer, whose memory is known
    private boolean isPacket(ByteBuf readable) {
        return readable == packet;
    }
}

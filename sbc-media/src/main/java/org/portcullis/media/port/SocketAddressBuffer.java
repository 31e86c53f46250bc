package org.portcullis.media.port;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A socket address as Linux system calls read and write it, in memory outside the heap. Addresses
 * and ports are in network order, the family is in the machine's. Owned by one loop.
 *
 * <pre>
 *  sockaddr_in, family 2          sockaddr_in6, family 10
 *   0       2       4               0       2       4
 *  +-------+-------+---------+     +-------+-------+---------+
 *  | family| port  | address |     | family| port  | flow    |
 *  +-------+-------+---------+     +-------+-------+---------+
 *                                  | address (16)            |
 *                                8 +-------------------------+
 *                               24 | scope   |
 *                                  +---------+
 * </pre>
 */
final class SocketAddressBuffer {
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;
    private static final int IN_BYTES = 16;
    private static final int IN6_BYTES = 28;

    private static final ValueLayout.OfShort SHORT =
            JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    // The address, and after it the socklen_t that recvfrom(2) reads and writes.
    private static final int LENGTH_AT = 32;
    private final MemorySegment memory = Arena.ofAuto().allocate(LENGTH_AT + 4, 8);
    private final long at = memory.address();

    /** Where the address is. */
    long at() {
        return at;
    }

    /** Where its length is, made ready to receive an address. */
    long lengthAt() {
        memory.set(JAVA_INT_UNALIGNED, LENGTH_AT, IN6_BYTES);
        return at + LENGTH_AT;
    }

    private boolean six() {
        return memory.get(JAVA_SHORT_UNALIGNED, 0) == AF_INET6;
    }

    long high() {
        return six() ? memory.get(LONG, 8) : 0;
    }

    long low() {
        return six() ? memory.get(LONG, 16) : Endpoint.low(memory.get(INT, 4));
    }

    int port() {
        return Short.toUnsignedInt(memory.get(SHORT, 2));
    }

    /**
     * Writes {@code to} as a socket of that family wants it.
     *
     * @return its length
     */
    int write(Endpoint to, boolean six) {
        memory.set(SHORT, 2, (short) to.port());
        if (!six) {
            memory.set(JAVA_SHORT_UNALIGNED, 0, AF_INET);
            memory.set(INT, 4, (int) to.low());
            return IN_BYTES;
        }
        memory.set(JAVA_SHORT_UNALIGNED, 0, AF_INET6);
        memory.set(INT, 4, 0);
        memory.set(LONG, 8, to.high());
        memory.set(LONG, 16, to.low());
        memory.set(INT, 24, 0);
        return IN6_BYTES;
    }
}

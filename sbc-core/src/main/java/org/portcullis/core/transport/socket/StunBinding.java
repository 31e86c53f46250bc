package org.portcullis.core.transport.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Answers STUN binding requests, by which clients behind NAT keep their binding open and see it
 * change (RFC 8489, RFC 5626 3.5.2). Sans-IO.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |0 0|     STUN Message Type     |         Message Length        |
 * |                         Magic Cookie                          |
 * |                     Transaction ID (96 bits)                  |
 * </pre>
 */
final class StunBinding {
    private static final int HEADER = 20;
    private static final int COOKIE = 0x2112A442;
    private static final int REQUEST = 0x0001;
    private static final int SUCCESS = 0x0101;
    private static final int ERROR = 0x0111;
    private static final int ERROR_CODE = 0x0009;
    private static final int UNKNOWN_ATTRIBUTES = 0x000A;
    private static final int XOR_MAPPED_ADDRESS = 0x0020;
    private static final int FINGERPRINT = 0x8028;
    private static final int FINGERPRINT_MASK = 0x5354554E;
    private static final int OPTIONAL = 0x8000;
    private static final int UNKNOWN_ATTRIBUTE_STATUS = 0x0414; // 420 as class and number

    /** Attributes that must be understood and are not: as many are named in the answer. */
    private static final int MAX_UNKNOWN = 8;

    private StunBinding() {}

    /** No SIP message begins with such a byte, every STUN message does (RFC 7983 7). */
    static boolean isStun(byte first) {
        return first >= 0 && first <= 3;
    }

    /**
     * The answer to {@code request}, a whole datagram, which stays the caller's; null where it is
     * no sound binding request. The answer is the caller's to release.
     */
    static @Nullable ByteBuf answer(
            ByteBuf request, InetSocketAddress source, ByteBufAllocator allocator) {
        int start = request.readerIndex();
        int length = request.readableBytes();
        if (length < HEADER
                || request.getUnsignedShort(start) != REQUEST
                || request.getUnsignedShort(start + 2) != length - HEADER
                || length % 4 != 0
                || request.getInt(start + 4) != COOKIE) {
            return null;
        }
        int[] unknown = new int[MAX_UNKNOWN];
        int unknowns = 0;
        boolean fingerprint = false;
        int at = start + HEADER;
        int end = start + length;
        while (at < end) {
            int type = request.getUnsignedShort(at);
            int size = request.getUnsignedShort(at + 2);
            int next = at + 4 + (size + 3 & ~3);
            if (next > end || fingerprint) {
                return null; // cut off, or behind what must be last
            }
            if (type == FINGERPRINT) {
                fingerprint = true;
                if (size != 4 || request.getInt(at + 4) != fingerprint(request, start, at)) {
                    return null;
                }
            } else if (type < OPTIONAL && !isCredential(type) && unknowns < MAX_UNKNOWN) {
                unknown[unknowns++] = type;
            }
            at = next;
        }
        ByteBuf answer = allocator.directBuffer(HEADER + 64);
        answer.writeShort(unknowns == 0 ? SUCCESS : ERROR).writeShort(0);
        answer.writeBytes(request, start + 4, HEADER - 4);
        if (unknowns == 0) {
            writeAddress(answer, source);
        } else {
            writeUnknown(answer, unknown, unknowns);
        }
        finish(answer, fingerprint);
        return answer;
    }

    /** USERNAME, MESSAGE-INTEGRITY, REALM, NONCE: known, and nobody is asked for them here. */
    private static boolean isCredential(int type) {
        return type == 0x0006 || type == 0x0008 || type == 0x0014 || type == 0x0015;
    }

    /** RFC 8489 14.2: the address under the cookie and the transaction, so that no NAT edits it. */
    private static void writeAddress(ByteBuf answer, InetSocketAddress source) {
        byte[] address = source.getAddress().getAddress();
        answer.writeShort(XOR_MAPPED_ADDRESS).writeShort(4 + address.length);
        answer.writeByte(0).writeByte(address.length == 4 ? 1 : 2);
        answer.writeShort(source.getPort() ^ COOKIE >>> 16);
        for (int i = 0; i < address.length; i++) {
            answer.writeByte(address[i] ^ answer.getByte(4 + i)); // cookie, then transaction
        }
    }

    private static void writeUnknown(ByteBuf answer, int[] types, int count) {
        answer.writeShort(ERROR_CODE).writeShort(4).writeInt(UNKNOWN_ATTRIBUTE_STATUS);
        answer.writeShort(UNKNOWN_ATTRIBUTES).writeShort(2 * count);
        for (int i = 0; i < count; i++) {
            answer.writeShort(types[i]);
        }
        if (count % 2 == 1) {
            answer.writeShort(0);
        }
    }

    private static void finish(ByteBuf answer, boolean fingerprint) {
        int at = answer.writerIndex();
        answer.setShort(2, at - HEADER + (fingerprint ? 8 : 0));
        if (fingerprint) {
            answer.writeShort(FINGERPRINT).writeShort(4).writeInt(fingerprint(answer, 0, at));
        }
    }

    /** RFC 8489 14.7, over the bytes from {@code start} up to the attribute itself. */
    private static int fingerprint(ByteBuf message, int start, int attribute) {
        CRC32 crc = new CRC32();
        crc.update(message.nioBuffer(start, attribute - start));
        return (int) crc.getValue() ^ FINGERPRINT_MASK;
    }
}

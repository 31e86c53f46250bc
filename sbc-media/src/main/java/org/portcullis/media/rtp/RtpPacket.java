package org.portcullis.media.rtp;

import io.netty.buffer.ByteBuf;

/**
 * Reads the fixed headers of RTP (RFC 3550 5.1) and RTCP (6.4) where they lie. A packet is a
 * buffer's readable bytes.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                           timestamp                           |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |           synchronization source (SSRC) identifier            |
 *  +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 *
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |V=2|P|  count  |   PT 200-207  |             length            |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *  |                         SSRC of sender                        |
 *  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class RtpPacket {
    private static final int RTP_HEADER_BYTES = 12;
    private static final int RTCP_HEADER_BYTES = 8;

    private RtpPacket() {}

    /**
     * True for version 2, room for the header, and a second byte that no RTCP packet has (RFC 5761
     * 4).
     */
    public static boolean isRtp(ByteBuf packet) {
        return packet.readableBytes() >= RTP_HEADER_BYTES
                && isVersion2(packet)
                && (payloadType(packet) < 64 || payloadType(packet) > 95);
    }

    /** True for version 2, room for the header, and a packet type of RTCP. */
    public static boolean isRtcp(ByteBuf packet) {
        if (packet.readableBytes() < RTCP_HEADER_BYTES || !isVersion2(packet)) {
            return false;
        }
        int type = packet.getUnsignedByte(packet.readerIndex() + 1);
        return type >= 200 && type <= 207;
    }

    public static int payloadType(ByteBuf rtp) {
        return rtp.getByte(rtp.readerIndex() + 1) & 0x7F;
    }

    static int sequenceNumber(ByteBuf rtp) {
        return rtp.getUnsignedShort(rtp.readerIndex() + 2);
    }

    static int timestamp(ByteBuf rtp) {
        return rtp.getInt(rtp.readerIndex() + 4);
    }

    static int ssrc(ByteBuf rtp) {
        return rtp.getInt(rtp.readerIndex() + 8);
    }

    private static boolean isVersion2(ByteBuf packet) {
        return (packet.getByte(packet.readerIndex()) & 0xC0) == 0x80;
    }
}

package org.portcullis.media.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Packets for tests, on the heap, where nobody has to release them. */
public final class Rtp {
    private Rtp() {}

    public static ByteBuf rtp(int payloadType, int sequence, int timestamp, int ssrc) {
        return Unpooled.buffer(172)
                .writeByte(0x80)
                .writeByte(payloadType)
                .writeShort(sequence)
                .writeInt(timestamp)
                .writeInt(ssrc)
                .writeZero(160);
    }

    public static ByteBuf rtcp(int type) {
        return Unpooled.buffer(8).writeByte(0x80).writeByte(type).writeShort(1).writeInt(0x5eed);
    }
}

package org.portcullis.media.relay;

import io.netty.buffer.ByteBuf;
import org.portcullis.media.rtp.RtpPacket;

/** The way of one peer's RTCP. Owned by the session's loop. */
final class RtcpPath extends Path {

    RtcpPath(RelayCounters counters) {
        super(counters, counters.rtcp());
    }

    @Override
    boolean isValid(ByteBuf packet) {
        return RtpPacket.isRtcp(packet);
    }

    @Override
    boolean isNegotiated(ByteBuf packet) {
        return true;
    }

    @Override
    void accepted(ByteBuf packet) {}

    @Override
    void latched() {}
}

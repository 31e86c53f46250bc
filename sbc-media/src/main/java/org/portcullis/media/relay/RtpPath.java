package org.portcullis.media.relay;

import io.netty.buffer.ByteBuf;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.media.rtp.PayloadTypes;
import org.portcullis.media.rtp.ReceptionStatistics;
import org.portcullis.media.rtp.RtpPacket;

/** The way of one peer's RTP, which is measured. Owned by the session's loop. */
final class RtpPath extends Path {
    private final SipLoop loop;
    private final RtcpPath companion;
    private final ReceptionStatistics statistics = new ReceptionStatistics();
    private PayloadTypes payloadTypes = PayloadTypes.NONE;

    /**
     * @param companion the way of the same peer's RTCP
     */
    RtpPath(RelayCounters counters, SipLoop loop, RtcpPath companion) {
        super(counters, counters.rtp());
        this.loop = loop;
        this.companion = companion;
    }

    void negotiated(PayloadTypes agreed) {
        payloadTypes = agreed;
    }

    ReceptionStatistics statistics() {
        return statistics;
    }

    @Override
    boolean isValid(ByteBuf packet) {
        return RtpPacket.isRtp(packet);
    }

    @Override
    boolean isNegotiated(ByteBuf packet) {
        return payloadTypes.contains(RtpPacket.payloadType(packet));
    }

    @Override
    void accepted(ByteBuf packet) {
        statistics.received(packet, payloadTypes, loop.nowNanos());
    }

    @Override
    void latched() {
        companion.latch().follow(latch());
    }
}

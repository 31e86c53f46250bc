package org.portcullis.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtpPacketTest {

    @ParameterizedTest
    @CsvSource({
        // first byte, second byte, length, RTP, RTCP
        "0x80, 0x00, 12, true, false",
        "0x80, 0x80, 12, true, false",
        "0x80, 0x60, 172, true, false",
        "0x80, 0xff, 12, true, false",
        "0x80, 0x00, 11, false, false",
        "0x40, 0x00, 12, false, false",
        "0x00, 0x01, 20, false, false",
        "0x16, 0xfe, 200, false, false",
        "0xc0, 0x00, 12, false, false",
        "0x80, 0x3f, 12, true, false",
        "0x80, 0x40, 12, false, false",
        "0x80, 0x5f, 12, false, false",
        "0x81, 0xc7, 12, false, false",
        "0x81, 0xc8, 28, false, true",
        "0x81, 0xcf, 8, false, true",
        "0x81, 0xd0, 8, false, false",
        "0x80, 0xc9, 7, false, false",
        "0x40, 0xc9, 8, false, false",
    })
    void shouldTellRtpRtcpAndOthersApart(
            int first, int second, int length, boolean rtp, boolean rtcp) {
        var packet = Unpooled.buffer().writeByte(7); // read past
        packet.writeByte(first).writeByte(second).writeZero(length - 2).skipBytes(1);

        assertEquals(rtp, RtpPacket.isRtp(packet));
        assertEquals(rtcp, RtpPacket.isRtcp(packet));
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void shouldReadNothingOfAnEmptyPacket(int length) {
        var packet = Unpooled.buffer().writeZero(length);

        assertEquals(false, RtpPacket.isRtp(packet));
        assertEquals(false, RtpPacket.isRtcp(packet));
    }
}

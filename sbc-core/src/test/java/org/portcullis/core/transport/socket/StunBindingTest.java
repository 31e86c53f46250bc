package org.portcullis.core.transport.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StunBindingTest {
    private static final String ID = "2112a442b7e7a701bc34d686fa87dfae";
    private static final InetSocketAddress SOURCE =
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 32853);

    /** The addresses, ports, cookie and transaction of RFC 5769 2.2 and 2.3, and their encoding. */
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 0101000c" + ID + "002000080001a147e112a643",
        "2001:db8:1234:5678:11:2233:4455:6677,"
                + " 01010018"
                + ID
                + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9",
    })
    void shouldTellWhereTheRequestCameFrom(String address, String answer) {
        InetSocketAddress source = new InetSocketAddress(InetAddress.ofLiteral(address), 32853);
        assertEquals(answer, answer("00010000" + ID, source));
    }

    @Test
    void shouldCheckAndGiveAFingerprint() {
        String request = "00010008" + ID;
        String fingerprint = "80280004" + fingerprint(request);
        String answer = String.valueOf(answer(request + fingerprint, SOURCE));
        String body = "01010014" + ID + "002000080001a147e112a643";
        assertEquals(body + "80280004" + fingerprint(body), answer);
        assertNull(answer(request + "8028000400000000", SOURCE), "of another message");
        assertNull(answer("00010010" + ID + fingerprint + fingerprint, SOURCE), "not the last");
    }

    @ParameterizedTest
    @CsvSource({
        // none; SOFTWARE "a" padded; USERNAME; all that may be ignored
        "''",
        "8022000161000000",
        "0006000461626364",
        "c0010000",
    })
    void shouldTakeAttributesThatChangeNothing(String attributes) {
        String answer = String.valueOf(answer(request(attributes), SOURCE));
        assertTrue(answer.startsWith("0101"), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "0024000400000001, 01110010" + ID + "0009000400000414000a000200240000",
        "00240000002500007f000000,"
                + " 01110014"
                + ID
                + "0009000400000414000a00060024002"
                + "57f000000",
    })
    void shouldNameWhatItDoesNotUnderstand(String attributes, String answer) {
        assertEquals(answer, answer(request(attributes), SOURCE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0001",
                "00010000" + "2112a442b7e7a701bc34d686fa87df", // short
                "00010004" + ID, // says more than there is
                "00010000" + ID + "00000000", // says less
                "00010000" + "2112a443b7e7a701bc34d686fa87dfae", // no cookie
                "01010000" + ID, // a response: answering it would never end
                "00110000" + ID, // an indication
                "00030000" + ID, // allocate
                "00010004" + ID + "80220010", // an attribute that is cut off
                "00010002" + ID + "8022", // half an attribute's head
            })
    void shouldDropEverythingElse(String request) {
        assertNull(answer(request, SOURCE));
    }

    @Test
    void shouldStandRandomBytes() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = HexFormat.of().parseHex(request("00240004000000018022000161000000"));
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(bytes.length + 1);
            String answer = answer(HexFormat.of().formatHex(bytes, 0, length), SOURCE);
            assertTrue(answer == null || answer.startsWith("01"));
        }
    }

    @Test
    void shouldAnswerOnTheSipPort() throws Exception {
        try (Box box = Box.listening("udp:127.0.0.1:0").start();
                UdpPeer peer = new UdpPeer(InetAddress.ofLiteral("127.0.0.1"))) {
            peer.send(box.address(0), HexFormat.of().parseHex("00010000" + ID));
            byte[] answer = peer.receiveBytes();
            assertEquals("0101000c" + ID, HexFormat.of().formatHex(answer, 0, 20));
            int port = ((answer[26] & 0xff) << 8 | answer[27] & 0xff) ^ 0x2112;
            assertEquals(peer.address().getPort(), port);
            assertEquals(1, box.count("portcullis_sip_stun_answered_total", "outside"));
            peer.send(box.address(0), Wire.bytes(Wire.options(1, "")));
            assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
        }
    }

    private static String request(String attributes) {
        return "0001" + String.format("%04x", attributes.length() / 2) + ID + attributes;
    }

    private static @Nullable String answer(String request, InetSocketAddress source) {
        // Not at the beginning of the buffer: offsets count.
        ByteBuf in = Unpooled.buffer().writeZero(3).writeBytes(HexFormat.of().parseHex(request));
        ByteBuf answer =
                StunBinding.answer(in.skipBytes(3), source, UnpooledByteBufAllocator.DEFAULT);
        in.release();
        if (answer == null) {
            return null;
        }
        String hex = ByteBufUtil.hexDump(answer);
        answer.release();
        return hex;
    }

    private static String fingerprint(String message) {
        CRC32 crc = new CRC32();
        crc.update(HexFormat.of().parseHex(message));
        return String.format("%08x", (int) crc.getValue() ^ 0x5354554e);
    }
}

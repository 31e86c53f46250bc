package org.portcullis.core.transport.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.RealmOptions;
import org.portcullis.core.transport.Target;

class WsTransportTest {
    private static final String UPGRADE =
            """
            GET / HTTP/1.1
            Host: a
            Upgrade: websocket
            Connection: keep-alive, Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Protocol: chat, sip
            """
                    .replace("\n", "\r\n");

    @TempDir static Path directory;

    private static TestTls tls;

    @BeforeAll
    static void makeCertificate() throws Exception {
        tls = TestTls.make(directory);
    }

    static Stream<IoEngine> engines() {
        return Arrays.stream(IoEngine.values()).filter(engine -> engine.unavailable().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldAnswerEachMessageOnTheConnection(IoEngine engine) throws Exception {
        try (Box box = Box.listening("ws:127.0.0.1:0").on(engine, 2).start();
                WsPeer peer = WsPeer.connect(box.address(0))) {
            assertEquals("sip", peer.subprotocol());
            peer.send(Wire.options(1, ""));
            peer.sendBinary(Wire.options(2, ""));
            for (int i = 1; i <= 2; i++) {
                String answer = peer.receive();
                assertTrue(answer.startsWith("SIP/2.0 200 "), answer);
                assertTrue(answer.contains("CSeq: " + i + ' '), answer);
            }
            Flow flow = box.arrival().flow();
            assertEquals(Protocol.WS, flow.protocol());
            assertSame(flow, box.arrival().flow());
            assertEquals(0, box.count("portcullis_sip_handshakes", ""));
        }
    }

    @Test
    void shouldAnswerOverTls() throws Exception {
        try (Box box = Box.listening("wss:127.0.0.1:0").tls(tls).start();
                WsPeer peer = WsPeer.connect(box.address(0), tls.context())) {
            peer.send(Wire.options(1, ""));
            assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
            assertEquals(Protocol.WSS, box.arrival().flow().protocol());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss"})
    void shouldAnswerOverIpv6(String protocol) throws Exception {
        try (Box box = Box.listening(protocol + ":[::1]:0").tls(tls).start();
                WsPeer peer =
                        protocol.equals("ws")
                                ? WsPeer.connect(box.address(0))
                                : WsPeer.connect(box.address(0), tls.context())) {
            peer.send(Wire.options(1, ""));
            assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
        }
    }

    @Test
    void shouldPutFragmentsTogetherAndAnswerPingsBetweenThem() throws Exception {
        try (Box box = Box.listening("ws:127.0.0.1:0").start();
                WsPeer peer = WsPeer.connect(box.address(0))) {
            String whole = Wire.options(1, "");
            peer.sendPart(whole.substring(0, 10), false);
            peer.ping();
            peer.sendPart(whole.substring(10, 50), false);
            peer.sendPart(whole.substring(50), true);
            assertEquals("pong:alive", peer.receive());
            assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
        }
    }

    /** RFC 3261 18.3 for message-oriented transports: a body without a length goes to the end. */
    @Test
    void shouldTakeAMessageForWholeWithoutALength() throws Exception {
        try (Box box = Box.listening("ws:127.0.0.1:0").start();
                WsPeer peer = WsPeer.connect(box.address(0))) {
            peer.send(Wire.options(1, "").replace("Content-Length: 0\r\n", "") + "body");
            assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
            assertEquals("body", box.arrival().message().body().toString());
        }
    }

    @Test
    void shouldAnswerAKeepAliveAndStandAMalformedMessage() throws Exception {
        try (Box box = Box.listening("ws:127.0.0.1:0").start();
                WsPeer peer = WsPeer.connect(box.address(0))) {
            peer.send("\r\n\r\n");
            assertEquals("\r\n", peer.receive());
            peer.send("\r\n");
            peer.send("nonsense");
            peer.send("");
            peer.send(Wire.options(1, "").replace("CSeq: 1", "CSeq: one"));
            assertTrue(peer.receive().startsWith("SIP/2.0 400 "));
            peer.send(Wire.options(2, ""));
            assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
        }
    }

    @Test
    void shouldSendAsBinaryWhatIsNoText() throws Exception {
        try (Box box = Box.listening("ws:127.0.0.1:0").start();
                WsPeer peer = WsPeer.connect(box.address(0))) {
            peer.send(Wire.options(1, ""));
            peer.receive();
            Flow flow = box.arrival().flow();
            SipMessage message = message("near.invalid", new byte[] {(byte) 0xff});
            box.on(
                    0,
                    () -> {
                        flow.send(message, why -> {});
                        return flow;
                    });
            assertTrue(peer.receive().startsWith("binary:OPTIONS "));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / | POST / | 405",
                "Upgrade: websocket | Upgrade: h2c | 426",
                "keep-alive, Upgrade | keep-alive | 426",
                "Version: 13 | Version: 8 | 426",
                "chat, sip | chat | 400",
                "Sec-WebSocket-Protocol: chat, sip | X: y | 400",
                "Host: a | X: y | 400",
                "dGhlIHNhbXBsZSBub25jZQ== | short | 400",
                "dGhlIHNhbXBsZSBub25jZQ== | ?!? | 400",
                "HTTP/1.1 | HTTP/1.0 | 400",
                "HTTP/1.1 | SIP/2.0 | 400",
                "Host: a | Host: a~Content-Length: 4 | 400",
            })
    void shouldRefuseEveryOtherRequest(String what, String by, int status) throws Exception {
        try (Box box = Box.listening("ws:127.0.0.1:0").start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send(UPGRADE.replace(what, by.replace("~", "\r\n")) + "\r\nbody");
            String answer = peer.receive();
            assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
            assertEquals(status == 426, answer.contains("sec-websocket-version: 13"), answer);
            box.settle();
            assertEquals(
                    1, box.count("portcullis_sip_connections_closed_total", "upgrade_refused"));
            assertEquals(0, box.count("portcullis_sip_handshakes", ""));
            assertEquals(0, box.count("portcullis_internal_errors_total", ""));
        }
    }

    @Test
    void shouldStandAHeadWithoutAnEnd() throws Exception {
        try (Box box = Box.listening("ws:127.0.0.1:0").start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send("GET / HTTP/1.1\r\nCookie: " + "x".repeat(20_000));
            assertTrue(peer.receive().startsWith("HTTP/1.1 400 "));
            peer.drain();
            assertEquals(0, box.count("portcullis_internal_errors_total", ""));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://phone.example, 101",
        "HTTPS://PHONE.example, 101",
        "https://evil.example, 403",
        "null, 403",
        "'', 101",
    })
    void shouldOpenToPagesOfItsOwnOnly(String origin, int status) throws Exception {
        RealmOptions options =
                new RealmOptions(0, List.of("https://phone.example"), source -> false);
        try (Box box = Box.listening("ws:127.0.0.1:0").options(options).start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send(UPGRADE + (origin.isEmpty() ? "" : "Origin: " + origin + "\r\n") + "\r\n");
            String answer = peer.receive();
            assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
            box.settle();
            assertEquals(
                    status == 403 ? 1 : 0,
                    box.count("portcullis_sip_connections_closed_total", "origin_refused"));
        }
    }

    /** Frames that RFC 6455 forbids, and the code that it wants for each. */
    @ParameterizedTest
    @CsvSource({
        // without a mask; reserved bit; no such opcode; continuing nothing; too large; not UTF-8
        "81 02 41 42, 1002",
        "C1 80 00 00 00 00, 1002",
        "83 80 00 00 00 00, 1002",
        "80 80 00 00 00 00, 1002",
        "82 FE FF FF 00 00 00 00, 1009",
        "81 81 00 00 00 00 FF, 1007",
    })
    void shouldCloseOnABrokenFrame(String frame, int code) throws Exception {
        SipLimits small = new SipLimits(2_000, 128, 1_000, 70, 32, 1_000);
        try (Box box = Box.listening("ws:127.0.0.1:0").limits(small).start();
                TcpPeer peer = upgraded(box)) {
            peer.send(bytes(frame));
            byte[] close = peer.receive(4);
            assertEquals(0x88, close[0] & 0xff, "a Close frame");
            assertEquals(code, ByteBuffer.wrap(close, 2, 2).getShort() & 0xffff);
            peer.drain();
            box.settle();
            assertEquals(
                    1, box.count("portcullis_sip_connections_closed_total", "web_socket_error"));
            assertEquals(0, box.count("portcullis_internal_errors_total", ""));
        }
    }

    @Test
    void shouldCloseWhenFragmentsAreTooLargeTogether() throws Exception {
        SipLimits small = new SipLimits(2_000, 128, 1_000, 70, 32, 1_000);
        try (Box box = Box.listening("ws:127.0.0.1:0").limits(small).start();
                WsPeer peer = WsPeer.connect(box.address(0))) {
            peer.sendPart("x".repeat(1_500), false);
            peer.sendPart("x".repeat(1_500), false);
            assertEquals(1009, peer.closed());
        }
    }

    @Test
    void shouldReturnAClose() throws Exception {
        try (Box box = Box.listening("ws:127.0.0.1:0").start();
                WsPeer peer = WsPeer.connect(box.address(0))) {
            peer.send(Wire.options(1, ""));
            peer.receive();
            Flow flow = box.arrival().flow();
            CompletableFuture<String> broken = new CompletableFuture<>();
            flow.watch(broken::complete);
            peer.hangUp();
            assertEquals(1000, peer.closed());
            broken.get(Box.PATIENCE_SECONDS, SECONDS);
        }
    }

    @Test
    void shouldSayThatItGoesAway() throws Exception {
        try (Box box = Box.listening("ws:127.0.0.1:0").start();
                WsPeer peer = WsPeer.connect(box.address(0))) {
            peer.send(Wire.options(1, ""));
            peer.receive();
            box.transports.close();
            assertEquals(1001, peer.closed());
        }
    }

    @Test
    void shouldCloseOnAPeerThatDoesNotRead() throws Exception {
        try (Box box = Box.listening("ws:127.0.0.1:0").start();
                TcpPeer peer = upgraded(box)) {
            byte[] message = Wire.bytes(Wire.options(1, "Subject: " + "x".repeat(8000) + '\n'));
            ByteBuffer frame = ByteBuffer.allocate(8 + message.length);
            // A text frame under a mask of zeros.
            frame.put((byte) 0x81).put((byte) 0xfe).putShort((short) message.length).putInt(0);
            peer.send(frame.put(message).array());
            assertTrue(box.flood(box.arrival()).endsWith("the peer does not read"));
            assertEquals(1, box.count("portcullis_sip_connections_closed_total", "slow_reader"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', handshake_timeout",
        "GET / HTT, handshake_timeout",
        "UPGRADE, slow_message",
        "UPGRADE 81 FE, slow_message",
        "UPGRADE 01 81 00 00 00 00 41, slow_message",
        "UPGRADE 89 80 00 00 00 00, slow_message",
    })
    void shouldNotWaitForASlowClient(String sent, String reason) throws Exception {
        try (Box box = Box.listening("ws:127.0.0.1:0").start();
                TcpPeer peer =
                        sent.startsWith("UPGRADE")
                                ? upgraded(box)
                                : TcpPeer.connect(box.address(0));
                TcpPeer after = TcpPeer.connect(box.address(0))) {
            peer.send(
                    sent.startsWith("UPGRADE")
                            ? bytes(sent.substring("UPGRADE".length()).strip())
                            : Wire.bytes(sent));
            after.send("GET / HTTP/1.1\r\n\r\n"); // one after the other on the only loop
            after.receive();
            box.pass(11);
            peer.drain();
            box.settle();
            assertEquals(1, box.count("portcullis_sip_connections_closed_total", reason));
        }
    }

    /** A fragment now and then, with pings between: the message does not come to its end. */
    @Test
    void shouldNotLetPingsProlongAMessage() throws Exception {
        try (Box box = Box.listening("ws:127.0.0.1:0").start();
                WsPeer peer = WsPeer.connect(box.address(0))) {
            peer.send(Wire.options(1, ""));
            peer.receive();
            peer.sendPart("OPTIONS", false);
            for (int i = 0; i < 3; i++) {
                peer.ping();
                assertEquals("pong:alive", peer.receive());
                box.pass(4);
            }
            assertEquals(1001, peer.closed());
            assertEquals(1, box.count("portcullis_sip_connections_closed_total", "slow_message"));
        }
    }

    @Test
    void shouldKeepAConnectionThatPings() throws Exception {
        try (Box box = Box.listening("ws:127.0.0.1:0").start();
                WsPeer peer = WsPeer.connect(box.address(0))) {
            peer.send(Wire.options(1, ""));
            peer.receive();
            for (int i = 0; i < 5; i++) {
                peer.ping();
                assertEquals("pong:alive", peer.receive());
                box.pass(300);
            }
            peer.send(Wire.options(2, ""));
            assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
            box.pass(601);
            assertEquals(1001, peer.closed());
            assertEquals(1, box.count("portcullis_sip_connections_closed_total", "idle"));
        }
    }

    @ParameterizedTest
    @CsvSource({"WS, NIO", "WS, EPOLL", "WSS, NIO", "WSS, EPOLL"})
    void shouldConnectAndSendWhatHasWaitedInOrder(Protocol protocol, IoEngine engine)
            throws Exception {
        String point = protocol.label() + ":127.0.0.1:0";
        try (Box near = Box.listening(point).tls(tls).on(engine, 1).start();
                Box far = Box.listening(point).tls(tls).on(engine, 1).start()) {
            Target target =
                    new Target(
                            protocol,
                            far.address(0),
                            protocol == Protocol.WSS ? "box.example" : "");
            SipMessage message =
                    message(NetUtil.toSocketAddressString(near.address(0)), new byte[0]);
            Flow flow =
                    near.on(
                            0,
                            () -> {
                                Flow made =
                                        near.transports.flowTo(near.loop(0), near.realm, target);
                                for (int i = 0; i < 3; i++) {
                                    made.send(message, why -> {});
                                }
                                return made;
                            });
            for (int i = 0; i < 3; i++) {
                assertTrue(far.arrival().message().toString().startsWith("OPTIONS "));
                assertEquals(200, ((SipResponse) near.arrival().message()).status());
            }
            assertEquals(protocol, flow.protocol());
            assertEquals(1, far.count("portcullis_sip_connections_accepted_total", ""));
            near.pass(1);
            assertSame(
                    flow,
                    near.on(0, () -> near.transports.flowTo(near.loop(0), near.realm, target)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 404 Not Found~Content-Length: 0~~",
                "HTTP/1.1 101 Switching~Upgrade: websocket~Connection: Upgrade~"
                        + "Sec-WebSocket-Accept: wrong~Sec-WebSocket-Protocol: sip~~",
                "SIP/2.0 400 What?~~",
            })
    void shouldFailWhatWaitsWhenTheServerWillNot(String answer) throws Exception {
        try (Box box = Box.listening("ws:127.0.0.1:0").start();
                ServerSocket far = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Target target =
                    new Target(Protocol.WS, (InetSocketAddress) far.getLocalSocketAddress());
            SipMessage message = message("near.invalid", new byte[0]);
            CompletableFuture<String> failure = new CompletableFuture<>();
            box.on(
                    0,
                    () -> {
                        Flow flow = box.transports.flowTo(box.loop(0), box.realm, target);
                        flow.send(message, failure::complete);
                        return flow;
                    });
            try (TcpPeer peer = new TcpPeer(far.accept())) {
                assertTrue(peer.receive().contains("sec-websocket-protocol: sip"));
                peer.send(answer.replace("~", "\r\n"));
                failure.get(Box.PATIENCE_SECONDS, SECONDS);
                peer.drain();
            }
            assertEquals(
                    1, box.count("portcullis_sip_connections_closed_total", "handshake_failed"));
            assertEquals(0, box.count("portcullis_internal_errors_total", ""));
        }
    }

    private static TcpPeer upgraded(Box box) throws Exception {
        TcpPeer peer = TcpPeer.connect(box.address(0));
        peer.send(UPGRADE + "\r\n");
        String answer = peer.receive();
        assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
        assertTrue(answer.contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), answer);
        return peer;
    }

    private static byte[] bytes(String hex) {
        return hex.isEmpty() ? new byte[0] : HexFormat.ofDelimiter(" ").parseHex(hex);
    }

    private static SipMessage message(String sentBy, byte[] body) {
        var writer = new MessageWriter();
        writer.request(Method.OPTIONS, AsciiString.of("sip:far.example"));
        writer.header(HeaderName.VIA, "SIP/2.0/WS " + sentBy + ";branch=z9hG4bKx");
        writer.header(HeaderName.FROM, "<sip:a@near>;tag=1");
        writer.header(HeaderName.TO, "<sip:b@far>");
        writer.header(HeaderName.CALL_ID, "call");
        writer.header(HeaderName.CSEQ, "1 OPTIONS");
        if (body.length > 0) {
            writer.body(AsciiString.of("application/x"), new AsciiString(body));
        }
        return writer.toRequest();
    }
}

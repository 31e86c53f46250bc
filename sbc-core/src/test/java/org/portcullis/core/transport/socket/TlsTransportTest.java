package org.portcullis.core.transport.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.StreamLimits;
import org.portcullis.core.transport.Target;

class TlsTransportTest {
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
    void shouldAnswerOnTheConnectionOnEveryLoop(IoEngine engine) throws Exception {
        try (Box box = Box.listening("tls:127.0.0.1:0").tls(tls).on(engine, 2).start()) {
            for (int i = 0; i < 4; i++) {
                try (TcpPeer peer = tls.connect(box.address(0))) {
                    peer.send(Wire.options(i, "") + Wire.options(i + 10, ""));
                    assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
                    assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
                    Flow flow = box.arrival().flow();
                    assertEquals(Protocol.TLS, flow.protocol());
                    assertEquals(List.of(), flow.peerNames(), "nobody was asked for a name");
                    assertSame(flow, box.arrival().flow());
                }
            }
            assertEquals(0, box.count("portcullis_sip_handshakes", ""));
        }
    }

    @Test
    void shouldAnswerOverIpv6() throws Exception {
        try (Box box = Box.listening("tls:[::1]:0").tls(tls).start();
                TcpPeer peer = tls.connect(box.address(0))) {
            peer.send(Wire.options(1, ""));
            assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
        }
    }

    @Test
    void shouldTellTheNamesThatAPeerHasProven() throws Exception {
        try (Box box = Box.listening("tls:127.0.0.1:0").tls(tls.askingClients()).start();
                TcpPeer peer = tls.connect(box.address(0))) {
            peer.send(Wire.options(1, ""));
            peer.receive();
            assertEquals(List.of("box.example"), box.arrival().flow().peerNames());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OPTIONS sip:box.example SIP/2.0\r\n\r\n",
                "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0003"
            })
    void shouldCloseOnWhatIsNoHandshake(String bytes) throws Exception {
        try (Box box = Box.listening("tls:127.0.0.1:0").tls(tls).start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send(bytes);
            peer.drain();
            peer.hangUp();
            box.settle();
            assertEquals(
                    1, box.count("portcullis_sip_connections_closed_total", "handshake_failed"));
            assertEquals(0, box.count("portcullis_internal_errors_total", ""));
            assertEquals(0, box.count("portcullis_sip_handshakes", ""));
        }
    }

    @Test
    void shouldNotWaitForASlowHandshake() throws Exception {
        try (Box box = Box.listening("tls:127.0.0.1:0").tls(tls).start();
                TcpPeer silent = TcpPeer.connect(box.address(0));
                TcpPeer slow = TcpPeer.connect(box.address(0));
                TcpPeer good = tls.connect(box.address(0))) {
            slow.send("\u0016\u0003\u0001");
            good.send(Wire.options(1, ""));
            good.receive();
            box.pass(6);
            assertTrue(silent.closed());
            assertTrue(slow.closed());
            box.settle();
            assertEquals(
                    2, box.count("portcullis_sip_connections_closed_total", "handshake_timeout"));
            assertEquals(0, box.count("portcullis_sip_handshakes", ""));
            good.send(Wire.options(2, ""));
            assertTrue(good.receive().startsWith("SIP/2.0 200 "));
        }
    }

    @Test
    void shouldWaitForTheFirstAndForHalfAMessageAsOverTcp() throws Exception {
        try (Box box = Box.listening("tls:127.0.0.1:0").tls(tls).start();
                TcpPeer half = tls.connect(box.address(0));
                TcpPeer silent = tls.connect(box.address(0))) {
            half.send(Wire.options(1, "") + "OPTIONS sip:box");
            half.receive();
            box.arrival();
            box.settle();
            box.pass(11);
            assertTrue(half.closed());
            assertTrue(silent.closed());
            assertEquals(2, box.count("portcullis_sip_connections_closed_total", "slow_message"));
        }
    }

    @Test
    void shouldRunNoMoreHandshakesThanItMay() throws Exception {
        StreamLimits two = limits(2);
        try (Box box = Box.listening("tls:127.0.0.1:0").tls(tls).limits(two).start();
                TcpPeer first = TcpPeer.connect(box.address(0));
                TcpPeer second = TcpPeer.connect(box.address(0));
                TcpPeer third = TcpPeer.connect(box.address(0))) {
            assertTrue(third.closed());
            assertEquals(1, box.count("portcullis_sip_dropped_total", "handshake_limit"));
            assertEquals(2, box.count("portcullis_sip_handshakes", ""));
            assertEquals(2, box.count("portcullis_sip_connections_accepted_total", ""));
            box.pass(6);
            assertTrue(first.closed());
            assertTrue(second.closed());
            box.settle();
            try (TcpPeer fourth = tls.connect(box.address(0))) {
                fourth.send(Wire.options(1, ""));
                assertTrue(fourth.receive().startsWith("SIP/2.0 200 "));
            }
        }
    }

    @Test
    void shouldAnswerBeforeClosingWhereTheEndOfAMessageIsUnknown() throws Exception {
        try (Box box = Box.listening("tls:127.0.0.1:0").tls(tls).start();
                TcpPeer peer = tls.connect(box.address(0))) {
            peer.send(Wire.options(1, "").replace("Content-Length: 0\r\n", "") + "more");
            assertTrue(peer.receive().startsWith("SIP/2.0 400 "));
            assertTrue(peer.closed());
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldConnectAndSendWhatHasWaitedInOrder(IoEngine engine) throws Exception {
        try (Box box = Box.listening("tls:127.0.0.1:0").tls(tls).on(engine, 1).start();
                SSLServerSocket far = tls.listen()) {
            SipMessage message = message(box);
            Flow flow = flowTo(box, far, "box.example");
            for (int i = 0; i < 3; i++) {
                flow.send(message, why -> {});
            }
            try (TcpPeer peer = new TcpPeer(far.accept())) {
                for (int i = 0; i < 3; i++) {
                    assertTrue(peer.receive().startsWith("OPTIONS "));
                }
                peer.send(Wire.options(7, ""));
                assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
            }
            assertEquals(List.of("box.example"), flow.peerNames());
            assertSame(flow, box.arrival().flow());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"carrier.example", "10.1.2.3"})
    void shouldSendNothingToAPeerOfAnotherName(String name) throws Exception {
        try (Box box = Box.listening("tls:127.0.0.1:0").tls(tls).start();
                SSLServerSocket far = tls.listen()) {
            SipMessage message = message(box);
            CompletableFuture<String> failure = new CompletableFuture<>();
            flowTo(box, far, name).send(message, failure::complete);
            try (TcpPeer peer = new TcpPeer(far.accept())) {
                assertTrue(peer.closedWhileShakingHands());
            }
            String why = failure.get(Box.PATIENCE_SECONDS, SECONDS);
            assertTrue(why.contains(name), why);
        }
    }

    @Test
    void shouldFailWhatWaitsWhenThePeerSpeaksNoTls() throws Exception {
        try (Box box = Box.listening("tls:127.0.0.1:0").tls(tls).start();
                ServerSocket far = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            SipMessage message = message(box);
            CompletableFuture<String> failure = new CompletableFuture<>();
            CompletableFuture<String> broken = new CompletableFuture<>();
            Flow flow = flowTo(box, far, "");
            flow.send(message, failure::complete);
            flow.watch(broken::complete);
            try (TcpPeer peer = new TcpPeer(far.accept())) {
                peer.send("SIP/2.0 400 What is this?\r\n\r\n");
                failure.get(Box.PATIENCE_SECONDS, SECONDS);
                broken.get(Box.PATIENCE_SECONDS, SECONDS);
            }
        }
    }

    @Test
    void shouldFailWhatWaitsWhenThePeerIsSilent() throws Exception {
        try (Box box = Box.listening("tls:127.0.0.1:0").tls(tls).start();
                ServerSocket far = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            SipMessage message = message(box);
            CompletableFuture<String> failure = new CompletableFuture<>();
            flowTo(box, far, "").send(message, failure::complete);
            try (TcpPeer peer = new TcpPeer(far.accept())) {
                peer.receive(1); // our ClientHello: the handshake has begun
                box.settle();
                box.pass(6);
                String why = failure.get(Box.PATIENCE_SECONDS, SECONDS);
                assertTrue(why.endsWith("no handshake in time"), why);
            }
        }
    }

    @Test
    void shouldCloseOnAPeerThatDoesNotRead() throws Exception {
        try (Box box = Box.listening("tls:127.0.0.1:0").tls(tls).start();
                TcpPeer peer = tls.connect(box.address(0))) {
            peer.send(Wire.options(1, "Subject: " + "x".repeat(8000) + '\n'));
            peer.receive();
            assertTrue(box.flood(box.arrival()).endsWith("the peer does not read"));
            assertEquals(1, box.count("portcullis_sip_connections_closed_total", "slow_reader"));
        }
    }

    /** What waits for a handshake counts as well. */
    @Test
    void shouldCloseWhenTooMuchWaitsForAHandshake() throws Exception {
        try (Box box = Box.listening("tls:127.0.0.1:0").tls(tls).start();
                ServerSocket far = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                TcpPeer peer = tls.connect(box.address(0))) {
            peer.send(Wire.options(1, "Subject: " + "x".repeat(8000) + '\n'));
            peer.receive();
            Box.Arrival arrival = box.arrival();
            Flow flow = flowTo(box, far, "");
            Box.Arrival there =
                    new Box.Arrival(arrival.message(), flow, arrival.nowNanos(), arrival.loop());
            assertTrue(box.flood(there).endsWith("the peer does not read"));
        }
    }

    private static StreamLimits limits(int handshakes) {
        StreamLimits usual = StreamLimits.DEFAULT;
        return new StreamLimits(
                usual.maxConnections(),
                usual.maxConnectionsPerSource(),
                usual.connectTimeout(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                handshakes,
                usual.idleTimeout(),
                usual.maxOutboundBytes());
    }

    /** Some message, as the box received it. */
    private static SipMessage message(Box box) throws Exception {
        try (TcpPeer peer = tls.connect(box.address(0))) {
            peer.send(Wire.options(1, ""));
            peer.receive();
            return box.arrival().message();
        }
    }

    private static Flow flowTo(Box box, ServerSocket far, String name) throws Exception {
        Target target =
                new Target(Protocol.TLS, (InetSocketAddress) far.getLocalSocketAddress(), name);
        return box.on(0, () -> box.transports.flowTo(box.loop(0), box.realm, target));
    }
}

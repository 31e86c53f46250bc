package org.portcullis.core.transport.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.FlowFailure;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.StreamLimits;
import org.portcullis.core.transport.Target;

class TcpTransportTest {
    private static final InetAddress LOCALHOST = InetAddress.ofLiteral("127.0.0.1");

    static Stream<IoEngine> engines() {
        return Arrays.stream(IoEngine.values()).filter(engine -> engine.unavailable().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldAnswerOnTheConnectionOnEveryLoop(IoEngine engine) throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.1:0").on(engine, 3).start()) {
            Set<Integer> used = new HashSet<>();
            for (int i = 0; i < 6; i++) {
                try (TcpPeer peer = TcpPeer.connect(box.address(0))) {
                    peer.send(Wire.options(i, ""));
                    assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
                    Box.Arrival arrival = box.arrival();
                    assertEquals(peer.address(), arrival.flow().remote());
                    assertEquals(Protocol.TCP, arrival.flow().protocol());
                    used.add(arrival.loop().index());
                }
            }
            assertEquals(3, used.size());
            assertEquals(6, box.count("portcullis_sip_connections_accepted_total", "outside"));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldFindMessagesHoweverTheyAreCut(IoEngine engine) throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.1:0").on(engine, 1).start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            String three = Wire.options(1, "") + Wire.options(2, "") + Wire.options(3, "");
            for (int cut = 1; cut < three.length(); cut += 97) {
                peer.send(three.substring(0, cut));
                peer.send(three.substring(cut));
                for (int i = 1; i <= 3; i++) {
                    assertTrue(peer.receive().contains("CSeq: " + i + " OPTIONS"));
                    assertTrue(box.arrival().message().toString().contains("CSeq: " + i));
                }
            }
        }
    }

    @Test
    void shouldAnswerAPingWithAPong() throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.1:0").start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send("\r\n\r\n");
            assertArrayEquals(Wire.bytes("\r\n"), peer.receive(2));
            peer.send(Wire.options(1, ""));
            assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001",
                "OPTIONS\n\n"
            })
    void shouldCloseOnGarbage(String garbage) throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.1:0").start();
                TcpPeer other = TcpPeer.connect(box.address(0));
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send(garbage);

            assertTrue(peer.closed());
            assertEquals(1, box.count("portcullis_sip_connections_closed_total", "garbage"));
            assertEquals(1, box.count("portcullis_sip_parse_errors_total", ""));
            other.send(Wire.options(1, ""));
            assertTrue(other.receive().startsWith("SIP/2.0 200 "));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldAnswerBeforeClosingWhereTheEndOfAMessageIsUnknown(IoEngine engine) throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.1:0").on(engine, 1).start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send(Wire.options(1, "").replace("Content-Length: 0\r\n", "") + "more and more");

            assertTrue(peer.receive().startsWith("SIP/2.0 400 "));
            assertTrue(peer.closed());
            assertEquals(1, box.count("portcullis_sip_connections_closed_total", "garbage"));
        }
    }

    @Test
    void shouldKeepAConnectionWhoseMessageIsMalformedButWhole() throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.1:0").start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send(Wire.options(1, "").replace("CSeq: 1", "CSeq: one"));
            assertTrue(peer.receive().startsWith("SIP/2.0 400 "));
            peer.send(Wire.options(2, ""));
            assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
        }
    }

    @Test
    void shouldCloseOnAHeaderOf100KilobytesAndNothingElse() throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.1:0").start();
                TcpPeer other = TcpPeer.connect(box.address(0));
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            CompletableFuture<Boolean> sending =
                    CompletableFuture.supplyAsync(() -> sent(peer, 100_000));

            assertTrue(peer.closed());
            sending.get(Box.PATIENCE_SECONDS, SECONDS);
            assertEquals(1, box.count("portcullis_sip_parse_errors_total", "limit"));
            other.send(Wire.options(1, ""));
            assertTrue(other.receive().startsWith("SIP/2.0 200 "));
            assertTrue(box.count("portcullis_sip_connections", "") <= 2);
        }
    }

    private static boolean sent(TcpPeer peer, int bytes) {
        try {
            peer.send(Wire.options(1, "Subject: " + "x".repeat(bytes) + '\n'));
            return true;
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void shouldCloseAfterHalfAMessageAndSilence() throws Exception {
        StreamLimits limits = limits(10, 10, Duration.ofSeconds(10), Duration.ofMinutes(10));
        try (Box box = Box.listening("tcp:127.0.0.1:0").limits(limits).start();
                TcpPeer whole = TcpPeer.connect(box.address(0));
                TcpPeer half = TcpPeer.connect(box.address(0))) {
            whole.send(Wire.options(1, ""));
            whole.receive();
            // Read with the whole message in front of it, whose answer tells that it was.
            half.send(Wire.options(2, "") + Wire.options(3, "").substring(0, 100));
            half.receive();

            box.pass(9);
            assertEquals(2, box.count("portcullis_sip_connections", ""));
            box.pass(2);
            assertTrue(half.closed());
            assertEquals(1, box.count("portcullis_sip_connections_closed_total", "slow_message"));
            whole.send(Wire.options(4, ""));
            assertTrue(whole.receive().startsWith("SIP/2.0 200 "));
        }
    }

    @Test
    void shouldCloseAConnectionThatNeverBringsAMessage() throws Exception {
        StreamLimits limits = limits(10, 10, Duration.ofSeconds(10), Duration.ofMinutes(10));
        try (Box box = Box.listening("tcp:127.0.0.1:0").limits(limits).start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send("\r\n\r\n");
            peer.receive(2);

            box.pass(9);
            assertEquals(1, box.count("portcullis_sip_connections", ""));
            box.pass(2);
            assertTrue(peer.closed());
            assertEquals(1, box.count("portcullis_sip_connections_closed_total", "slow_message"));
        }
    }

    @Test
    void shouldNotTimeOutAMessageThatCameWhole() throws Exception {
        StreamLimits limits = limits(10, 10, Duration.ofSeconds(10), Duration.ofMinutes(10));
        try (Box box = Box.listening("tcp:127.0.0.1:0").limits(limits).start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            for (int i = 0; i < 5; i++) {
                String next = Wire.options(i + 1, "");
                peer.send(
                        (i == 0 ? Wire.options(i, "") : Wire.options(i, "").substring(100))
                                + next.substring(0, 100));
                assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
                box.pass(6);
            }
            assertEquals(0, box.count("portcullis_sip_connections_closed_total", ""));
        }
    }

    @Test
    void shouldCloseAnIdleConnection() throws Exception {
        StreamLimits limits = limits(10, 10, Duration.ofSeconds(10), Duration.ofSeconds(60));
        try (Box box = Box.listening("tcp:127.0.0.1:0").limits(limits).start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            for (int i = 0; i < 3; i++) {
                peer.send(Wire.options(i, ""));
                assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
                box.pass(59);
            }
            assertEquals(0, box.count("portcullis_sip_connections_closed_total", ""));
            box.pass(62);
            assertTrue(peer.closed());
            assertEquals(1, box.count("portcullis_sip_connections_closed_total", "idle"));
        }
    }

    @Test
    void shouldTurnAwayMoreConnectionsThanASourceMayHave() throws Exception {
        StreamLimits limits = limits(10, 2, Duration.ofSeconds(10), Duration.ofMinutes(10));
        try (Box box = Box.listening("tcp:127.0.0.1:0").limits(limits).start();
                TcpPeer first = TcpPeer.connect(box.address(0));
                TcpPeer second = TcpPeer.connect(box.address(0))) {
            first.send(Wire.options(1, ""));
            first.receive();
            CompletableFuture<String> firstGone = new CompletableFuture<>();
            box.arrival().flow().watch(firstGone::complete);
            second.send(Wire.options(2, ""));
            second.receive();
            try (TcpPeer third = TcpPeer.connect(box.address(0))) {
                assertTrue(third.closed());
            }
            assertEquals(1, box.count("portcullis_sip_dropped_total", "connection_limit"));

            first.hangUp();
            firstGone.get(Box.PATIENCE_SECONDS, SECONDS);
            try (TcpPeer third = TcpPeer.connect(box.address(0))) {
                third.send(Wire.options(3, ""));
                assertTrue(third.receive().startsWith("SIP/2.0 200 "));
            }
        }
    }

    @Test
    void shouldTurnAwayWhomTheFilterRefuses() throws Exception {
        try (Box box =
                        Box.listening("tcp:127.0.0.1:0")
                                .filter((source, realm, now) -> false)
                                .start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            assertTrue(peer.closed());
            assertEquals(1, box.count("portcullis_sip_dropped_total", "filtered"));
            assertEquals(0, box.count("portcullis_sip_connections", ""));
        }
    }

    @Test
    void shouldEndAConnectionWhoseSourceIsRefusedLater() throws Exception {
        int[] asked = {0};
        try (Box box =
                        Box.listening("tcp:127.0.0.1:0")
                                .filter((source, realm, now) -> asked[0]++ < 2)
                                .start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send(Wire.options(1, ""));
            peer.receive();
            peer.send(Wire.options(2, ""));
            assertTrue(peer.closed());
            assertEquals(1, box.arrivals.size());
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldUseOneConnectionForALoopAndTarget(IoEngine engine) throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.2:0").on(engine, 2).start();
                ServerSocket far = new ServerSocket(0, 10, LOCALHOST)) {
            SipMessage message = message(box);
            Flow flow = flowTo(box, 0, far);
            assertSame(flow, flowTo(box, 0, far));
            assertNotSame(flow, flowTo(box, 1, far));
            flow.send(message, why -> {});
            flow.send(message, why -> {});

            try (TcpPeer peer = new TcpPeer(far.accept());
                    TcpPeer ofOtherLoop = new TcpPeer(far.accept())) {
                Set<InetSocketAddress> sources = new HashSet<>();
                for (TcpPeer one : new TcpPeer[] {peer, ofOtherLoop}) {
                    sources.add(one.remote());
                    assertEquals(box.address(0).getAddress(), one.remote().getAddress());
                }
                assertEquals(2, sources.size());
                assertEquals(box.address(0), flow.listenPoint().advertised());
                flowTo(box, 1, far).send(message, why -> {});
                String text = message.toString();
                // Two messages on one connection, one on the other, whichever was accepted first.
                assertEquals(text, peer.receive());
                assertEquals(text, ofOtherLoop.receive());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldTellThatAConnectionWasRefused(IoEngine engine) throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.1:0").on(engine, 2).start();
                Socket deaf = new Socket()) {
            deaf.bind(new InetSocketAddress(LOCALHOST, 0)); // and does not listen
            Target target =
                    new Target(Protocol.TCP, (InetSocketAddress) deaf.getLocalSocketAddress());
            SipMessage message = message(box);
            BlockingQueue<String> failures = new LinkedBlockingQueue<>();
            box.on(
                    1,
                    () -> {
                        Flow flow = box.transports.flowTo(box.loop(1), box.realm, target);
                        FlowFailure told = why -> failures.add(why + box.loop(1).inLoop());
                        flow.watch(told);
                        flow.send(message, why -> failures.add(why + box.loop(1).inLoop()));
                        flow.send(message, why -> failures.add(why + box.loop(1).inLoop()));
                        assertTrue(failures.isEmpty(), "told from within send");
                        return true;
                    });

            for (int i = 0; i < 3; i++) {
                String why = failures.poll(Box.PATIENCE_SECONDS, SECONDS);
                assertTrue(why != null && why.startsWith(target + ": "), why);
                assertTrue(why.contains("refused") && why.endsWith("true"), why);
            }
            assertEquals(1, box.count("portcullis_sip_connections_closed_total", "connect_failed"));
            assertEquals(0, box.count("portcullis_sip_connections", ""));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldTellThatAConnectionWasCut(IoEngine engine) throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.1:0").on(engine, 2).start();
                ServerSocket far = new ServerSocket(0, 10, LOCALHOST)) {
            SipMessage message = message(box);
            Flow flow = flowTo(box, 0, far);
            CompletableFuture<Boolean> watcher = new CompletableFuture<>();
            CompletableFuture<Boolean> forgotten = new CompletableFuture<>();
            box.on(
                    1,
                    () -> {
                        FlowFailure leaving = why -> forgotten.complete(true);
                        flow.watch(leaving);
                        flow.watch(why -> watcher.complete(box.loop(1).inLoop()));
                        flow.unwatch(leaving);
                        flow.send(message, why -> {});
                        return true;
                    });
            TcpPeer peer = new TcpPeer(far.accept());
            peer.receive();
            peer.reset();

            assertTrue(watcher.get(Box.PATIENCE_SECONDS, SECONDS));
            CompletableFuture<Boolean> late = new CompletableFuture<>();
            CompletableFuture<Boolean> lateWatcher = new CompletableFuture<>();
            box.on(
                    1,
                    () -> {
                        flow.send(message, why -> late.complete(box.loop(1).inLoop()));
                        flow.watch(why -> lateWatcher.complete(box.loop(1).inLoop()));
                        return true;
                    });
            assertTrue(late.get(Box.PATIENCE_SECONDS, SECONDS));
            assertTrue(lateWatcher.get(Box.PATIENCE_SECONDS, SECONDS));
            assertFalse(forgotten.isDone());

            Flow next = flowTo(box, 0, far);
            assertNotSame(flow, next);
            next.send(message, why -> {});
            try (TcpPeer again = new TcpPeer(far.accept())) {
                assertEquals(message.toString(), again.receive());
            }
        }
    }

    @Test
    void shouldCloseOnAPeerThatDoesNotRead() throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.1:0").start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send(Wire.options(1, "Subject: " + "x".repeat(8000) + '\n'));
            peer.receive();
            Box.Arrival arrival = box.arrival();
            CompletableFuture<String> watcher = new CompletableFuture<>();
            CompletableFuture<String> sender = new CompletableFuture<>();
            box.on(
                    0,
                    () -> {
                        arrival.flow().watch(watcher::complete);
                        return true;
                    });
            while (!watcher.isDone()) {
                box.on(
                        0,
                        () -> {
                            arrival.flow().send(arrival.message(), sender::complete);
                            return true;
                        });
            }

            assertTrue(watcher.get().endsWith("the peer does not read"), watcher.get());
            sender.get(Box.PATIENCE_SECONDS, SECONDS);
            assertEquals(1, box.count("portcullis_sip_connections_closed_total", "slow_reader"));
        }
    }

    @Test
    void shouldAnswerOverANewConnectionWhereTheOldOneIsGone() throws Exception {
        try (Box box = Box.listening("tcp:127.0.0.1:0").start();
                ServerSocket far = new ServerSocket(0, 10, LOCALHOST)) {
            TcpPeer peer = TcpPeer.connect(box.address(0));
            String sentBy = "client.example:" + far.getLocalPort();
            peer.send(Wire.options(1, "").replace("UDP client.example", "TCP " + sentBy));
            peer.receive();
            Box.Arrival arrival = box.arrival();
            CompletableFuture<String> gone = new CompletableFuture<>();
            arrival.flow().watch(gone::complete);
            peer.close();
            gone.get(Box.PATIENCE_SECONDS, SECONDS);

            Flow reply = box.on(0, () -> arrival.flow().replyFlow(arrival.message().topVia()));
            reply.send(arrival.message(), why -> {});
            try (TcpPeer again = new TcpPeer(far.accept())) {
                assertEquals(arrival.message().toString(), again.receive());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldHaveClosedEverythingWhenCloseReturns(IoEngine engine) throws Exception {
        ListenPoint bound;
        try (Box box = Box.listening("tcp:127.0.0.1:0").on(engine, 2).start();
                TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send(Wire.options(1, ""));
            peer.receive();
            bound = box.transports.listenPoints(box.realm).getFirst();
            box.transports.close();
            assertTrue(peer.closed());
            assertEquals(0, box.count("portcullis_sip_connections", ""));
        }
        Box.listening(bound.toString()).on(engine, 1).start().close();
    }

    private static StreamLimits limits(int all, int perSource, Duration message, Duration idle) {
        StreamLimits usual = StreamLimits.DEFAULT;
        return new StreamLimits(
                all,
                perSource,
                usual.connectTimeout(),
                message,
                usual.handshakeTimeout(),
                usual.maxHandshakes(),
                idle,
                usual.maxOutboundBytes());
    }

    /** Some message, as the box received it. */
    private static SipMessage message(Box box) throws Exception {
        try (TcpPeer peer = TcpPeer.connect(box.address(0))) {
            peer.send(Wire.options(1, ""));
            peer.receive();
            Box.Arrival arrival = box.arrival();
            CompletableFuture<String> gone = new CompletableFuture<>();
            arrival.flow().watch(gone::complete);
            peer.hangUp();
            gone.get(Box.PATIENCE_SECONDS, SECONDS);
            return arrival.message();
        }
    }

    private static Flow flowTo(Box box, int loop, ServerSocket far) throws Exception {
        Target target = new Target(Protocol.TCP, (InetSocketAddress) far.getLocalSocketAddress());
        return box.on(loop, () -> box.transports.flowTo(box.loop(loop), box.realm, target));
    }
}

package org.portcullis.core.transport.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.SourceFilter;
import org.portcullis.core.transport.StreamLimits;
import org.portcullis.core.transport.Target;
import org.portcullis.core.transport.Trust;

class UdpTransportTest {
    private static final InetAddress LOCALHOST = InetAddress.ofLiteral("127.0.0.1");

    static Stream<Arguments> enginesAndLoops() {
        return Arrays.stream(IoEngine.values())
                .filter(engine -> engine.unavailable().isEmpty())
                .flatMap(engine -> Stream.of(Arguments.of(engine, 1), Arguments.of(engine, 3)));
    }

    @ParameterizedTest
    @MethodSource("enginesAndLoops")
    void shouldAnswerEverySourceOnEveryLoop(IoEngine engine, int loops) throws Exception {
        List<UdpPeer> peers = new ArrayList<>();
        try (Box box = Box.listening("udp:127.0.0.1:0").on(engine, loops).start()) {
            Set<Integer> used = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                UdpPeer peer = new UdpPeer(LOCALHOST);
                peers.add(peer);
                peer.send(box.address(0), Wire.bytes(Wire.options(i, "")));
                assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
                Box.Arrival arrival = box.arrival();
                assertEquals(peer.address(), arrival.flow().remote());
                assertTrue(arrival.message() instanceof SipRequest);
                used.add(arrival.loop().index());
            }
            assertEquals(loops, used.size());
            assertEquals(100, box.count("portcullis_sip_datagrams_received_total", "outside"));
            assertEquals(100, box.count("portcullis_sip_datagrams_sent_total", "outside"));
            assertEquals(100, box.count("portcullis_sip_requests_received_total", "OPTIONS"));
            assertEquals(100, box.count("portcullis_sip_responses_sent_total", "2xx"));
        } finally {
            peers.forEach(UdpPeer::close);
        }
    }

    @ParameterizedTest
    @MethodSource("enginesAndLoops")
    void shouldReadTheLargestDatagramWhole(IoEngine engine, int loops) throws Exception {
        SipLimits limits = new SipLimits(65_535, 128, 65_535, 70, 32, 49_152);
        try (Box box = Box.listening("udp:127.0.0.1:0").on(engine, loops).limits(limits).start();
                UdpPeer peer = new UdpPeer(LOCALHOST)) {
            String small = Wire.options(1, "");
            int room = 65_507 - small.length() - "Subject: \r\n".length();
            byte[] large = Wire.bytes(Wire.options(1, "Subject: " + "x".repeat(room) + '\n'));
            assertEquals(65_507, large.length);

            for (byte[] datagram : List.of(large, Wire.bytes(small), large)) {
                peer.send(box.address(0), datagram);
                assertEquals(datagram.length, box.arrival().message().length());
                assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("enginesAndLoops")
    void shouldAnswerInOrderOfArrival(IoEngine engine, int loops) throws Exception {
        try (Box box = Box.listening("udp:127.0.0.1:0").on(engine, loops).start();
                UdpPeer peer = new UdpPeer(LOCALHOST)) {
            for (int i = 0; i < 200; i++) {
                peer.send(box.address(0), Wire.bytes(Wire.options(i, "")));
            }
            for (int i = 0; i < 200; i++) {
                String answer = peer.receive();
                assertTrue(answer.contains("CSeq: " + i + " OPTIONS"), answer);
            }
        }
    }

    @Test
    void shouldSayNothingToWhomTheFilterRefuses() throws Exception {
        try (UdpPeer refused = new UdpPeer(LOCALHOST);
                UdpPeer welcome = new UdpPeer(LOCALHOST);
                Box box =
                        Box.listening("udp:127.0.0.1:0")
                                .filter((source, realm, now) -> !source.equals(refused.address()))
                                .start()) {
            refused.send(box.address(0), Wire.bytes(Wire.options(1, "")));
            welcome.send(box.address(0), Wire.bytes(Wire.options(2, "")));

            assertTrue(welcome.receive().startsWith("SIP/2.0 200 "));
            assertEquals(welcome.address(), box.arrival().flow().remote());
            assertEquals(1, box.count("portcullis_sip_dropped_total", "filtered"));
            assertEquals(1, box.count("portcullis_sip_datagrams_sent_total", ""));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', keep_alive",
        "'\r\n', keep_alive",
        "'\r\n\r\n', keep_alive",
        "'\u0000\u0001\u0000\u0000!\u0012', stun"
    })
    void shouldDropWhatKeepsABindingOpen(String datagram, String reason) throws Exception {
        try (Box box = Box.listening("udp:127.0.0.1:0").start();
                UdpPeer peer = new UdpPeer(LOCALHOST)) {
            peer.send(box.address(0), Wire.bytes(datagram == null ? "" : datagram));
            peer.send(box.address(0), Wire.bytes(Wire.options(1, "")));

            assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
            assertEquals(1, box.count("portcullis_sip_dropped_total", reason));
            assertEquals(0, box.count("portcullis_sip_parse_errors_total", ""));
        }
    }

    @Test
    void shouldCountGarbageAndDropIt() throws Exception {
        try (Box box = Box.listening("udp:127.0.0.1:0").start();
                UdpPeer peer = new UdpPeer(LOCALHOST)) {
            peer.send(box.address(0), Wire.bytes("what is this?\r\n\r\n"));
            peer.send(box.address(0), Wire.bytes(Wire.options(1, "")));

            assertTrue(peer.receive().startsWith("SIP/2.0 200 "));
            assertEquals(1, box.count("portcullis_sip_parse_errors_total", "garbage"));
        }
    }

    @Test
    void shouldAnswerAMalformedRequestThatSaysWhereTo() throws Exception {
        try (Box box = Box.listening("udp:127.0.0.1:0").start();
                UdpPeer peer = new UdpPeer(LOCALHOST)) {
            byte[] malformed =
                    Wire.bytes(Wire.options(1, "").replace("CSeq: 1 OPTIONS", "CSeq: one OPTIONS"));
            peer.send(box.address(0), malformed);
            String first = peer.receive();
            peer.send(box.address(0), malformed);

            assertTrue(first.startsWith("SIP/2.0 400 "), first);
            assertTrue(first.contains(";received=127.0.0.1;rport=" + peer.address().getPort()));
            assertEquals(first, peer.receive(), "a retransmission gets the same answer");
            assertEquals(2, box.count("portcullis_sip_parse_errors_total", "cseq_number"));
            assertTrue(box.arrivals.isEmpty());
        }
    }

    @Test
    void shouldSurviveABugBehindTheReceiver() throws Exception {
        try (Box box = Box.listening("udp:127.0.0.1:0").start();
                UdpPeer peer = new UdpPeer(LOCALHOST)) {
            peer.send(box.address(0), Wire.bytes(Wire.request("OPTIONS sip:bug SIP/2.0", 1, "")));
            peer.send(box.address(0), Wire.bytes(Wire.options(2, "")));

            assertTrue(peer.receive().contains("CSeq: 2 OPTIONS"));
            assertEquals(1, box.count("portcullis_internal_errors_total", ""));
        }
    }

    @Test
    void shouldChooseTheSocketByAddressFamily() throws Exception {
        try (Box box = Box.listening("udp:127.0.0.1:0", "udp:[::1]:0").start();
                UdpPeer four = new UdpPeer(LOCALHOST);
                UdpPeer six = new UdpPeer(InetAddress.ofLiteral("::1"))) {
            six.send(box.address(1), Wire.bytes(Wire.options(1, "")));
            assertTrue(six.receive().contains(";received=::1;"));
            SipRequest request = (SipRequest) box.arrival().message();

            for (UdpPeer peer : List.of(four, six)) {
                Flow flow =
                        box.on(
                                0,
                                () ->
                                        box.transports.flowTo(
                                                box.loop(0),
                                                box.realm,
                                                new Target(Protocol.UDP, peer.address())));
                flow.send(request, why -> {});
                assertEquals(request.toString(), peer.receive());
                assertEquals(
                        peer.address().getAddress().getClass(),
                        flow.listenPoint().advertised().getAddress().getClass());
            }
        }
    }

    @Test
    void shouldAnswerThePortOfSentByWhereThePeerIsTrustedAndAsksForNoOther() throws Exception {
        try (Box box = Box.listening("udp:127.0.0.1:0").trust(Trust.TRUSTED).start();
                UdpPeer sender = new UdpPeer(LOCALHOST);
                UdpPeer listener = new UdpPeer(LOCALHOST)) {
            String sentBy = "127.0.0.1:" + listener.address().getPort();
            String request = Wire.options(1, "").replace("client.example;", sentBy + ";");
            sender.send(box.address(0), Wire.bytes(request.replace(";rport", "")));

            assertTrue(listener.receive().startsWith("SIP/2.0 200 "));
        }
    }

    @Test
    void shouldSendFromTheListenPointWhateverTheLoop() throws Exception {
        try (Box box = Box.listening("udp:127.0.0.1:0").on(IoEngine.NIO, 3).start();
                UdpPeer peer = new UdpPeer(LOCALHOST)) {
            peer.send(box.address(0), Wire.bytes(Wire.options(1, "")));
            peer.receive();
            Box.Arrival arrival = box.arrival();
            for (int loop = 0; loop < 3; loop++) {
                box.on(
                        loop,
                        () -> {
                            arrival.flow().send(arrival.message(), why -> {});
                            return true;
                        });
                assertEquals(arrival.message().toString(), peer.receive());
            }
            arrival.flow().send(arrival.message(), why -> {});
            assertEquals(arrival.message().toString(), peer.receive());
        }
    }

    @Test
    void shouldTellTheSenderOnItsLoopThatADatagramCouldNotLeave() throws Exception {
        try (Box box = Box.listening("udp:127.0.0.1:0").on(IoEngine.NIO, 2).start();
                UdpPeer peer = new UdpPeer(LOCALHOST)) {
            peer.send(box.address(0), Wire.bytes(Wire.options(1, "")));
            peer.receive();
            Box.Arrival arrival = box.arrival();
            // A broadcast, which a socket must ask leave for.
            Target nowhere =
                    new Target(Protocol.UDP, new InetSocketAddress("255.255.255.255", 5060));
            CompletableFuture<String> failure = new CompletableFuture<>();
            box.on(
                    1,
                    () -> {
                        box.transports
                                .flowTo(box.loop(1), box.realm, nowhere)
                                .send(
                                        arrival.message(),
                                        why -> failure.complete(why + " " + box.loop(1).inLoop()));
                        assertFalse(failure.isDone(), "told from within send");
                        return true;
                    });

            String why = failure.get(Box.PATIENCE_SECONDS, SECONDS);
            assertTrue(why.startsWith("udp:255.255.255.255:5060: "), why);
            assertTrue(why.endsWith(" true"), why);
            assertEquals(1, box.count("portcullis_sip_send_failures_total", ""));
        }
    }

    @Test
    void shouldFailToReachWhatTheRealmCannot() throws Exception {
        try (Box box = Box.listening("udp:127.0.0.1:0").start();
                UdpPeer peer = new UdpPeer(LOCALHOST)) {
            peer.send(box.address(0), Wire.bytes(Wire.options(1, "")));
            peer.receive();
            Box.Arrival arrival = box.arrival();
            for (Target target :
                    List.of(
                            new Target(
                                    Protocol.UDP,
                                    new InetSocketAddress(InetAddress.ofLiteral("::1"), 5060)),
                            new Target(Protocol.TCP, peer.address()))) {
                CompletableFuture<String> failure = new CompletableFuture<>();
                box.on(
                        0,
                        () -> {
                            box.transports
                                    .flowTo(box.loop(0), box.realm, target)
                                    .send(arrival.message(), failure::complete);
                            return true;
                        });
                String why = failure.get(Box.PATIENCE_SECONDS, SECONDS);
                assertTrue(why.startsWith(target + ": "), why);
            }
        }
    }

    @Test
    void shouldBindEverythingOrNothing() throws Exception {
        // Not NIO: it gives a closed socket's port back a turn of its selector later.
        try (Box first = Box.listening("udp:127.0.0.1:0").on(IoEngine.EPOLL, 1).start()) {
            Realm realm =
                    new Realm(
                            "inside",
                            List.of(
                                    ListenPoint.parse("udp:127.0.0.1:0"),
                                    first.transports.listenPoints(first.realm).getFirst()),
                            Trust.TRUSTED);
            Transports second =
                    new Transports(
                            IoEngine.EPOLL,
                            List.of(first.loop(0)),
                            List.of(realm),
                            SipLimits.DEFAULT,
                            StreamLimits.DEFAULT,
                            Map.of(),
                            new Counters());
            assertThrows(
                    IOException.class,
                    () -> second.start(SourceFilter.OPEN, loop -> (message, flow, now) -> {}));

            InetSocketAddress let = second.listenPoints(realm).getFirst().bind();
            new DatagramSocket(let).close();
        }
    }

    @ParameterizedTest
    @MethodSource("enginesAndLoops")
    void shouldRefuseAnAddressInUseUntilItIsClosed(IoEngine engine, int loops) throws Exception {
        String taken;
        try (Box first = Box.listening("udp:127.0.0.1:0").on(engine, loops).start()) {
            assertNotEquals(0, first.address(0).getPort());
            assertSame(Protocol.UDP, first.transports.listenPoints(first.realm).get(0).protocol());
            taken = first.transports.listenPoints(first.realm).get(0).toString();

            Box.Plan second = Box.listening("udp:127.0.0.1:0", taken).on(engine, loops);
            String why =
                    String.valueOf(
                            assertThrows(IOException.class, () -> second.start().close())
                                    .getMessage());
            assertTrue(why.startsWith("realms.outside.listen: " + taken + ": "), why);
            assertTrue(why.contains("in use"), why);
        }
        Box.listening(taken).on(engine, loops).start().close();
    }
}

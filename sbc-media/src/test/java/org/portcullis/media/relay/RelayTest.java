package org.portcullis.media.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.portcullis.core.media.MediaDescription;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.media.MediaSession;
import org.portcullis.core.media.MediaStatistics;
import org.portcullis.core.media.Side;
import org.portcullis.core.runtime.Bugs;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.sdp.SdpLimits;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Trust;
import org.portcullis.media.port.MediaRealm;
import org.portcullis.media.rtp.Rtp;

/** The relay on real sockets of this machine: outside on IPv4, inside on IPv6. */
class RelayTest {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final InetAddress OUTSIDE = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress INSIDE = InetAddress.ofLiteral("::1");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("127.0.0.2");
    private static final int CALLS = 20;
    private static final int PAIRS = 5 * CALLS; // engines may close a socket a little later

    private final Counters counters = new Counters();
    private final List<MediaSession> sessions = new ArrayList<>();
    private final Realm outside = realm("outside");
    private final Realm inside = realm("inside");
    private IoEventLoopGroup loops = IoEngine.NIO.newLoops(1);
    private SipLoop loop = loop();
    private RelayEngine engine = engine(IoEngine.NIO);

    static Stream<IoEngine> engines() {
        return Arrays.stream(IoEngine.values()).filter(its -> its.unavailable().isEmpty());
    }

    @AfterEach
    void stop() throws InterruptedException {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldRelayBothWays(IoEngine its) throws Exception {
        run(its);
        try (Phone caller = new Phone(OUTSIDE);
                Phone callee = new Phone(INSIDE)) {
            Established call = establish(caller, callee);
            for (int i = 0; i < 20; i++) {
                caller.rtp.send(rtp(i), OUTSIDE, call.outsidePort);
                assertEquals(call.insidePort, callee.rtp.receive(rtp(i)));
                callee.rtp.send(rtp(100 + i), INSIDE, call.insidePort);
                assertEquals(call.outsidePort, caller.rtp.receive(rtp(100 + i)));
            }
            caller.rtcp.send(rtcp(200), OUTSIDE, call.outsidePort + 1);
            assertEquals(call.insidePort + 1, callee.rtcp.receive(rtcp(200)));
            callee.rtcp.send(rtcp(201), INSIDE, call.insidePort + 1);
            assertEquals(call.outsidePort + 1, caller.rtcp.receive(rtcp(201)));

            MediaStatistics last = onLoop(call.session::delete);
            assertEquals(
                    List.of(20L, 20L),
                    last.streams().stream().map(MediaStatistics.Stream::packets).toList());
            assertEquals(
                    List.of(caller.rtp.name(), callee.rtp.name()),
                    last.streams().stream().map(MediaStatistics.Stream::remote).toList());
        }
    }

    /** A burst, and packets as large as a path carries, arrive whole and in order. */
    @ParameterizedTest
    @MethodSource("engines")
    void shouldRelayBursts(IoEngine its) throws Exception {
        run(its);
        try (Phone caller = new Phone(OUTSIDE);
                Phone callee = new Phone(INSIDE)) {
            Established call = establish(caller, callee);
            for (int i = 0; i < 64; i++) {
                caller.rtp.send(Arrays.copyOf(rtp(i), 1_400 + i), OUTSIDE, call.outsidePort);
            }
            for (int i = 0; i < 64; i++) {
                callee.rtp.receive(Arrays.copyOf(rtp(i), 1_400 + i));
            }
            onLoop(call.session::delete);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void shouldNeitherHearNorTellAThirdHost(IoEngine its) throws Exception {
        run(its);
        try (Phone caller = new Phone(OUTSIDE);
                Phone callee = new Phone(INSIDE);
                Phone stranger = new Phone(STRANGER)) {
            Established call = establish(caller, callee);
            stranger.rtp.send(rtp(66), OUTSIDE, call.outsidePort);
            caller.rtp.send(rtp(1), OUTSIDE, call.outsidePort);
            callee.rtp.receive(rtp(1)); // the first that arrives
            stranger.rtp.send(rtp(67), OUTSIDE, call.outsidePort);
            caller.rtcp.send(rtcp(200), OUTSIDE, call.outsidePort); // not RTP
            caller.rtp.send(rtp(2), OUTSIDE, call.outsidePort);
            callee.rtp.receive(rtp(2));
            callee.rtp.send(rtp(3), INSIDE, call.insidePort);
            caller.rtp.receive(rtp(3));

            assertEquals(3, onLoop(call.session::statistics).streams().getFirst().dropped());
            onLoop(call.session::delete);
            assertTrue(stranger.rtp.hasNothing());
        }
    }

    /**
     * Calls of all lengths, many at a time: in the end every socket is closed and every port is
     * free.
     */
    @ParameterizedTest
    @MethodSource("engines")
    void shouldLeaveNothingBehind(IoEngine its) throws Exception {
        run(its);
        try (Phone caller = new Phone(OUTSIDE);
                Phone callee = new Phone(INSIDE);
                Phone others = new Phone(OUTSIDE);
                Phone peers = new Phone(INSIDE)) {
            talk(caller, callee);
            long before = openFiles();
            onLoop(this::deleteAll);
            Random random = new Random(3);
            for (int round = 0; round < 50; round++) {
                for (int i = 0; i < CALLS; i++) {
                    live(random, others, peers);
                }
                onLoop(this::deleteAll);
            }

            assertEquals(0, figure("portcullis_media_ports_in_use"));
            assertEquals(0, figure("portcullis_media_sessions"));
            assertEquals(0, figure("portcullis_internal_errors_total"));
            talk(caller, callee);
            assertEquals(before, openFiles());
            onLoop(this::deleteAll);
        }
    }

    /** A call with packets both ways, so that the loop has gone round since what was before. */
    private void talk(Phone caller, Phone callee) throws Exception {
        Established call = establish(caller, callee);
        sessions.add(call.session);
        for (int i = 0; i < 10; i++) {
            caller.rtp.send(rtp(i), OUTSIDE, call.outsidePort);
            callee.rtp.receive(rtp(i));
            callee.rtp.send(rtp(i), INSIDE, call.insidePort);
            caller.rtp.receive(rtp(i));
        }
    }

    private boolean deleteAll() {
        sessions.forEach(MediaSession::delete);
        return sessions.removeIf(session -> true);
    }

    /** A call up to some point of its life. */
    private void live(Random random, Phone caller, Phone callee) throws Exception {
        MediaSession session = onLoop(() -> engine.open("call", loop, Map.of()));
        sessions.add(session);
        int end = random.nextInt(6);
        if (end == 0) {
            return;
        }
        offer(session, caller);
        if (end == 1) {
            onLoop(session::delete);
        } else if (end > 2) {
            int port = answer(session, callee);
            caller.rtp.send(rtp(1), OUTSIDE, port);
            onLoop(
                    () -> {
                        switch (end) {
                            case 3 -> session.withdraw();
                            case 4 -> session.commit();
                            default -> session.delete();
                        }
                        return session;
                    });
        }
    }

    private record Established(MediaSession session, int outsidePort, int insidePort) {}

    private Established establish(Phone caller, Phone callee) throws Exception {
        MediaSession session = onLoop(() -> engine.open("call", loop, Map.of()));
        int insidePort = offer(session, caller);
        int outsidePort = answer(session, callee);
        onLoop(
                () -> {
                    session.commit();
                    return session;
                });
        return new Established(session, outsidePort, insidePort);
    }

    private int offer(MediaSession session, Phone phone) throws Exception {
        return onLoop(
                () -> {
                    int[] port = new int[1];
                    session.offer(
                            description(Side.CALLER, phone), result -> port[0] = port(result));
                    return port[0];
                });
    }

    private int answer(MediaSession session, Phone phone) throws Exception {
        return onLoop(
                () -> {
                    int[] port = new int[1];
                    session.answer(
                            description(Side.CALLEE, phone), result -> port[0] = port(result));
                    return port[0];
                });
    }

    private MediaDescription description(Side from, Phone phone) {
        boolean caller = from == Side.CALLER;
        return new MediaDescription(
                from,
                caller ? outside : inside,
                caller ? inside : outside,
                new InetSocketAddress(phone.host, 5060),
                phone.sdp());
    }

    private static int port(MediaResult result) {
        String sdp = assertInstanceOf(MediaResult.Rewritten.class, result).sdp().toString();
        return Integer.parseInt(sdp.substring(sdp.indexOf("m=")).split(" ")[1]);
    }

    private <T> T onLoop(Callable<T> action) throws Exception {
        return loop.executor().submit(action).get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private long figure(String name) {
        return counters.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .mapToLong(sample -> sample.value().getAsLong())
                .sum();
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private static byte[] rtp(int sequence) {
        return ByteBufUtil.getBytes(Rtp.rtp(0, sequence, sequence * 160, 7));
    }

    private static byte[] rtcp(int type) {
        return ByteBufUtil.getBytes(Rtp.rtcp(type));
    }

    private void run(IoEngine its) throws InterruptedException {
        stop();
        loops = its.newLoops(1);
        loop = loop();
        engine = engine(its);
    }

    private SipLoop loop() {
        return new SipLoop(
                0,
                (EventLoop) loops.next(),
                new Random(1),
                System::nanoTime,
                new Bugs(counters),
                counters);
    }

    private RelayEngine engine(IoEngine its) {
        return new RelayEngine(
                its,
                Map.of("outside", media(OUTSIDE), "inside", media(INSIDE)),
                SdpLimits.DEFAULT,
                new Random(1),
                counters);
    }

    private static Realm realm(String name) {
        return new Realm(name, List.of(ListenPoint.parse("udp:127.0.0.1:0")), Trust.KNOWN);
    }

    /** Some ports that are free now, below those that the system gives to others. */
    private static MediaRealm media(InetAddress address) {
        Random random = new Random();
        for (int tries = 0; tries < 1000; tries++) {
            int first = 10_000 + 2 * random.nextInt(10_000);
            if (isFree(address, first)) {
                return new MediaRealm(address, address, first, first + 2 * PAIRS - 1);
            }
        }
        throw new AssertionError("no run of " + 2 * PAIRS + " free ports on " + address);
    }

    private static boolean isFree(InetAddress address, int first) {
        for (int port = first; port < first + 2 * PAIRS; port++) {
            try (DatagramSocket probe = new DatagramSocket(port, address)) {
                assertTrue(probe.isBound());
            } catch (SocketException taken) {
                return false;
            }
        }
        return true;
    }

    /** An endpoint with a port for RTP and one for RTCP. */
    private static final class Phone implements AutoCloseable {
        private final InetAddress host;
        private final Line rtp;
        private final Line rtcp;

        Phone(InetAddress host) throws SocketException {
            this.host = host;
            this.rtp = new Line(host);
            this.rtcp = new Line(host);
        }

        AsciiString sdp() {
            String address =
                    (host instanceof Inet6Address ? "IN IP6 " : "IN IP4 ") + host.getHostAddress();
            return AsciiString.of(
                    "v=0\r\no=- 1 1 "
                            + address
                            + "\r\ns=-\r\nc="
                            + address
                            + "\r\nt=0 0\r\nm=audio "
                            + rtp.socket.getLocalPort()
                            + " RTP/AVP 0\r\na=rtcp:"
                            + rtcp.socket.getLocalPort()
                            + "\r\n");
        }

        @Override
        public void close() {
            rtp.socket.close();
            rtcp.socket.close();
        }
    }

    private static final class Line {
        private final DatagramSocket socket;

        Line(InetAddress host) throws SocketException {
            socket = new DatagramSocket(0, host);
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }

        String name() {
            String host = socket.getLocalAddress() instanceof Inet6Address ? "[::1]" : "127.0.0.1";
            return host + ":" + socket.getLocalPort();
        }

        void send(byte[] packet, InetAddress host, int port) throws IOException {
            socket.send(new DatagramPacket(packet, packet.length, host, port));
        }

        /** The port that the next packet came from, which is {@code expected}. */
        int receive(byte[] expected) throws IOException {
            DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
            socket.receive(packet);
            assertArrayEquals(expected, Arrays.copyOf(packet.getData(), packet.getLength()));
            return packet.getPort();
        }

        /**
         * True if nothing has arrived. Everything that could was sent before something that did.
         */
        boolean hasNothing() throws IOException {
            socket.setSoTimeout(1);
            try {
                socket.receive(new DatagramPacket(new byte[1], 1));
                return false;
            } catch (SocketTimeoutException nothing) {
                return true;
            }
        }
    }
}

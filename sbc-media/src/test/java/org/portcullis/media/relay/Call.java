package org.portcullis.media.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.portcullis.core.media.MediaDescription;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.media.MediaSession;
import org.portcullis.core.media.Side;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.sdp.SdpLimits;
import org.portcullis.core.testkit.TestLoop;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Trust;
import org.portcullis.media.port.MediaRealm;
import org.portcullis.media.rtp.Rtp;

/**
 * One session over sockets without a system, its caller outside at 192.0.2.x and its callee inside
 * at 10.0.0.x. Ours are 203.0.113.1 outside, 10.9.0.1 inside and 10.9.9.1 in a second realm inside.
 */
final class Call {
    static final int PAIRS = 50;

    final FakeSockets sockets = new FakeSockets();
    final Counters counters = new Counters();
    final MediaSession session;
    private final TestLoop loop = new TestLoop(1);
    private final Realm outside = realm("outside");
    private Realm inside = realm("inside");

    Call() {
        this(PAIRS);
    }

    Call(int pairs) {
        RelayEngine engine =
                new RelayEngine(
                        its -> sockets,
                        Map.of(
                                "outside", media("203.0.113.1", 20_000, pairs),
                                "inside", media("10.9.0.1", 30_000, pairs),
                                "elsewhere", media("10.9.9.1", 40_000, pairs)),
                        SdpLimits.DEFAULT,
                        new Random(1),
                        counters);
        session = engine.open("call", loop.loop(), Map.of());
    }

    /** The callee is in that realm from now on. */
    void callee(String realm) {
        inside = realm(realm);
    }

    Told offer(Side from, String sdp) {
        return rewritten(result -> session.offer(description(from, sdp), result));
    }

    Told answer(Side from, String sdp) {
        return rewritten(result -> session.answer(description(from, sdp), result));
    }

    MediaResult.Refused offerRefused(Side from, String sdp) {
        return refused(result -> session.offer(description(from, sdp), result));
    }

    MediaResult.Refused answerRefused(Side from, String sdp) {
        return refused(result -> session.answer(description(from, sdp), result));
    }

    long figure(String name, String... labels) {
        return counters.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> sample.labels().containsAll(List.of(labels)))
                .mapToLong(sample -> sample.value().getAsLong())
                .sum();
    }

    /** RTP of speech from {@code from} to the port of ours that the leg was told. */
    String speech(String from, int to) {
        return sockets.deliver(from, to, Rtp.rtp(0, 1, 160, 7));
    }

    /** A description with the given m= lines and attributes, from an address. */
    static String sdp(String address, String... lines) {
        return "v=0\r\no=user 1 1 IN IP4 "
                + address
                + "\r\ns=call\r\nc=IN IP4 "
                + address
                + "\r\nt=0 0\r\n"
                + String.join("\r\n", lines)
                + "\r\n";
    }

    private MediaDescription description(Side from, String sdp) {
        boolean caller = from == Side.CALLER;
        return new MediaDescription(
                from,
                caller ? outside : inside,
                caller ? inside : outside,
                new InetSocketAddress(caller ? "192.0.2.1" : "10.0.0.1", 5060),
                AsciiString.of(sdp));
    }

    private static Told rewritten(Consumer<Consumer<MediaResult>> action) {
        return new Told(
                assertInstanceOf(MediaResult.Rewritten.class, result(action)).sdp().toString());
    }

    private static MediaResult.Refused refused(Consumer<Consumer<MediaResult>> action) {
        return assertInstanceOf(MediaResult.Refused.class, result(action));
    }

    private static MediaResult result(Consumer<Consumer<MediaResult>> action) {
        List<MediaResult> results = new ArrayList<>();
        action.accept(results::add);
        assertEquals(1, results.size());
        return results.getFirst();
    }

    private static Realm realm(String name) {
        return new Realm(name, List.of(ListenPoint.parse("udp:127.0.0.1:0")), Trust.KNOWN);
    }

    private static MediaRealm media(String address, int firstPort, int pairs) {
        InetAddress ours = InetAddress.ofLiteral(address);
        return new MediaRealm(ours, ours, firstPort, firstPort + 2 * pairs - 1);
    }

    /** What a leg was told. */
    record Told(String sdp) {

        /** The port of the m= line of that number, from 0. */
        int port(int line) {
            return Integer.parseInt(mediaLines().get(line).split(" ")[1]);
        }

        List<String> mediaLines() {
            return sdp.lines().filter(line -> line.startsWith("m=")).toList();
        }

        int version() {
            return Integer.parseInt(sdp.lines().skip(1).findFirst().orElseThrow().split(" ")[2]);
        }

        /** Nothing of the other side shows. */
        Told hiding(String... secrets) {
            for (String secret : secrets) {
                assertTrue(!sdp.contains(secret), sdp);
            }
            return this;
        }

        boolean has(String line) {
            return sdp.lines().anyMatch(line::equals);
        }
    }
}

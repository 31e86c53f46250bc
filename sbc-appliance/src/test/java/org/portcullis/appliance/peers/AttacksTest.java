package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.appliance.testing.Pki;
import org.portcullis.core.testing.NeedsCommand;

/**
 * What attackers do on a public address, each from an address of its own, while a carrier calls.
 *
 * <p>The box runs one loop: what was sent before an answered request has been seen to before it.
 */
@NeedsCommand({"sipp", "openssl"})
@SuppressWarnings("try") // the PBX only has to run
class AttacksTest {
    private static final int CALLS = 20;
    private static final int MANY = 300;
    private static final int PER_SOURCE = 10;
    private static final Pattern CALL_ID = Pattern.compile("\"callId\":\"([^\"]+)\"");

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int secured = Sipp.freePort();
    private final int web = Sipp.freePort();
    private final int carrier = Sipp.freePort();
    private final int pbx = Sipp.freePort();
    private Box box;

    @BeforeEach
    void start() {
        new Pki(directory, "ca").issue("box", "DNS:box.example");
        box = Box.start(directory, configuration(), List.of());
    }

    @AfterEach
    void stop() {
        try (Box ending = box) {
            carryHonestCalls();
            ending.awaitMetric("portcullis_calls", 0);
            ending.awaitMetric("portcullis_sip_transactions", 0);
            assertEquals(0, ending.metric("portcullis_internal_errors_total"), ending.output());
        }
    }

    @Test
    void shouldShowAScannerNothing() {
        try (Attacker scanner = attacker("127.66.0.1")) {
            for (int extension = 100; extension < 100 + MANY; extension++) {
                String method = List.of("OPTIONS", "INVITE", "REGISTER").get(extension % 3);
                scanner.send(request(method, "sip:" + extension + '@' + here(), extension));
            }
            seenTo();
            assertEquals(List.of(), scanner.heard());
            assertEquals(MANY, turnedAway());
        }
        assertTrue(box.metric("portcullis_gate_dropped_total", "flood") > 0, "the flood limit bit");
    }

    @Test
    void shouldShowASweepFromManyAddressesNothing() {
        List<Attacker> sources = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                Attacker source = attacker("127.67." + i / 100 + '.' + (1 + i % 100));
                sources.add(source);
                source.send(request("OPTIONS", "sip:" + here(), i));
            }
            seenTo();
            assertTrue(sources.stream().allMatch(source -> source.heard().isEmpty()));
            assertEquals(MANY, turnedAway());
        } finally {
            sources.forEach(Attacker::close);
        }
    }

    @Test
    void shouldLetNoStrangerTouchACall() {
        try (Program answering = pbx("pbx");
                Program caller =
                        new Sipp(directory, "caller-hung-up", carrier)
                                .with("-m", "1", "127.0.0.1:" + outside)
                                .start();
                Attacker stranger = attacker("127.66.0.2")) {
            box.awaitMetric("portcullis_calls_answered_total", 1);
            Matcher callId = CALL_ID.matcher(box.get("/api/v1/calls").replace(" ", ""));
            assertTrue(callId.find(), "the call is shown");
            for (String method : List.of("BYE", "ACK", "CANCEL", "INVITE", "UPDATE", "PRACK")) {
                stranger.send(
                        request(method, "sip:" + here(), 1)
                                .replace("call-1", callId.group(1))
                                .replaceFirst("To: <(.*)>", "To: <$1>;tag=guessed"));
            }
            seenTo();
            assertEquals(List.of(), stranger.heard());
            assertEquals(1, box.metric("portcullis_calls"), "the call goes on");
            assertEquals(0, box.stop(), box.output());
            assertEquals(0, caller.exitCode(), "hung up by the box alone");
        }
        start();
    }

    @Test
    void shouldDropResponsesToNothing() {
        try (Attacker flood = attacker("127.66.0.3")) {
            for (int i = 0; i < PER_SOURCE; i++) {
                flood.send(
                        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP "
                                + here()
                                + ";branch=z9hG4bK"
                                + i
                                + "\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x"
                                + "\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
            }
            seenTo();
            assertEquals(List.of(), flood.heard());
        }
        assertTrue(box.metric("portcullis_sip_stray_responses_total") > 0);
    }

    @Test
    void shouldStandDamagedAndOversizedMessages() {
        String whole = request("INVITE", "sip:1@" + here(), 1);
        byte[] noise = new byte[1_400];
        new Random(7).nextBytes(noise);
        List<byte[]> bombs = new ArrayList<>(List.of(noise));
        for (String text :
                List.of(
                        whole.substring(0, whole.length() / 2),
                        whole.replace("Max-", "X: y\r\n".repeat(5_000) + "Max-"),
                        whole.replace("Max-", "X: " + "y".repeat(60_000) + "\r\nMax-"),
                        whole.replace("Max-", "Via: SIP/2.0/UDP a\r\n".repeat(500) + "Max-"),
                        whole.replace("Max-", "Route: <sip:a;lr>\r\n".repeat(500) + "Max-"),
                        whole.replace("Content-Length: 0", "Content-Length: 2147483648"),
                        whole.replace("\r\n\r\n", "\r\n"))) {
            bombs.add(text.getBytes(ISO_8859_1));
        }
        try (Attacker bomber = attacker("127.66.0.4")) {
            bombs.forEach(bomber::send);
            seenTo();
            assertEquals(List.of(), bomber.heard());
        }
        double counted =
                box.metric("portcullis_sip_insane_total")
                        + box.metric("portcullis_sip_parse_errors_total");
        assertTrue(counted >= bombs.size() - 1, "counted: " + counted);
    }

    @Test
    void shouldBeNoOpenRelay() {
        try (Attacker victim = attacker("127.68.0.1");
                Attacker stranger = attacker("127.66.0.5");
                Attacker peer = attacker("127.0.0.1")) {
            String at = at(victim.address());
            for (Attacker sender : List.of(stranger, peer)) {
                for (String method : List.of("INVITE", "MESSAGE", "OPTIONS", "SUBSCRIBE")) {
                    String request = request(method, "sip:victim@" + at, sender.sent() + 1);
                    sender.send(request);
                    sender.send(
                            request.replace("Max-", "Route: <sip:" + at + ";lr>\r\nMax-")
                                    .replace("z9hG4bK", "z9hG4bKrouted")
                                    .replace("call-", "routed-"));
                }
            }
            seenTo();
            assertEquals(List.of(), stranger.heard());
            assertEquals(List.of(), victim.heard(), "nobody is sent anything at a peer's word");
        }
        box.awaitMetric("portcullis_calls", 0); // the carrier's INVITEs went to the silent PBX
    }

    @Test
    void shouldNotAnswerItself() {
        try (Attacker mirror = attacker("127.66.0.6");
                Attacker peer = attacker("127.0.0.1")) {
            for (Attacker sender : List.of(mirror, peer)) {
                sender.send(
                        request("OPTIONS", "sip:" + here(), sender.sent())
                                .replaceFirst("UDP [^;]+", "UDP " + here())
                                .replaceFirst("Contact: <[^>]*>", "Contact: <sip:" + here() + '>'));
            }
            seenTo();
            assertEquals(List.of(), mirror.heard());
            assertTrue(
                    peer.heard().getFirst().startsWith("SIP/2.0 200 "), "by rport, to its source");
        }
        assertEquals(0, box.metric("portcullis_sip_stray_responses_total"), "none came back to it");
    }

    /** Its answers go to who asked; what it sends in the dialog comes back to it, once. */
    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "REGISTER", "SUBSCRIBE", "MESSAGE"})
    void shouldMakeNoLoopOfWhatLeadsBackToIt(String method) {
        double before = heardInAll();
        try (Program answering = pbx("pbx");
                Attacker peer = attacker("127.0.0.1")) {
            String looped =
                    request(method, "sip:4912345@" + here(), 1)
                            .replaceFirst("UDP [^;]+;rport", "UDP " + here())
                            .replaceFirst("Contact: <[^>]*>", "Contact: <sip:me@" + here() + '>')
                            .replace(
                                    "Max-",
                                    "Record-Route: <sip:%1$s;lr>\r\nRoute: <sip:%1$s;lr>\r\nMax-"
                                            .formatted(here()));
            peer.send(
                    method.equals("INVITE")
                            ? looped.replace("Content-Length: 0\r\n\r\n", offer())
                            : looped);
            seenTo();
            if (method.equals("INVITE")) {
                box.awaitMetric("portcullis_calls_answered_total", 1);
            }
            box.awaitMetric("portcullis_calls", 0); // as no ACK comes
            box.awaitMetric("portcullis_sip_transactions", 0);
            List<String> heard = peer.heard();
            assertTrue(heard.stream().allMatch(each -> each.startsWith("SIP/2.0 ")), "" + heard);
        }
        double messages = heardInAll() - before;
        assertTrue(messages < 100, "bounded by timers, not by hops: " + messages);
    }

    private double heardInAll() {
        return box.metric("portcullis_sip_datagrams_received_total");
    }

    private static String offer() {
        String sdp =
                """
                v=0
                o=- 1 1 IN IP4 127.0.0.1
                s=-
                c=IN IP4 127.0.0.1
                t=0 0
                m=audio 39998 RTP/AVP 0
                """
                        .replace("\n", "\r\n");
        return "Content-Type: application/sdp\r\nContent-Length: "
                + sdp.length()
                + "\r\n\r\n"
                + sdp;
    }

    @Test
    void shouldOutliveHandshakesThatNeverEnd() throws IOException {
        List<Socket> hung = new ArrayList<>();
        try {
            for (int port : List.of(outside, secured, web)) {
                for (int i = 0; i < 3 * PER_SOURCE; i++) {
                    hung.add(connect("127.66.1.1", port));
                }
            }
            carryHonestCalls();
            for (Socket socket : hung) {
                assertTrue(closed(socket), "closed by the box");
            }
        } finally {
            for (Socket socket : hung) {
                socket.close();
            }
        }
        assertTrue(
                box.metric("portcullis_sip_connections_closed_total", "handshake") > 0,
                "a handshake that does not end is ended");
        box.awaitMetric("portcullis_sip_connections", 0);
    }

    @Test
    void shouldNotWaitForWhoDribbles() throws IOException {
        byte[] message = request("INVITE", "sip:1@" + here(), 1).getBytes(ISO_8859_1);
        try (Socket slow = connect("127.66.1.2", outside)) {
            OutputStream out = slow.getOutputStream();
            InputStream in = slow.getInputStream();
            int sent = 0;
            boolean open = true;
            while (open && sent < message.length) {
                open = dribbled(out, message[sent++]) && in.available() == 0;
                carryOneCall(); // takes its time, too
            }
            assertTrue(sent < message.length, "closed before it was whole");
        }
    }

    /** Waits for the end of a connection, orderly or not. */
    private static boolean closed(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean dribbled(OutputStream out, byte next) {
        try {
            out.write(next);
            return true;
        } catch (IOException e) {
            return false; // closed by the box
        }
    }

    /** Waits until everything sent so far has been looked at. */
    private void seenTo() {
        try (Attacker friend = attacker("127.0.0.1")) {
            friend.send(request("OPTIONS", "sip:" + here(), 4_711));
            box.awaitMetric(
                    "portcullis_sip_requests_received_total", value -> !friend.heard().isEmpty());
        }
    }

    /** How many datagrams were turned away unanswered, for whatever reason. */
    private double turnedAway() {
        return box.metric("portcullis_gate_dropped_total")
                + box.metric("portcullis_sip_requests_silenced_total");
    }

    private void carryHonestCalls() {
        try (Program answering = pbx("pbx")) {
            Sipp.Result result =
                    new Sipp(directory, "caller", carrier)
                            .call("127.0.0.1:" + outside, CALLS, CALLS, 100);
            assertEquals(CALLS, result.successful(), result.toString());
            assertEquals(0, result.failed(), result.toString());
        }
    }

    private void carryOneCall() {
        try (Program answering = pbx("pbx")) {
            Sipp.Result result =
                    new Sipp(directory, "caller", carrier).call("127.0.0.1:" + outside, 1, 1, 0);
            assertEquals(1, result.successful(), result.toString());
        }
    }

    private Program pbx(String scenario) {
        return new Sipp(directory, scenario, pbx).start();
    }

    private Attacker attacker(String address) {
        return new Attacker(
                address, 0, new InetSocketAddress(InetAddress.getLoopbackAddress(), outside));
    }

    private static Socket connect(String from, int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.ofLiteral(from), 0);
    }

    private String here() {
        return "127.0.0.1:" + outside;
    }

    private static String at(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ':' + address.getPort();
    }

    private static String request(String method, String uri, int number) {
        return String.join(
                "\r\n",
                method + ' ' + uri + " SIP/2.0",
                "Via: SIP/2.0/UDP 198.51.100.7:5060;rport;branch=z9hG4bK" + method + number,
                "From: <sip:100@198.51.100.7>;tag=" + number,
                "To: <" + uri + '>',
                "Call-ID: call-" + number,
                "CSeq: 1 " + method,
                "Contact: <sip:100@198.51.100.7:5060>",
                "Max-Forwards: 70",
                "Content-Length: 0",
                "",
                "");
    }

    private String configuration() {
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d, tcp:127.0.0.1:%1$d, tls:127.0.0.1:%2$d, wss:127.0.0.1:%3$d]
            tls: { certificates: [{ chain: %4$s, key: %5$s }] }
            media: { address: 127.0.0.1, ports: 30000-30999 }
            trust: untrusted
          inside:
            listen: [udp:127.0.0.1:%6$d]
            media: { address: 127.0.0.1, ports: 35000-35999 }
            trust: trusted
        address-groups: { carriers: [127.0.0.1/32] }
        trunks:
          carrier:
            realm: outside
            match: { group: carriers }
            send-to: sip:127.0.0.1:%7$d
        dispatcher:
          pbx:
            realm: inside
            algorithm: round-robin
            destinations: [{ uri: "sip:127.0.0.1:%8$d" }]
        routes: [{ name: inbound, from: { trunk: carrier }, to: { dispatcher: pbx } }]
        flood: { exempt: [carriers] }
        timers: { t1: 100ms, t2: 400ms, t4: 400ms }
        transport:
          loops: 1
          connections: { per-source: %9$d, handshake-timeout: 1s, message-timeout: 2s, idle-timeout: 5s }
        """
                .formatted(
                        outside,
                        secured,
                        web,
                        directory.resolve("box.pem"),
                        directory.resolve("box.key"),
                        Sipp.freePort(),
                        carrier,
                        pbx,
                        PER_SOURCE);
    }
}

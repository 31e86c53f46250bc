package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sources meet before anybody reads what they say, each with an address of its own. */
class EdgeTest {
    private static final String HONEST = "127.0.2.1";
    private static final String ALONE = "127.0.2.3";
    private static final String ATTACKER = "127.0.2.66";
    private static final String STRANGER = "127.9.9.9";

    @TempDir private Path directory;

    private final int port = Sipp.freePort();
    private int requests;

    @Test
    void shouldBanAScannerAndHearTheOthers() throws IOException {
        try (Box box = start("")) {
            assertEquals("SIP/2.0", answer(ATTACKER, "phone"));
            send(ATTACKER, "friendly-scanner");
            awaitDropped(box, "scanner", 1);
            send(ATTACKER, "phone");
            awaitDropped(box, "banned", 1);
            assertEquals("SIP/2.0", answer(HONEST, "phone"));
            assertEquals(1, box.metric("portcullis_bans"));
            assertEquals(1, box.metric("portcullis_bans_added_total", "scanner"));
            assertEquals(0, box.metric("portcullis_internal_errors_total"));
        }
    }

    @Test
    void shouldBanStillAfterAKill() throws IOException {
        try (Box box = start("")) {
            send(ATTACKER, "sipvicious");
            awaitDropped(box, "scanner", 1);
            Path file = directory.resolve("state").resolve("bans");
            box.await(() -> read(file).contains(ATTACKER + " ~ scanner 1 "));
            box.kill();
        }
        try (Box box = start("")) {
            send(ATTACKER, "phone");
            awaitDropped(box, "banned", 1);
            assertEquals("SIP/2.0", answer(HONEST, "phone"));
        }
    }

    @Test
    void shouldBanAFloodAndNeverTheExempt() throws IOException {
        String more =
                """
                flood: { reaction: { ban: 1h } }
                bans: { exempt: [exempt] }
                """;
        try (Box box = start(more)) {
            for (int i = 0; i < 45; i++) {
                send(ATTACKER, "phone");
            }
            awaitDropped(box, "flood", 1);
            awaitDropped(box, "banned", 6);
            assertEquals(1, box.metric("portcullis_bans_added_total", "flood"));
            for (int i = 0; i < 45; i++) {
                send(HONEST, "sipvicious");
            }
            box.awaitMetric("portcullis_bans_spared_total", spared -> spared >= 1);
            assertEquals(1, box.metric("portcullis_bans"));
        }
    }

    /** Its address is all that a trunk may be known by, and anybody can forge it. */
    @Test
    void shouldNotBanATrunkForWhatIsSentInItsName() throws IOException {
        try (Box box = start("")) {
            assertEquals("SIP/2.0", answer(ALONE, "friendly-scanner"));
            assertEquals(0, box.metric("portcullis_bans"));
        }
    }

    @Test
    void shouldKeepStrangersOutByTheAccessList() throws IOException {
        try (Box box = start("", "acl: { allow: [peers] }")) {
            for (int i = 0; i < 50; i++) {
                send(STRANGER, "phone");
            }
            awaitDropped(box, "acl", 50);
            assertEquals(0, box.metric("portcullis_gate_dropped_total", "flood"));
            assertEquals("SIP/2.0", answer(HONEST, "phone"));
        }
    }

    @Test
    void shouldBanForMalformedMessages() throws IOException {
        try (Box box = start("bans: { malformed: { count: 3, within: 1h } }\n")) {
            for (int i = 0; i < 3; i++) {
                sendRaw(ATTACKER, "OPTIONS sip:a@b SIP/2.0\r\nVia: nonsense\r\n\r\n");
            }
            box.awaitMetric("portcullis_bans", 1);
            send(ATTACKER, "phone");
            awaitDropped(box, "banned", 1);
            assertEquals("SIP/2.0", answer(HONEST, "phone"));
        }
    }

    private Box start(String more, String... realm) {
        return Box.start(
                directory,
                """
                realms:
                  outside:
                    listen: [udp:127.0.0.1:%d]
                    media: { address: 127.0.0.1, ports: 30000-31999 }
                    %s
                address-groups: { peers: [127.0.2.0/24 peers], exempt: [127.0.2.1], alone: [127.0.2.3] }
                trunks:
                  peer:
                    realm: outside
                    match: { group: peers, from-host: c.invalid } # by address alone none is banned
                    send-to: "sip:127.0.2.1"
                  named: { realm: outside, match: { group: alone }, send-to: "sip:127.0.2.3" }
                transport: { loops: 1 }
                %s"""
                        .formatted(port, String.join("\n    ", realm), more),
                List.of());
    }

    private static void awaitDropped(Box box, String reason, int count) {
        box.awaitMetric("portcullis_gate_dropped_total", "reason=\"" + reason + '"', count);
    }

    private void send(String source, String agent) throws IOException {
        sendRaw(source, request(source, agent));
    }

    private void sendRaw(String source, String text) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(source, 0))) {
            send(socket, text);
        }
    }

    /** The first word of what comes back. */
    private String answer(String source, String agent) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(source, 0))) {
            socket.setSoTimeout(60_000);
            send(socket, request(source, agent));
            DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
            socket.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), US_ASCII).split(" ", 2)[0];
        } catch (SocketTimeoutException e) {
            return "nothing";
        }
    }

    private void send(DatagramSocket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(US_ASCII);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        socket.send(new DatagramPacket(bytes, bytes.length, loopback, port));
    }

    private String request(String source, String agent) {
        requests++;
        return """
        OPTIONS sip:box SIP/2.0
        Via: SIP/2.0/UDP %1$s;branch=z9hG4bK%2$d;rport
        From: <sip:a@c.invalid>;tag=1
        To: <sip:box>
        Call-ID: %2$d@%1$s
        CSeq: 1 OPTIONS
        User-Agent: %3$s
        Content-Length: 0

        """
                .formatted(source, requests, agent)
                .replace("\n", "\r\n");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void shouldRefuseAnAddressFileWithEachBadLine() throws IOException {
        Files.writeString(directory.resolve("peers.txt"), "10.0.0.1 a\nnonsense\n10.0.0.0/33\n");
        Path file = directory.resolve("bad.yaml");
        Files.writeString(file, "address-groups: { peers: [{ file: peers.txt }] }\n");
        String output =
                Program.output(
                        directory,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.portcullis.appliance.Main",
                        "check",
                        "-c",
                        file.toString());
        assertTrue(output.contains("peers.txt:2: address: nonsense"), output);
        assertTrue(output.contains("peers.txt:3: prefix length: 33"), output);
    }
}

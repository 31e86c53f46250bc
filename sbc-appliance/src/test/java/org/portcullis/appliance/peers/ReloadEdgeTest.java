package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.testing.NeedsCommand;

/**
 * The rules of the edge change while SIPp calls through the running box: others are in force at
 * once, what is known of sources is kept, and no call fails.
 */
@NeedsCommand("sipp")
@SuppressWarnings("try") // the PBX only has to run
class ReloadEdgeTest {
    private static final String DONE = "200 {\"result\":\"done\"}\n";
    private static final String PEER = "127.0.3.1";
    private static final String OTHER = "127.0.3.2";
    private static final String SCANNER = "127.0.3.3";
    private static final int CALLS = 200;

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int carrier = Sipp.freePort();
    private final int pbx = Sipp.freePort();
    private Box box;
    private Program answering;
    private Program calling;
    private int requests;
    private int others; // calls beside those of the carrier

    @BeforeEach
    void start() throws IOException {
        peers("127.0.3.0/24");
        box = Box.start(directory, configuration("", ""), List.of());
        answering = new Sipp(directory, "pbx", pbx).start();
        calling =
                new Sipp(directory, "caller", carrier)
                        .with("-m", Integer.toString(CALLS), "-r", "20", "-d", "1000")
                        .with("-s", "4912345", "127.0.0.1:" + outside)
                        .start();
        box.awaitMetric("portcullis_calls_answered_total", now -> now > 5);
    }

    @AfterEach
    void stop() {
        try (Box ending = box;
                Program also = answering;
                Program caller = calling) {
            assertEquals(0, caller.exitCode(), caller.output());
            ending.awaitMetric("portcullis_calls", 0);
            assertEquals(CALLS + others, ending.metric("portcullis_calls_answered_total"));
            assertEquals(0, ending.metric("portcullis_admission_live_calls"));
            assertEquals(0, ending.metric("portcullis_internal_errors_total"), ending.output());
        }
    }

    @Test
    void shouldHearOthersAndKeepTheSetForABadFileWithEachLineNamed() throws IOException {
        assertTrue(answered(PEER) && answered(OTHER));
        peers(PEER);
        assertEquals(DONE, box.post("/api/v1/reload"));
        assertTrue(answered(PEER));
        dropped(OTHER, "acl", 1);
        Files.writeString(directory.resolve("peers.txt"), OTHER + "\nnonsense\n10.0.0.0/33\n");
        String refused = box.post("/api/v1/reload");
        assertTrue(refused.startsWith("422 "), refused);
        assertTrue(refused.contains("peers.txt:2: address: nonsense"), refused);
        assertTrue(refused.contains("peers.txt:3: prefix length: 33"), refused);
        assertEquals(0, box.metric("portcullis_config_last_reload_success"));
        assertTrue(answered(PEER));
        dropped(OTHER, "acl", 2);
    }

    @Test
    void shouldKeepABanOverReloadsAndSpareWhoBecomesExempt() {
        send(SCANNER, "friendly-scanner");
        box.awaitMetric("portcullis_bans", 1);
        reload("", "bans: { cap: 2d }\n");
        dropped(SCANNER, "banned", 1);
        reload("", "bans: { exempt: [scanners] }\n");
        assertTrue(answered(SCANNER));
        assertTrue(answered(SCANNER, "friendly-scanner"), "nor is it looked at for scanners");
        reload("", "");
        dropped(SCANNER, "banned", 2);
        assertTrue(answered(PEER));
    }

    @Test
    void shouldKnowOtherScanners() {
        assertTrue(answered(SCANNER, "EvilDialer 2"));
        reload("", "scanners: { patterns: [EvilDialer] }\n");
        send(SCANNER, "EvilDialer 2");
        box.awaitMetric("portcullis_gate_dropped_total", "reason=\"scanner\"", 1);
        dropped(SCANNER, "banned", 1);
        reload("", "scanners: { shipped: false }\n");
        dropped(SCANNER, "banned", 2);
        assertTrue(answered(PEER, "friendly-scanner"));
    }

    /** What a source has sent before counts under the density that is there now. */
    @Test
    void shouldCountOnUnderAnotherDensity() {
        reload("", flood(400, "1h"));
        for (int i = 0; i < 300; i++) {
            send(PEER, "phone");
        }
        assertTrue(answered(PEER));
        reload("", flood(100, "1h"));
        dropped(PEER, "flood", 1);
        reload("", flood(100, "2s"));
        assertTrue(answered(OTHER), "which has a count of its own");
    }

    @Test
    void shouldCountCallsThatStandUnderOtherLimits() {
        Program standing =
                new Sipp(directory, "caller", "127.0.3.4", carrier, List.of())
                        .with("-m", "10", "-r", "50", "-d", "25000", "-s", "4912345")
                        .with("127.0.0.1:" + outside)
                        .start();
        try (Program ten = standing) {
            box.awaitMetric("portcullis_admission_live_calls", "name=\"standing\"", 10);
            reload("limits: { calls: 5 }", "");
            assertEquals(0, more(1), "beyond the limit already");
            reload("limits: { calls: 12 }", "");
            assertEquals(2, more(4), "two places are left");
            others = 12;
            assertEquals(0, ten.exitCode(), ten.output());
        }
        box.awaitMetric("portcullis_admission_live_calls", "name=\"standing\"", 0);
    }

    /** How many of so many calls at a time come through. */
    private long more(int calls) {
        return new Sipp(directory, "caller", "127.0.3.5", carrier, List.of())
                .call("127.0.0.1:" + outside, calls, 100, 500)
                .successful();
    }

    @Test
    void shouldTakeIntoUseWhatTheBoxAsAWholeMayHold() throws IOException {
        send(SCANNER, "friendly-scanner");
        box.awaitMetric("portcullis_bans", 1);
        reload(
                "",
                """
                limits: { calls: 5000, transactions: 5000, registrations: 10, subscriptions: 1 }
                registration: { keep-alive: 5s }
                auth-failures: { attempts: 5 }
                bans: { file: other/bans }
                """);
        Path moved = directory.resolve("state").resolve("other").resolve("bans");
        box.await(() -> Files.exists(moved));
        assertTrue(Files.readString(moved).contains(SCANNER + " ~ scanner 1 "));
        dropped(SCANNER, "banned", 1);
    }

    private void reload(String trunk, String more) {
        box.write(configuration(trunk, more));
        assertEquals(DONE, box.post("/api/v1/reload"));
        assertEquals(1, box.metric("portcullis_config_last_reload_success"));
    }

    private void peers(String lines) throws IOException {
        Files.writeString(directory.resolve("peers.txt"), lines + "\n127.0.0.1\n");
    }

    private static String flood(int density, String unit) {
        return "flood: { density: %d, sampling-unit: %s, exempt: [carriers] }\n"
                .formatted(density, unit);
    }

    private boolean answered(String source) {
        return answered(source, "phone");
    }

    /** Whether an OPTIONS gets its 200; the one loop has seen to what came before it. */
    private boolean answered(String source, String agent) {
        try (Attacker asking = peer(source)) {
            double before = box.metric("portcullis_gate_dropped_total");
            asking.send(options(source, agent));
            String[] answer = {""};
            box.await(
                    () -> {
                        asking.heard().forEach(message -> answer[0] = message);
                        return !answer[0].isEmpty()
                                || box.metric("portcullis_gate_dropped_total") > before;
                    });
            return answer[0].startsWith("SIP/2.0 200 ");
        }
    }

    /** Sends something that is not heard, as the so many-eth that was not for that reason. */
    private void dropped(String source, String reason, int count) {
        send(source, "phone");
        box.awaitMetric("portcullis_gate_dropped_total", "reason=\"" + reason + '"', count);
    }

    private void send(String source, String agent) {
        try (Attacker sending = peer(source)) {
            sending.send(options(source, agent));
        }
    }

    private Attacker peer(String source) {
        return new Attacker(
                source, 0, new InetSocketAddress(InetAddress.getLoopbackAddress(), outside));
    }

    private String options(String source, String agent) {
        requests++;
        return String.join(
                "\r\n",
                "OPTIONS sip:box SIP/2.0",
                "Via: SIP/2.0/UDP " + source + ";rport;branch=z9hG4bK" + requests,
                "From: <sip:a@c.invalid>;tag=1",
                "To: <sip:box>",
                "Call-ID: " + requests + '@' + source,
                "CSeq: 1 OPTIONS",
                "Max-Forwards: 70",
                "User-Agent: " + agent,
                "Content-Length: 0",
                "",
                "");
    }

    /**
     * @param trunk more of the trunk whose calls stand
     */
    private String configuration(String trunk, String more) {
        String all =
                """
                realms:
                  outside:
                    listen: [udp:127.0.0.1:%1$d]
                    media: { address: 127.0.0.1, ports: 30000-31999 }
                    acl: { allow: [peers] }
                  inside:
                    listen: [udp:127.0.0.1:%2$d]
                    media: { address: 127.0.0.1, ports: 35000-36999 }
                    trust: trusted
                address-groups:
                  carriers: [127.0.0.1/32]
                  scanners: [127.0.3.3]
                  standing: [127.0.3.4, 127.0.3.5]
                  peers: [{ file: peers.txt }]
                trunks:
                  carrier:
                    realm: outside
                    match: { group: carriers, port: %3$d }
                    send-to: sip:127.0.0.1:%3$d
                  standing:
                    realm: outside
                    match: { group: standing }
                    %5$s
                  peer:
                    realm: outside
                    match: { group: peers, from-host: c.invalid }
                routes:
                  - { name: inbound, from: { trunk: carrier }, to: { dispatcher: pbx } }
                  - { name: standing, from: { trunk: standing }, to: { dispatcher: pbx } }
                dispatcher:
                  pbx:
                    realm: inside
                    algorithm: round-robin
                    destinations: [{ uri: "sip:127.0.0.1:%4$d" }]
                timers: { t1: 200ms, t2: 1s, t4: 1s }
                transport: { loops: 1 }
                """
                        .formatted(outside, inside, carrier, pbx, trunk);
        return all
                + (more.contains("flood: ") ? "" : "flood: { density: 1000, exempt: [carriers] }\n")
                + more;
    }
}

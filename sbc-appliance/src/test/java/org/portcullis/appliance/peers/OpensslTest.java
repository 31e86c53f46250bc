package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.appliance.testing.Pki;
import org.portcullis.core.testing.NeedsCommand;

/** OpenSSL shakes hands with the box. */
@NeedsCommand("openssl")
class OpensslTest {
    private static final String OPTIONS =
            "OPTIONS sip:box.example SIP/2.0\\r\\n"
                    + "Via: SIP/2.0/TLS client.invalid;branch=z9hG4bK1\\r\\n"
                    + "From: <sip:a@client.example>;tag=1\\r\\nTo: <sip:box.example>\\r\\n"
                    + "Call-ID: openssl\\r\\nCSeq: 1 OPTIONS\\r\\nContent-Length: 0\\r\\n\\r\\n";

    @TempDir private Path directory;

    private final int open = Sipp.freePort();
    private final int closed = Sipp.freePort();
    private final int six = Sipp.freePort();
    private Pki pki;
    private Box box;

    @BeforeEach
    void start() {
        pki = new Pki(directory, "ca");
        for (String name : List.of("a", "b", "wild", "new")) {
            String dns = name.equals("wild") ? "DNS:*.wild.example" : "DNS:" + name + ".example";
            pki.issue(name, dns);
        }
        pki.issue("client", "DNS:client.example");
        new Pki(directory, "strangers").issue("stranger", "DNS:client.example");
        box = Box.start(directory, configuration(), List.of());
    }

    @AfterEach
    void stop() {
        try (Box ending = box) {
            assertEquals(0, ending.metric("portcullis_internal_errors_total"), ending.output());
        }
    }

    @Test
    void shouldShowTheCertificateAskedFor() {
        Map<String, String> shownFor =
                Map.of(
                        "a.example", "a",
                        "b.example", "b",
                        "B.EXAMPLE", "b",
                        "x.wild.example", "wild",
                        "other.example", "a");
        shownFor.forEach(
                (name, shown) -> {
                    for (String version : List.of("-tls1_2", "-tls1_3")) {
                        String output = shakeHands(open, "-servername", name, version);
                        assertTrue(output.contains("subject=CN = " + shown + "\n"), output);
                        assertTrue(output.contains("Verify return code: 0 (ok)"), output);
                    }
                });
    }

    @Test
    void shouldAnswerOptions() {
        for (String address : List.of("127.0.0.1:" + open, "[::1]:" + six)) {
            String output = ask(address);
            assertTrue(output.contains("SIP/2.0 200 "), output);
        }
    }

    @Test
    void shouldSpeakNothingOlder() {
        for (String version : List.of("-tls1_1", "-tls1")) {
            String output = shakeHands(open, version, "-cipher", "ALL:@SECLEVEL=0");
            assertTrue(output.contains("alert protocol version"), output);
        }
        box.awaitMetric("portcullis_sip_connections_closed_total", "handshake_failed", 2);
    }

    @Test
    void shouldAskForACertificate() {
        shakeHands(closed, "-tls1_2");
        box.awaitMetric("portcullis_sip_connections_closed_total", "handshake_failed", 1);
        shakeHands(closed, "-tls1_3", "-cert", "stranger.pem", "-key", "stranger.key");
        box.awaitMetric("portcullis_sip_connections_closed_total", "handshake_failed", 2);
        String output = ask("127.0.0.1:" + closed + " -cert client.pem -key client.key");
        assertTrue(output.contains("SIP/2.0 403 "), output);
        assertEquals(
                2,
                box.metric("portcullis_sip_connections_closed_total", "handshake_failed"),
                "the good one was not refused");
    }

    @Test
    void shouldResumeASession() {
        String output = shakeHands(open, "-tls1_2", "-reconnect");
        assertTrue(output.contains("Reused, TLSv1.2"), output);
    }

    @Test
    void shouldTakeANewCertificateAndNoBrokenOne() {
        assertTrue(shakeHands(open).contains("subject=CN = a\n"));
        pki.replace("a", "new");
        box.awaitMetric("portcullis_tls_reloads_total", "result=\"loaded\"", 2); // two realms
        assertTrue(shakeHands(open).contains("subject=CN = new\n"));
        Program.run(directory, "bash", "-c", "head -c 100 b.pem > a.pem");
        box.awaitMetric("portcullis_tls_reloads_total", "result=\"failed\"", 2);
        assertTrue(shakeHands(open).contains("subject=CN = new\n"));
        assertTrue(box.output().contains("certificates kept as they were"));
        assertTrue(
                box.metric("portcullis_tls_certificate_expiry_seconds", "realm=\"open\"") > 1.7e9);
    }

    /** TLS 1.2 lets a client ask for handshake after handshake on one connection. */
    @Test
    void shouldRefuseToShakeHandsAgain() {
        String output =
                Program.output(
                        directory,
                        "bash",
                        "-c",
                        "printf 'R\\n' | timeout 10 openssl s_client -tls1_2 -connect 127.0.0.1:"
                                + open);
        assertTrue(output.contains("RENEGOTIATING"), output);
        assertTrue(output.toLowerCase(Locale.ROOT).contains("alert"), output);
    }

    /** Sends OPTIONS and reads until nothing more comes. */
    private String ask(String connection) {
        return Program.output(
                directory,
                "bash",
                "-c",
                "printf '"
                        + OPTIONS
                        + "' | timeout 3 openssl s_client -quiet -connect "
                        + connection);
    }

    private String shakeHands(int port, String... more) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
        command.addAll(List.of("-CAfile", "ca.pem"));
        command.addAll(List.of(more));
        return Program.output(directory, command.toArray(String[]::new));
    }

    private String configuration() {
        return """
        realms:
          open:
            listen: [tls:127.0.0.1:%1$d, "tls:[::1]:%3$d"]
            media: { address: 127.0.0.1, ports: 30000-31999 }
            trust: known
            tls:
              certificates:
                - { chain: a.pem, key: a.key }
                - { chain: b.pem, key: b.key }
                - { chain: wild.pem, key: wild.key }
          closed:
            listen: [tls:127.0.0.1:%2$d]
            media: { ports: 32000-33999 }
            trust: known
            tls:
              certificates: [{ chain: a.pem, key: a.key }]
              client-certificates: required
              ca: ca.pem
        address-groups: { all: [127.0.0.1, "::1"] }
        trunks: { client: { realm: open, match: { group: all }, send-to: "sips:127.0.0.1" } }
        transport: { certificate-check: 200ms }
        """
                .formatted(open, closed, six);
    }
}

package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has heard a user's credentials, or makes some up, against a realm that asks for them. */
class StolenCredentialsTest {
    private static final String COUNTED = "portcullis_digest_requests_total";
    private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]+)\"");

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final String uri = "sip:127.0.0.1:" + outside;
    private Box box;
    private int requests;

    @BeforeEach
    void start() {
        box = Box.start(directory, configuration(), List.of());
    }

    @AfterEach
    void stop() {
        try (Box ending = box) {
            assertEquals(0, ending.metric("portcullis_internal_errors_total"), ending.output());
        }
    }

    @Test
    void shouldTakeCredentialsOnce() {
        try (Attacker alice = peer("127.71.0.1");
                Attacker thief = peer("127.71.0.2")) {
            String nonce = nonce(ask(alice, options("")));
            String shown = credentials(nonce, 1);
            assertStatus(200, ask(alice, options(shown)));
            assertStatus(401, ask(alice, options(shown)));
            assertStatus(401, ask(thief, options(shown)));
            assertEquals(2, box.metric(COUNTED, "replayed"));
            assertStatus(200, ask(alice, options(credentials(nonce, 2))));
            assertStatus(200, ask(alice, options(credentials(nonce, 5))));
            assertStatus(401, ask(alice, options(credentials(nonce, 5))));
            assertEquals(0, box.metric(COUNTED, "\"blocked\""), "no password was wrong");
        }
    }

    @Test
    void shouldTakeNoNonceButItsOwn() {
        try (Attacker forger = peer("127.71.0.3")) {
            String nonce = nonce(ask(forger, options("")));
            char last = nonce.charAt(nonce.length() - 1);
            String bent = nonce.substring(0, nonce.length() - 1) + (last == 'A' ? 'B' : 'A');
            for (String forged : List.of(bent, "0", nonce + nonce, "x".repeat(2_000))) {
                assertStatus(401, ask(forger, options(credentials(forged, 1))));
            }
            assertEquals(4, box.metric(COUNTED, "stale"));
            assertStatus(200, ask(forger, options(credentials(nonce, 1))));
        }
    }

    /** A table of what was shown would be what an attacker fills. */
    @Test
    void shouldKeepNothingOfWhoOnlyAsks() {
        try (Attacker flood = peer("127.71.0.4")) {
            for (int i = 0; i < 25; i++) {
                assertStatus(401, ask(flood, options("")));
            }
        }
        assertEquals(25, box.metric(COUNTED, "challenged"));
        assertEquals(0, box.metric("portcullis_sip_transactions"), "a challenge keeps no state");
    }

    private Attacker peer(String address) {
        return new Attacker(
                address, 0, new InetSocketAddress(InetAddress.getLoopbackAddress(), outside));
    }

    private String ask(Attacker asking, String request) {
        asking.send(request);
        String[] answer = {""};
        box.awaitMetric(
                COUNTED,
                value -> {
                    asking.heard().forEach(message -> answer[0] = message);
                    return !answer[0].isEmpty();
                });
        return answer[0];
    }

    private static void assertStatus(int status, String answer) {
        assertTrue(answer.startsWith("SIP/2.0 " + status + ' '), answer);
    }

    private static String nonce(String challenge) {
        Matcher found = NONCE.matcher(challenge);
        assertTrue(found.find(), challenge);
        return found.group(1);
    }

    private String options(String credentials) {
        requests++;
        return String.join(
                "\r\n",
                "OPTIONS " + uri + " SIP/2.0",
                "Via: SIP/2.0/UDP 127.0.0.9;rport;branch=z9hG4bK" + requests,
                "From: <sip:alice@sip.example>;tag=" + requests,
                "To: <" + uri + '>',
                "Call-ID: call-" + requests,
                "CSeq: 1 OPTIONS",
                credentials + "Max-Forwards: 70",
                "Content-Length: 0",
                "",
                "");
    }

    private String credentials(String nonce, int count) {
        String nc = String.format("%08x", count);
        String secret = md5("alice:sip.example:wonderland");
        String request = md5("OPTIONS:" + uri);
        String response = md5(String.join(":", secret, nonce, nc, "c", "auth", request));
        return "Authorization: Digest username=\"alice\", realm=\"sip.example\", nonce=\""
                + nonce
                + "\", uri=\""
                + uri
                + "\", qop=auth, nc="
                + nc
                + ", cnonce=\"c\", algorithm=MD5, response=\""
                + response
                + "\"\r\n";
    }

    private static String md5(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private String configuration() {
        return """
        users: { alice: { password: wonderland } }
        realms:
          outside:
            listen: [udp:127.0.0.1:%d]
            media: { ports: 30000-30999 }
            trust: untrusted
            auth: { realm: sip.example, algorithms: [md5] }
        transport: { loops: 1 }
        """
                .formatted(outside);
    }
}

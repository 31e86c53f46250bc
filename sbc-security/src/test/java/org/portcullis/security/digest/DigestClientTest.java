package org.portcullis.security.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.border.Credentials;
import org.portcullis.core.message.DigestCredentials;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Messages;

/** Our answers to challenges that are written by hand. */
class DigestClientTest {
    private static final Account BOX = new Account("carrier", "box", "s\u00e9cret", true);
    private static final SipRequest INVITE =
            Messages.request(
                    """
                    INVITE sip:100@192.0.2.9 SIP/2.0
                    Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
                    From: <sip:box@192.0.2.1>;tag=1
                    To: <sip:100@192.0.2.9>
                    Call-ID: 1
                    CSeq: 1 INVITE
                    Content-Length: 5

                    v=0
                    """);

    private final Counters counters = new Counters();
    private int cnonces;
    private final DigestClient client = client(BOX, new Account("core", "deep", "down", true));

    private DigestClient client(Account... accounts) {
        return new DigestClient(
                "carrier", List.of(accounts), () -> AsciiString.of("cnonce" + ++cnonces), counters);
    }

    private static SipResponse response(int status, String headers) {
        return Messages.answer(INVITE, status, "t", headers);
    }

    private static String www(String challenge) {
        return "WWW-Authenticate: Digest " + challenge + '\n';
    }

    private static String proxy(String challenge) {
        return "Proxy-Authenticate: Digest " + challenge + '\n';
    }

    private static List<Credentials.Line> again(Credentials.Exchange exchange, String headers) {
        return exchange.again(INVITE, response(headers.contains("Proxy") ? 407 : 401, headers));
    }

    private static String get(Credentials.Line line, String name) {
        return DigestCredentials.parse(line.value())
                .orElseThrow(() -> new AssertionError(line.value()))
                .get(AsciiString.of(name))
                .map(AsciiString::toString)
                .orElse("-");
    }

    private long counted(String result) {
        return counters.samples().stream()
                .filter(s -> s.name().equals("portcullis_digest_challenges_total"))
                .filter(s -> s.labels().contains(result))
                .findAny()
                .orElseThrow()
                .value()
                .getAsLong();
    }

    @Test
    void shouldAnswerAsRfc7616Says() {
        Credentials.Exchange exchange = client.begin();
        assertEquals(List.of(), exchange.first(INVITE));
        List<Credentials.Line> lines =
                again(
                        exchange,
                        www(
                                "realm=\"carrier\", nonce=\"n\\\"1\", opaque=\"o\", qop=\"auth\","
                                        + " algorithm=SHA-256"));
        assertEquals(1, lines.size());
        Credentials.Line line = lines.getFirst();
        assertEquals("Authorization", line.name().text().toString());
        AsciiString secret = Digest.secret(Algorithm.SHA_256, "box", "carrier", "s\u00e9cret");
        AsciiString expected =
                Digest.response(
                        Algorithm.SHA_256,
                        secret,
                        AsciiString.of("n\\\"1"),
                        Optional.of(
                                new Digest.Use(
                                        Qop.AUTH,
                                        AsciiString.of("00000001"),
                                        AsciiString.of("cnonce1"))),
                        Digest.Subject.of(INVITE, AsciiString.of("sip:100@192.0.2.9")));
        assertEquals(
                "Digest username=\"box\", realm=\"carrier\", nonce=\"n\\\"1\","
                        + " uri=\"sip:100@192.0.2.9\", opaque=\"o\", response=\""
                        + expected
                        + "\", algorithm=SHA-256, cnonce=\"cnonce1\", qop=auth, nc=00000001",
                line.value().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "algorithm=MD5, qop=\"auth\"             | MD5         | auth",
                "qop=\"auth-int,auth\"                   | -           | auth",
                "qop=\"auth-int\"                        | -           | auth-int",
                "algorithm=sha-512-256, qop=\"x , auth\" | SHA-512-256 | auth",
                "algorithm=MD5-sess, qop=\"auth\"        | MD5-sess    | auth",
                "algorithm=SHA-256-sess, qop=auth-int    | SHA-256-sess| auth-int",
                "realm2=x                                | -           | -",
            })
    void shouldAnswerWhatItIsAskedFor(String asked, String algorithm, String qop) {
        List<Credentials.Line> lines =
                again(client.begin(), www("realm=\"carrier\", nonce=\"n\", " + asked));
        assertEquals(algorithm, get(lines.getFirst(), "algorithm"));
        assertEquals(qop, get(lines.getFirst(), "qop"));
    }

    @Test
    void shouldKeepTheSecretOfASessionWithItsFirstNonce() {
        Credentials.Exchange exchange = client.begin();
        again(exchange, www("realm=\"carrier\", nonce=\"n\", algorithm=MD5-sess, qop=auth"));
        exchange.accepted(response(200, "Authentication-Info: nextnonce=\"m\", qop=auth\n"));
        Credentials.Line next = client.begin().first(INVITE).getFirst();
        AsciiString secret =
                Digest.sessionSecret(
                        Algorithm.MD5,
                        Digest.secret(Algorithm.MD5, "box", "carrier", "s\u00e9cret"),
                        AsciiString.of("n"),
                        AsciiString.of("cnonce1"));
        AsciiString expected =
                Digest.response(
                        Algorithm.MD5,
                        secret,
                        AsciiString.of("m"),
                        Optional.of(
                                new Digest.Use(
                                        Qop.AUTH,
                                        AsciiString.of("00000001"),
                                        AsciiString.of("cnonce1"))),
                        Digest.Subject.of(INVITE, AsciiString.of("sip:100@192.0.2.9")));
        assertEquals("m", get(next, "nonce"));
        assertEquals(expected.toString(), get(next, "response"));
    }

    @Test
    void shouldTakeTheStrongestInEachRealm() {
        String challenges =
                www("realm=\"carrier\", nonce=\"1\", algorithm=MD5, qop=auth")
                        + www("realm=\"carrier\", nonce=\"2\", algorithm=SHA-512-256, qop=auth")
                        + www("realm=\"carrier\", nonce=\"3\", algorithm=SHA-256, qop=auth")
                        + www("realm=\"carrier\", nonce=\"4\", algorithm=SHA3-512, qop=auth");
        List<Credentials.Line> lines = again(client.begin(), challenges);
        assertEquals(1, lines.size());
        assertEquals("2", get(lines.getFirst(), "nonce"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "realm=\"other\", nonce=\"n\"",
                "realm=\"CARRIER\", nonce=\"n\"",
                "realm=\"carrier\", nonce=\"n\", algorithm=SHA3",
                "realm=\"carrier\", nonce=\"n\", qop=\"auth-conf\"",
                "realm=\"carrier\", nonce=\"\"",
                "realm=\"carrier\"",
                "nonce=\"n\"",
                "realm=\"carrier, nonce=\"n\"",
                ""
            })
    void shouldShowNobodyElseAnything(String challenge) {
        assertEquals(List.of(), again(client.begin(), www(challenge)));
        assertEquals(1, counted("unanswerable"));
        assertEquals(List.of(), client.begin().first(INVITE));
    }

    @Test
    void shouldAnswerAProxyAndThePeerBehindIt() {
        Credentials.Exchange exchange = client.begin();
        again(exchange, proxy("realm=\"carrier\", nonce=\"p\", qop=auth"));
        List<Credentials.Line> both = again(exchange, www("realm=\"core\", nonce=\"u\", qop=auth"));
        assertEquals(2, both.size());
        assertEquals("Proxy-Authorization", both.get(0).name().text().toString());
        assertEquals("00000002", get(both.get(0), "nc"));
        assertEquals("Authorization", both.get(1).name().text().toString());
        assertEquals("deep", get(both.get(1), "username"));
    }

    /** A proxy that forks sends the challenges of all branches together (RFC 3261 16.7). */
    @Test
    void shouldAnswerTheChallengesOfAllForks() {
        String challenges =
                www("realm=\"core\", nonce=\"u\", qop=auth")
                        + proxy("realm=\"carrier\", nonce=\"p\", qop=auth")
                        + www("realm=\"elsewhere\", nonce=\"x\", qop=auth");
        assertEquals(2, again(client.begin(), challenges).size());
    }

    @Test
    void shouldNotAnswerTwiceWhenTheAnswerIsWrong() {
        Credentials.Exchange exchange = client.begin();
        again(exchange, www("realm=\"carrier\", nonce=\"1\", qop=auth"));
        assertEquals(List.of(), again(exchange, www("realm=\"carrier\", nonce=\"2\", qop=auth")));
        assertEquals(1, counted("refused"));
        assertEquals(List.of(), client.begin().first(INVITE), "it is not tried ahead either");
    }

    @Test
    void shouldAnswerAStaleNonceOnceForEachNonceAndNotForEver() {
        Credentials.Exchange exchange = client.begin();
        again(exchange, www("realm=\"carrier\", nonce=\"1\", qop=auth"));
        String stale = "realm=\"carrier\", qop=auth, stale=TRUE, nonce=";
        assertEquals("2", get(again(exchange, www(stale + "\"2\"")).getFirst(), "nonce"));
        assertEquals(List.of(), again(exchange, www(stale + "\"2\"")), "the same nonce");
        Credentials.Exchange other = client.begin();
        int times = 0;
        while (!again(other, www(stale + "\"n" + times + '"')).isEmpty()) {
            times++;
            assertTrue(times < 100);
        }
        assertEquals(4, times);
    }

    @Test
    void shouldShowWhatWasAcceptedAheadAndCountOn() {
        again(client.begin(), www("realm=\"carrier\", nonce=\"1\", qop=auth"));
        for (int i = 2; i < 30; i++) {
            Credentials.Line line = client.begin().first(INVITE).getFirst();
            assertEquals("1", get(line, "nonce"));
            assertEquals(i, Integer.parseInt(get(line, "nc"), 16));
        }
    }

    /** Not every server says stale when it means it. */
    @Test
    void shouldAnswerOnceMoreWhenWhatItShowedAheadIsRefused() {
        again(client.begin(), www("realm=\"carrier\", nonce=\"1\", qop=auth"));
        Credentials.Exchange exchange = client.begin();
        exchange.first(INVITE);
        List<Credentials.Line> lines =
                again(exchange, www("realm=\"carrier\", nonce=\"2\", qop=auth"));
        assertEquals("2", get(lines.getFirst(), "nonce"));
        assertEquals(List.of(), again(exchange, www("realm=\"carrier\", nonce=\"3\", qop=auth")));
    }

    @Test
    void shouldShowNothingAheadWhereThatIsNotWanted() {
        DigestClient careful = client(new Account("carrier", "box", "s\u00e9cret", false));
        again(careful.begin(), www("realm=\"carrier\", nonce=\"1\", qop=auth"));
        assertEquals(List.of(), careful.begin().first(INVITE));
    }

    @Test
    void shouldTakeTheNextNonce() {
        Credentials.Exchange exchange = client.begin();
        again(exchange, www("realm=\"carrier\", nonce=\"1\", qop=auth"));
        exchange.accepted(response(200, "Authentication-Info: qop=auth, nextnonce=\"2\"\n"));
        Credentials.Line line = client.begin().first(INVITE).getFirst();
        assertEquals("2", get(line, "nonce"));
        assertEquals("00000001", get(line, "nc"));
        exchange.accepted(response(200, "Authentication-Info: \"\n"));
        assertNotEquals(List.of(), client.begin().first(INVITE), "junk is ignored");
    }
}

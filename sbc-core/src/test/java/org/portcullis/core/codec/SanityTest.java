package org.portcullis.core.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Identifiers;

/** What is asked of messages, each check by itself. */
class SanityTest {
    private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.9", 4711);
    private static final String DIGEST =
            "Authorization: Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:r\","
                    + " response=\"00\"";
    private static final String SOUND =
            """
            INVITE sip:bob@example.com SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
            From: <sip:alice@example.com>;tag=a
            To: <sip:bob@example.com>
            Call-ID: 1@example.com
            CSeq: 1 INVITE
            Max-Forwards: 70
            Expires: 60
            Content-Length: 0

            """;

    private final MessageWriter writer = new MessageWriter();

    private static Optional<Insane> judge(byte[] bytes, SanityPolicy policy) {
        Sanity sanity =
                new Sanity(policy, "outside", via -> via.host().contentEquals("203.0.113.1"));
        return switch (new SipParser(SipLimits.DEFAULT, policy)
                .parse(bytes.clone(), bytes.length, false)) {
            case ParseResult.Parsed parsed -> sanity.check(parsed.message());
            case ParseResult.Malformed malformed -> sanity.check(malformed);
            case ParseResult.KeepAlive keepAlive -> throw new AssertionError("keep-alive");
        };
    }

    private static Optional<Insane> judge(String text, SanityPolicy policy) {
        return judge(Wire.bytes(text), policy);
    }

    private static String changed(String line, String other) {
        assertTrue(line.isEmpty() || SOUND.contains(line), line);
        String end = "Content-Length: 0";
        return line.isEmpty()
                ? SOUND.replace(end, other + "\n" + end)
                : SOUND.replace(line, other.replace("\\n", "\n"));
    }

    @Test
    void shouldLetASoundMessageThrough() {
        assertEquals(Optional.empty(), judge(SOUND, SanityPolicy.DEFAULT));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            com SIP/2.0               | com SIP/3.0                  | VERSION           | 505 | Version Not Supported
            sip:bob@example.com SIP   | smtp:bob@example.com SIP     | SCHEME            | 416 | Unsupported URI Scheme
            sip:bob@example.com SIP   | urn:isbn:0451450523 SIP      | SCHEME            | 416 | Unsupported URI Scheme
            Call-ID: 1@example.com    | X: 1                         | REQUIRED_HEADERS  | 400 | Missing Call-ID
            From: <sip:alice@example.com>;tag=a | X: 1               | REQUIRED_HEADERS  | 400 | Missing From
            Max-Forwards: 70          | Max-Forwards: 70\\nMax-Forwards: 70 | REPEATED_HEADERS | 400 | Repeated Max-Forwards
            CSeq: 1 INVITE            | CSeq: 1 BYE                  | CSEQ_METHOD       | 400 | CSeq names another method
            CSeq: 1 INVITE            | CSeq: 2147483648 INVITE      | CSEQ_NUMBER       | 400 | Invalid CSeq
            CSeq: 1 INVITE            | CSeq: one INVITE             | CSEQ_NUMBER       | 400 | Invalid CSeq
            Content-Length: 0         | Content-Length: 9            | CONTENT_LENGTH    | 400 | Content-Length exceeds the message
            Content-Length: 0         | Content-Length: -1           | CONTENT_LENGTH    | 400 | Invalid Content-Length
            sip:bob@example.com SIP   | sip:@example.com SIP         | URIS              | 400 | Invalid Request-URI
            To: <sip:bob@example.com> | To: <sip:bob@>               | URIS              | 400 | Invalid To
                                      | Contact: <sip:a@b            | URIS              | 400 | Invalid Contact
            Max-Forwards: 70          | Max-Forwards: 256            | MAX_FORWARDS      | 400 | Invalid Max-Forwards
            Max-Forwards: 70          | Max-Forwards: x              | MAX_FORWARDS      | 400 | Invalid Max-Forwards
            Max-Forwards: 70          | Max-Forwards: 0              | MAX_FORWARDS      | 483 | Too Many Hops
            Expires: 60               | Expires: 4294967296          | EXPIRES           | 400 | Invalid Expires
            Expires: 60               | Expires: soon                | EXPIRES           | 400 | Invalid Expires
                                      | Proxy-Require: foo, bar      | PROXY_REQUIRE     | 420 | Bad Extension
                                      | Proxy-Require: privacy, foo  | PROXY_REQUIRE     | 420 | Bad Extension
            tag=a                     | tag=a;tag=b                  | TAGS              | 400 | From has several tags
            To: <sip:bob@example.com> | To: <sip:bob@example.com>;tag=a;TAG=a | TAGS     | 400 | To has several tags
                                      | Authorization: Digest        | DIGEST            | 400 | Invalid digest credentials
                                      | Authorization: Digest username="a" | DIGEST      | 400 | Invalid digest credentials
                                      | Proxy-Authorization: Digest username="a", realm="r", nonce="n, uri="sip:r", response="00" | DIGEST | 400 | Invalid digest credentials
            branch=z9hG4bK1           | branch=z9hG4bK               | BRANCH            | 400 | Branch is the magic cookie alone
            """)
    void shouldAnswerWhatFails(
            String line, String other, SanityCheck check, int status, String reason) {
        String text = changed(line == null ? "" : line, other);
        Insane insane = judge(text, SanityPolicy.DEFAULT).orElseThrow();
        assertEquals(check, insane.check());
        SipResponse answer =
                StatelessReply.of(
                        writer,
                        insane,
                        insane.reply().orElseThrow(),
                        AsciiString.of("ours"),
                        SOURCE);
        assertEquals(status, answer.status());
        assertEquals(reason, answer.reason().toString());
        Optional<Insane> off = judge(text, SanityPolicy.DEFAULT.with(check, false));
        assertEquals(Optional.empty(), off, "the check is off");
        Optional<Insane> quiet = judge(text, SanityPolicy.DEFAULT.droppingSilently(true));
        assertEquals(check, quiet.orElseThrow().check());
        assertEquals(Optional.empty(), quiet.orElseThrow().reply());
    }

    /** What a check that is off leaves of a message: the message, or nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            com SIP/2.0       | com SIP/3.0                         | VERSION          | true
            Call-ID: 1@example.com | X: 1                           | REQUIRED_HEADERS | false
            Max-Forwards: 70  | Max-Forwards: 70\\nMax-Forwards: 69 | REPEATED_HEADERS | true
            CSeq: 1 INVITE    | CSeq: 1 BYE                         | CSEQ_METHOD      | true
            CSeq: 1 INVITE    | CSeq: one INVITE                    | CSEQ_NUMBER      | false
            Content-Length: 0 | Content-Length: 9                   | CONTENT_LENGTH   | true
            Max-Forwards: 70  | Max-Forwards: 256                   | MAX_FORWARDS     | true
            sip:bob@example.com SIP | sip:@example.com SIP          | URIS             | false
            """)
    void shouldTakeWhatCanBeTaken(String line, String other, SanityCheck check, boolean taken) {
        byte[] bytes = Wire.bytes(changed(line, other));
        SipParser lenient =
                new SipParser(SipLimits.DEFAULT, SanityPolicy.DEFAULT.with(check, false));
        ParseResult result = lenient.parse(bytes, bytes.length, false);
        assertEquals(taken, result instanceof ParseResult.Parsed);
        if (taken) {
            assertEquals(70, ((SipRequest) Wire.message(result)).maxForwards());
        }
    }

    @Test
    void shouldNotForgiveAContentLengthInAStream() {
        byte[] bytes = Wire.bytes(SOUND.replace("Content-Length: 0", "Content-Length: 5") + "12");
        SanityPolicy off = SanityPolicy.DEFAULT.with(SanityCheck.CONTENT_LENGTH, false);
        ParseResult result = new SipParser(SipLimits.DEFAULT, off).parse(bytes, bytes.length, true);
        assertEquals(ParseResult.Kind.CONTENT_LENGTH, Wire.malformed(result).kind());
    }

    @Test
    void shouldSayThatAMessageIsTooLarge() {
        String text = SOUND.replace("Expires", "X: " + "x".repeat(9000) + "\nExpires");
        Insane insane = judge(text, SanityPolicy.DEFAULT).orElseThrow();
        assertEquals(SanityCheck.SIZE, insane.check());
        assertEquals(513, insane.status());
        SanityPolicy off = SanityPolicy.DEFAULT.with(SanityCheck.SIZE, false);
        assertEquals(Optional.empty(), judge(text, off));
    }

    @Test
    void shouldTakeARequestThatRequiresPrivacy() {
        String text = changed("", "Proxy-Require: Privacy");
        assertEquals(Optional.empty(), judge(text, SanityPolicy.DEFAULT));
    }

    @Test
    void shouldNameWhatIsUnsupported() {
        Insane insane =
                judge(
                                changed("", "Proxy-Require: foo\nproxy-require: bar,privacy,baz"),
                                SanityPolicy.DEFAULT)
                        .orElseThrow();
        SipResponse answer =
                StatelessReply.of(
                        writer, insane, insane.reply().orElseThrow(), AsciiString.of("t"), SOURCE);
        assertEquals(
                "foo, bar, baz", answer.header(HeaderName.UNSUPPORTED).orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tel:+4930",
                "sips:bob@example.com",
                "urn:service:sos",
                "URN:Service:sos.police"
            })
    void shouldTakeSchemesThatCallsAreMadeTo(String uri) {
        String text = SOUND.replace("sip:bob@example.com SIP", uri + " SIP");
        assertEquals(Optional.empty(), judge(text, SanityPolicy.DEFAULT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: NoOneKnowsThisScheme opaque-data=here",
                "Authorization: Digestive x",
                "Authorization: Digest username = \"a\" ,realm=\"r\\\"\",nonce=n,uri=\"sip:r\","
                        + " response=\"00\", qop=auth , nc=00000001",
            })
    void shouldTakeCredentials(String line) {
        assertEquals(Optional.empty(), judge(changed("", line), SanityPolicy.DEFAULT));
    }

    @Test
    void shouldWantOneSetOfCredentialsForARealm() {
        String other = DIGEST.replace("\"r\"", "\"s\"");
        String proxy = DIGEST.replace("Authorization", "Proxy-Authorization");
        String fine = changed("", DIGEST + "\n" + other + "\n" + proxy);
        String again = changed("", DIGEST + "\n" + other + "\n" + DIGEST);
        String many = changed("", "Authorization: Digest a=b\n".repeat(17).strip());
        assertEquals(Optional.empty(), judge(fine, SanityPolicy.DEFAULT));
        assertEquals(
                SanityCheck.AUTHORIZATION,
                judge(again, SanityPolicy.DEFAULT).orElseThrow().check());
        assertEquals(
                Optional.empty(),
                judge(again, SanityPolicy.DEFAULT.with(SanityCheck.AUTHORIZATION, false)));
        assertEquals(
                SanityCheck.AUTHORIZATION,
                judge(many, SanityPolicy.DEFAULT.with(SanityCheck.DIGEST, false))
                        .orElseThrow()
                        .check());
    }

    @Test
    void shouldWantTheCookieOnlyWhereItIsToldTo() {
        SanityPolicy strict = SanityPolicy.DEFAULT.with(SanityCheck.COOKIE, true);
        for (String via : new String[] {"192.0.2.1;branch=1", "192.0.2.1"}) {
            String old = SOUND.replace("192.0.2.1;branch=z9hG4bK1", via);
            assertEquals(Optional.empty(), judge(old, SanityPolicy.DEFAULT));
            assertEquals(SanityCheck.COOKIE, judge(old, strict).orElseThrow().check());
        }
        assertEquals(Optional.empty(), judge(SOUND, strict));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "ACK", "CANCEL"})
    void shouldLetWhatEndsHereComeWithoutHops(String method) {
        String text = SOUND.replace("INVITE", method).replace("Forwards: 70", "Forwards: 0");
        assertEquals(Optional.empty(), judge(text, SanityPolicy.DEFAULT));
    }

    @Test
    void shouldLetARequestInADialogComeWithoutHops() {
        String text =
                SOUND.replace("INVITE", "BYE")
                        .replace("Forwards: 70", "Forwards: 0")
                        .replace("To: <sip:bob@example.com>", "To: <sip:bob@example.com>;tag=b");
        assertEquals(Optional.empty(), judge(text, SanityPolicy.DEFAULT));
    }

    @Test
    void shouldIgnoreProxyRequireInWhatCannotBeRefused() {
        String text = changed("", "Proxy-Require: foo");
        assertEquals(Optional.empty(), judge(text.replace("INVITE", "ACK"), SanityPolicy.DEFAULT));
        assertEquals(
                Optional.empty(), judge(text.replace("INVITE", "CANCEL"), SanityPolicy.DEFAULT));
    }

    @Test
    void shouldNeverAnswerAnAck() {
        String text = changed("tag=a", "tag=a;tag=b").replace("INVITE", "ACK");
        Insane insane = judge(text, SanityPolicy.DEFAULT).orElseThrow();
        assertEquals(Optional.empty(), insane.reply());
    }

    @Test
    void shouldTakeResponsesToOwnRequestsOnly() {
        String ours =
                SOUND.replace("INVITE sip:bob@example.com SIP/2.0", "SIP/2.0 200 OK")
                        .replace("192.0.2.1", "203.0.113.1");
        String foreign = ours.replace("203.0.113.1", "203.0.113.2");
        String two = ours.replace("From:", "Via: SIP/2.0/UDP 255.255.255.255\nFrom:");
        String listed = ours.replace("z9hG4bK1", "z9hG4bK1, SIP/2.0/UDP 192.0.2.7");
        String tags = ours.replace("tag=a", "tag=a;tag=b");
        SanityPolicy off = SanityPolicy.DEFAULT.with(SanityCheck.FIRST_VIA, false);
        assertEquals(Optional.empty(), judge(ours, SanityPolicy.DEFAULT));
        for (String response : new String[] {foreign, two, listed}) {
            Insane insane = judge(response, SanityPolicy.DEFAULT).orElseThrow();
            assertEquals(SanityCheck.FIRST_VIA, insane.check());
            assertEquals(Optional.empty(), insane.reply());
            assertEquals(Optional.empty(), judge(response, off));
        }
        assertEquals(SanityCheck.TAGS, judge(tags, SanityPolicy.DEFAULT).orElseThrow().check());
    }

    @Test
    void shouldTellALoopFromASpiral() {
        SipRequest first = Wire.request(SOUND);
        Identifiers ids = new Identifiers(new Random(3), 5);
        String branch = ids.branch(LoopMark.of("outside", first)).toString();
        String own = "Via: SIP/2.0/UDP 203.0.113.1:5060;branch=" + branch;
        String direct = SOUND.replace("Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1", own);
        String loop = SOUND.replace("From:", "Via: SIP/2.0/TCP 192.0.2.7\n" + own + "\nFrom:");
        String spiral = loop.replace("sip:bob@example.com SIP", "sip:carol@example.com SIP");
        String elsewhere =
                SOUND.replace("From:", own.replace("203.0.113.1", "192.0.2.8") + "\nFrom:");
        String inDialog =
                loop.replace("To: <sip:bob@example.com>", "To: <sip:bob@example.com>;tag=b");
        for (String looped : new String[] {direct, loop}) {
            Insane insane = judge(looped, SanityPolicy.DEFAULT).orElseThrow();
            assertEquals(SanityCheck.LOOPS, insane.check());
            assertEquals(482, insane.status());
            assertEquals(
                    Optional.empty(),
                    judge(looped, SanityPolicy.DEFAULT.with(SanityCheck.LOOPS, false)));
        }
        for (String fine : new String[] {spiral, elsewhere, inDialog}) {
            assertEquals(Optional.empty(), judge(fine, SanityPolicy.DEFAULT), fine);
        }
        String otherRealm = ids.branch(LoopMark.of("inside", first)).toString();
        assertEquals(
                Optional.empty(), judge(loop.replace(branch, otherRealm), SanityPolicy.DEFAULT));
    }

    @ParameterizedTest
    @EnumSource
    void shouldDescribeEveryCheck(SanityCheck check) {
        assertEquals(check.optional(), !check.help().isEmpty());
        assertFalse(check.label().contains("_"));
    }
}

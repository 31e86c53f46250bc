package org.portcullis.core.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

class StatelessReplyTest {
    private static final AsciiString TAG = new AsciiString("ours");
    private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.9", 4711);

    private final MessageWriter writer = new MessageWriter();

    private SipResponse reply(String request, int status) {
        return StatelessReply.of(
                writer, ReplyHeaders.of(Wire.request(request)), status, TAG, SOURCE);
    }

    private SipResponse refusal(byte[] request) {
        ParseResult.Malformed malformed = Wire.malformed(Wire.parse(request));
        return StatelessReply.of(
                writer, Insane.of(malformed), malformed.reply().orElseThrow(), TAG, SOURCE);
    }

    @Test
    void shouldRepeatWhatTheSenderKnowsItsRequestBy() {
        SipResponse response =
                reply(
                        Wire.options(
                                "Via: SIP/2.0/TCP other;branch=2 , SIP/2.0/UDP last\nMax-Forwards: 3\n\nbody"),
                        404);
        assertEquals(
                """
                SIP/2.0 404 Not Found
                Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1;received=192.0.2.9
                Via: SIP/2.0/TCP other;branch=2 , SIP/2.0/UDP last
                From: <sip:alice@example.com>;tag=a
                To: <sip:bob@example.com>;tag=ours
                Call-ID: 1@example.com
                CSeq: 1 OPTIONS
                Content-Length: 0

                """
                        .replace("\n", "\r\n"),
                response.toString());
    }

    @Test
    void shouldSayWhatParsingItAgainSays() {
        SipResponse response = reply(Wire.options("\n"), 200);
        byte[] bytes = response.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(Wire.describe(Wire.message(Wire.parse(bytes))), Wire.describe(response));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            192.0.2.9;branch=1                        | 192.0.2.9;branch=1
            192.0.2.9;branch=1;rport                  | 192.0.2.9;branch=1;received=192.0.2.9;rport=4711
            192.0.2.1;rport;branch=1                  | 192.0.2.1;branch=1;received=192.0.2.9;rport=4711
            host:5070;rport=1;received=6.6.6.6;x="a;b"| host:5070;x="a;b";received=192.0.2.9;rport=4711
            host ; received = 6.6.6.6 ; branch = 1    | host ; branch = 1;received=192.0.2.9
            192.0.2.9, SIP/2.0/TCP next;a=b           | 192.0.2.9, SIP/2.0/TCP next;a=b
            192.0.2.1 , SIP/2.0/TCP next;a=b          | 192.0.2.1;received=192.0.2.9, SIP/2.0/TCP next;a=b
            """)
    void shouldSayWhereTheRequestCameFrom(String sent, String answered) {
        String request = Wire.options("\n").replace("192.0.2.1;branch=z9hG4bK1", sent);
        assertEquals(
                "SIP/2.0/UDP " + answered,
                reply(request, 200).header(HeaderName.VIA).orElseThrow().toString());
    }

    @Test
    void shouldCompareIpv6AddressesWithoutBrackets() {
        SipRequest request =
                Wire.request(
                        Wire.options("\n")
                                .replace("192.0.2.1;branch=z9hG4bK1", "[2001:DB8::1];branch=1"));
        ReplyHeaders headers = ReplyHeaders.of(request);
        SipResponse same =
                StatelessReply.of(
                        writer, headers, 200, TAG, new InetSocketAddress("2001:db8::1", 5060));
        SipResponse other =
                StatelessReply.of(
                        writer, headers, 200, TAG, new InetSocketAddress("2001:db8::2", 5060));
        assertTrue(same.topVia().received().isEmpty());
        assertEquals("2001:db8::2", other.topVia().received().orElseThrow().toString());
    }

    @Test
    void shouldKeepATagAndAddNoneTo100() {
        String tagged =
                Wire.options("\n")
                        .replace("To: <sip:bob@example.com>", "t: sip:bob@example.com;tag=b");
        assertEquals("b", reply(tagged, 200).to().tag().orElseThrow().toString());
        SipResponse trying =
                StatelessReply.of(
                        writer,
                        ReplyHeaders.of(Wire.request(Wire.options("\n"))),
                        100,
                        AsciiString.EMPTY_STRING,
                        SOURCE);
        assertFalse(trying.to().tag().isPresent());
    }

    @Test
    void shouldAnswerWithoutToAndFrom() {
        SipResponse response = refusal(Wire.resource("/rfc4475/insuf.dat"));
        assertEquals(400, response.status());
        assertEquals("Missing From", response.reason().toString());
        assertEquals("z9hG4bKkdj.insuf", response.topVia().branch().toString());
        assertFalse(response.has(HeaderName.TO));
        assertEquals(193942, response.cseq().number());
    }

    @Test
    void shouldAnswerABrokenViaByItsSoundBeginning() {
        SipResponse response = refusal(Wire.resource("/rfc4475/badinv01.dat"));
        assertEquals(
                "SIP/2.0/UDP 192.0.2.15;received=192.0.2.9",
                response.header(HeaderName.VIA).orElseThrow().toString());
    }

    @Test
    void shouldNameTheVersion() {
        SipResponse response = refusal(Wire.resource("/rfc4475/badvers.dat"));
        assertEquals(505, response.status());
        assertEquals("Version Not Supported", response.reason().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "clerr",
        "ncl",
        "scalar02",
        "quotbal",
        "ltgtruri",
        "lwsruri",
        "lwsstart",
        "trws",
        "escruri",
        "regbadct",
        "badaspec",
        "baddn",
        "mismatch01",
        "mismatch02",
        "multi01",
        "mcl01"
    })
    void shouldAnswerTorture(String file) {
        SipResponse response = refusal(Wire.resource("/rfc4475/" + file + ".dat"));
        assertEquals(400, response.status());
        assertInstanceOf(SipResponse.class, response);
        assertTrue(response.has(HeaderName.CALL_ID) && response.has(HeaderName.CSEQ));
        assertFalse(response.topVia().host().isEmpty());
    }
}

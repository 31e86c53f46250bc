package org.portcullis.core.codec;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.codec.ParseResult.Kind;
import org.portcullis.core.codec.ParseResult.Malformed;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

class SipParserTest {
    private static final String END = "Content-Length: 0\n\n";

    private static Malformed options(String more) {
        return Wire.malformed(Wire.parse(Wire.options(more)));
    }

    private static ParseResult parse(String text, SipLimits limits) {
        byte[] bytes = Wire.bytes(text);
        return new SipParser(limits).parse(bytes, bytes.length, false);
    }

    private static ParseResult stream(String text) {
        byte[] bytes = Wire.bytes(text);
        return new SipParser(SipLimits.DEFAULT).parse(bytes, bytes.length, true);
    }

    @Test
    void shouldReadHeadersInOrder() {
        SipRequest request =
                Wire.request(Wire.options("X-One: 1\nSupported: 100rel\nx-ONE:2\n" + END));
        assertAll(
                () -> assertEquals(9, request.headerCount()),
                () -> assertEquals("X-One", request.headerName(5).text().toString()),
                () -> assertEquals("x-ONE", request.headerName(7).text().toString()),
                () -> assertEquals(new AsciiString("2"), request.headerValue(7)),
                () -> assertEquals(HeaderName.SUPPORTED, request.headerName(6)),
                () ->
                        assertEquals(
                                List.of(new AsciiString("1"), new AsciiString("2")),
                                request.values(HeaderName.of(new AsciiString("X-one")))),
                () -> assertTrue(request.has(HeaderName.CONTENT_LENGTH)),
                () -> assertFalse(request.has(HeaderName.CONTACT)));
    }

    @Test
    void shouldUnfoldInPlace() {
        SipRequest request =
                Wire.request(Wire.options("Subject: a\n b\n\tc \nX-Empty:\n \n" + END));
        assertEquals("a   b  \tc", request.header(HeaderName.SUBJECT).orElseThrow().toString());
        assertTrue(
                request.header(HeaderName.of(new AsciiString("X-Empty"))).orElseThrow().isEmpty());
        assertFalse(request.toString().contains("\r\n "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\n\n\n\n", "\0\0\0\0", ""})
    void shouldKnowKeepAlives(String text) {
        assertInstanceOf(ParseResult.KeepAlive.class, Wire.parse(text));
    }

    @Test
    void shouldSkipLineEndsBeforeTheMessage() {
        assertEquals(
                Wire.describe(Wire.request(Wire.options(END))),
                Wire.describe(Wire.request("\n\n" + Wire.options(END))));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            OPTIONS sip:b@h SIP/2.1     | VERSION    | 505
            OPTIONS sip:b@h sip/2.0     |            | 0
            OPTIONS sip:b@h SIP/2       | START_LINE | 400
            OPTIONS sip:b@h SIP/two     | START_LINE | 400
            OPTIONS SIP/2.0             | START_LINE | 400
            OPTIONS  SIP/2.0            | URI        | 400
            OPTIONS h SIP/2.0           | URI        | 400
            OPTIONS sip:b@h?a=b SIP/2.0 | URI        | 400
            OPTIONS sip:b@h             | GARBAGE    | 0
            GET / HTTP/1.1              | GARBAGE    | 0
            (comment) sip:b@h SIP/2.0   | GARBAGE    | 0
            """)
    void shouldReadRequestLines(String line, String kind, int status) {
        judge(line, kind, status);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            SIP/2.0 200 OK     |            | 0
            sip/2.0 699 Odd    |            | 0
            SIP/2.0 200        |            | 0
            SIP/2.0 99 Few     | START_LINE | 0
            SIP/2.0 700 Many   | START_LINE | 0
            SIP/2.0 0200 Zero  | START_LINE | 0
            SIP/2.0 20a OK     | START_LINE | 0
            SIP/2.0 200OK      | START_LINE | 0
            SIP/2.0  200 OK    | START_LINE | 0
            SIP/3.0 200 OK     | VERSION    | 0
            SIP/2.0            | START_LINE | 0
            """)
    void shouldReadStatusLines(String line, String kind, int status) {
        judge(line, kind, status);
    }

    private static void judge(String line, String kind, int status) {
        ParseResult result =
                Wire.parse(Wire.options(END).replace("OPTIONS sip:bob@example.com SIP/2.0", line));
        if (kind == null) {
            Wire.message(result);
        } else {
            Malformed malformed = Wire.malformed(result);
            assertEquals(Kind.valueOf(kind), malformed.kind());
            assertEquals(status, Wire.status(malformed));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            From: <sip:alice@example.com>;tag=a        | Missing From
            To: <sip:bob@example.com>                  | Missing To
            Call-ID: 1@example.com                     | Missing Call-ID
            CSeq: 1 OPTIONS                            | Missing CSeq
            Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1 | Missing Via
            """)
    void shouldMissWhatIsMandatory(String line, String why) {
        Malformed malformed =
                Wire.malformed(Wire.parse(Wire.options(END).replace(line + "\n", "")));
        assertEquals(Kind.MISSING_HEADER, malformed.kind());
        assertEquals(why, malformed.why());
        assertEquals(why.equals("Missing Via") ? 0 : 400, Wire.status(malformed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f: <sip:alice@example.com>",
                "t: <sip:bob@example.com>",
                "i: 2",
                "cseq: 1 OPTIONS",
                "Max-Forwards: 1\nMax-Forwards: 1",
                "l: 0",
                "c: a/b\nContent-Type: a/b"
            })
    void shouldRefuseRepeatedHeaders(String lines) {
        assertEquals(Kind.REPEATED_HEADER, options(lines + "\n" + END).kind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Max-Forwards: 256",
                "Max-Forwards: -1",
                "Max-Forwards: 1 2",
                "Max-Forwards:",
                "Contact: sip:a@b?c=d",
                "Contact: <sip:a@b>, ",
                "Contact:",
                "Contact: *, <sip:a@b>",
                "Route: sip:a@b;;lr",
                "Record-Route: <sip:a@b>;",
                "m: \"open <sip:a@b>"
            })
    void shouldRefuseUnsoundValues(String line) {
        Kind expected = line.startsWith("Max-Forwards") ? Kind.MAX_FORWARDS : Kind.URI;
        assertEquals(expected, options(line + "\n" + END).kind());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            CSeq: 1 OPTIONS       | CSeq: 1 INVITE | CSEQ_METHOD
            CSeq: 1 OPTIONS       | CSeq: 2147483648 OPTIONS | CSEQ_NUMBER
            CSeq: 1 OPTIONS       | CSeq: 1OPTIONS | CSEQ_NUMBER
            CSeq: 1 OPTIONS       | CSeq: OPTIONS | CSEQ_NUMBER
            Call-ID: 1@example.com| Call-ID: 1 2 | HEADER_VALUE
            Call-ID: 1@example.com| Call-ID: | HEADER_VALUE
            To: <sip:bob@example.com>| To: <sip:bob@example.com>, <sip:c@d> | URI
            To: <sip:bob@example.com>| To: <sip:bob@example.com | URI
            Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1| Via: SIP/2.0/UDP 192.0.2.1:0 | HEADER_VALUE
            Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1| Via: SIP/2.0/UDP 192.0.2.1;branch= | HEADER_VALUE
            """)
    void shouldRefuseUnsoundMandatoryValues(String line, String unsound, Kind kind) {
        Malformed malformed = Wire.malformed(Wire.parse(Wire.options(END).replace(line, unsound)));
        assertEquals(kind, malformed.kind());
    }

    @Test
    void shouldTakeAContactOfAll() {
        assertTrue(Wire.request(Wire.options("Contact: *\n" + END)).contacts().isEmpty());
    }

    @Test
    void shouldReadAddressLists() {
        SipRequest request =
                Wire.request(
                        Wire.options(
                                "Record-Route: <sip:a@1.1.1.1;lr>, \"x, y\" <sip:b@2.2.2.2>\n"
                                        + "Route: <sip:c@3.3.3.3>\nRecord-Route: <sip:d@4.4.4.4>;x=y\n"
                                        + END));
        assertEquals(3, request.recordRoutes().size());
        assertEquals("sip:d@4.4.4.4", request.recordRoutes().getLast().uri().text().toString());
        assertEquals(1, request.routes().size());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            no colon          | HEADER_LINE
            : no name         | HEADER_LINE
            bad name : x      | HEADER_LINE
            """)
    void shouldRefuseWhatIsNoHeaderLine(String line, String kind) {
        Malformed malformed = options(line + "\n" + END);
        assertEquals(Kind.valueOf(kind), malformed.kind());
        assertEquals(400, Wire.status(malformed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb"})
    void shouldRefuseHalfALineEnd(String value) {
        byte[] sound = Wire.bytes(Wire.options("Subject: a@b\n" + END));
        String text = new String(sound, StandardCharsets.US_ASCII).replace("a@b", value);
        Malformed malformed = Wire.malformed(Wire.parse(text.getBytes(StandardCharsets.US_ASCII)));
        assertEquals(Kind.HEADER_LINE, malformed.kind());
    }

    @Test
    void shouldRefuseHeadersWithoutAnEnd() {
        assertEquals(Kind.TRUNCATED, options("Subject: cut").kind());
        assertEquals(Kind.TRUNCATED, options("Subject: cut\n").kind());
    }

    @Test
    void shouldFindTheBodyOfADatagram() {
        assertEquals("", Wire.request(Wire.options("\n")).body().toString());
        assertEquals("whole", Wire.request(Wire.options("\nwhole")).body().toString());
        assertEquals(
                "cut",
                Wire.request(Wire.options("Content-Length: 3\n\ncut off")).body().toString());
        assertEquals(Kind.CONTENT_LENGTH, options("Content-Length: 4\n\ncut").kind());
        assertEquals(Kind.CONTENT_LENGTH, options("Content-Length: 99999999999\n\ncut").kind());
    }

    @Test
    void shouldWantAnExactLengthInAStream() {
        assertEquals(
                "cut",
                Wire.message(stream(Wire.options("Content-Length: 3\n\ncut"))).body().toString());
        for (String wrong : List.of("Content-Length: 2\n\ncut", "Content-Length: 4\n\ncut", "\n")) {
            assertEquals(Kind.CONTENT_LENGTH, Wire.malformed(stream(Wire.options(wrong))).kind());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
            message      | 250,128,8192,70,32,49152   | X: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            header lines | 65535,5,8192,70,32,49152   | X: 1
            line         | 65535,128,60,70,32,49152   | X: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            Vias         | 65535,128,8192,3,32,49152  | Via: SIP/2.0/UDP a, SIP/2.0/UDP b, SIP/2.0/UDP c
            Contacts     | 65535,128,8192,70,2,49152  | Contact: <sip:a@b>, <sip:a@b>, <sip:a@b>
            Routes       | 65535,128,8192,70,2,49152  | Route: <sip:a@b>, <sip:a@b>, <sip:a@b>
            body         | 65535,128,8192,70,32,10    | Content-Length: 11
            """)
    void shouldAnswer513BeyondALimit(String what, String limits, String line) {
        String[] values = limits.split(",", -1);
        int[] n = new int[values.length];
        for (int i = 0; i < n.length; i++) {
            n[i] = Integer.parseInt(values[i]);
        }
        SipLimits tight = new SipLimits(n[0], n[1], n[2], n[3], n[4], n[5]);
        Wire.message(parse(Wire.options("\n"), tight));
        Malformed malformed = Wire.malformed(parse(Wire.options(line + "\n\n01234567890"), tight));
        assertEquals(Kind.LIMIT, malformed.kind(), malformed.why());
        assertEquals(513, Wire.status(malformed));
    }

    @Test
    void shouldTakeAsMuchAsTheLimitsAllow() {
        SipLimits tight = new SipLimits(65_535, 8, 44, 3, 2, 10);
        String more =
                "Via: SIP/2.0/UDP a, SIP/2.0/UDP b\nm: <sip:a@b>, <sip:c@d>\nX: 1\n\n0123456789";
        Wire.message(parse(Wire.options(more), tight));
    }

    @Test
    void shouldNotAnswerWhatMustNotBeAnswered() {
        String ack = Wire.options("Max-Forwards: x\n\n").replace("OPTIONS", "ACK");
        String response =
                Wire.options("Contact: x\n\n")
                        .replace("OPTIONS sip:bob@example.com SIP/2.0", "SIP/2.0 200 OK");
        String senderUnknown = Wire.options("\n").replace("SIP/2.0/UDP 192", "SIP/2.0/UDP?192");
        for (String text : List.of(ack, response, senderUnknown)) {
            Malformed malformed = Wire.malformed(Wire.parse(text));
            assertEquals(0, Wire.status(malformed));
            assertTrue(malformed.reply().isEmpty());
        }
    }

    @Test
    void shouldReadResponses() {
        String text =
                Wire.options(END)
                        .replace("OPTIONS sip:bob@example.com SIP/2.0", "SIP/2.0 486 Busy Here");
        SipResponse response = assertInstanceOf(SipResponse.class, Wire.message(Wire.parse(text)));
        assertEquals(486, response.status());
        assertEquals("Busy Here", response.reason().toString());
        assertEquals("OPTIONS", response.cseq().method().toString());
    }

    @Test
    void shouldBeReusable() {
        SipParser parser = new SipParser(SipLimits.DEFAULT);
        for (String text :
                List.of("garbage\n", Wire.options("Max-Forwards: x\n\n"), Wire.options("\n"))) {
            byte[] bytes = Wire.bytes(text);
            parser.parse(bytes, bytes.length, false);
        }
        byte[] bytes = Wire.bytes(Wire.options(END));
        assertEquals(
                Wire.describe(Wire.request(Wire.options(END))),
                Wire.describe(Wire.message(parser.parse(bytes, bytes.length, false))));
    }
}

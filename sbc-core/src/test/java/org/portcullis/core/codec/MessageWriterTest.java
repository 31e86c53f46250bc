package org.portcullis.core.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** What is written says what parsing its bytes says. */
class MessageWriterTest {
    private final MessageWriter writer = new MessageWriter();

    private static AsciiString ascii(String text) {
        return new AsciiString(text);
    }

    private MessageWriter begin() {
        return writer.request(Method.OPTIONS, ascii("sip:bob@example.com"))
                .header(HeaderName.VIA, ascii("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1"))
                .header(HeaderName.FROM, "\"\u00c4\" <sip:alice@example.com>;tag=a")
                .header(HeaderName.TO, ascii("<sip:bob@example.com>"))
                .header(HeaderName.CALL_ID, ascii("1@example.com"))
                .begin(HeaderName.CSEQ)
                .append(1)
                .append(' ')
                .append(Method.OPTIONS.name())
                .end();
    }

    private static SipMessage parsed(SipMessage message) {
        return Wire.message(Wire.parse(message.image().array().clone()));
    }

    private static void assertSound(SipMessage message) {
        assertEquals(Wire.describe(parsed(message)), Wire.describe(message));
    }

    @Test
    void shouldWriteARequestWithBody() {
        SipRequest request =
                begin().header(HeaderName.MAX_FORWARDS, 69)
                        .body(Wire.SDP, ascii("v=0\r\n"))
                        .header(HeaderName.CONTACT, "<sip:alice@192.0.2.1>, <sip:a@b>")
                        .header(HeaderName.ROUTE, "<sip:p@q;lr>")
                        .toRequest();
        assertEquals(
                """
                OPTIONS sip:bob@example.com SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
                From: "\u00c4" <sip:alice@example.com>;tag=a
                To: <sip:bob@example.com>
                Call-ID: 1@example.com
                CSeq: 1 OPTIONS
                Max-Forwards: 69
                Content-Type: application/sdp
                Contact: <sip:alice@192.0.2.1>, <sip:a@b>
                Route: <sip:p@q;lr>
                Content-Length: 5

                v=0
                """
                        .replace("\n", "\r\n"),
                request.toString());
        assertSound(request);
        assertEquals(69, request.maxForwards());
        assertEquals("sip:bob@example.com", request.requestUri().text().toString());
        assertEquals(2, request.contacts().size());
        assertEquals(ascii("application/sdp"), request.contentType().orElseThrow());
    }

    @Test
    void shouldWriteAResponseWithoutBody() {
        SipRequest request = begin().toRequest();
        SipResponse response =
                writer.response(486, ascii("Busy Here"))
                        .copyAll(HeaderName.VIA, request)
                        .copyAll(HeaderName.FROM, request)
                        .copyAll(HeaderName.TO, request)
                        .copyAll(HeaderName.CALL_ID, request)
                        .copyAll(HeaderName.CSEQ, request)
                        .toResponse();
        assertEquals("Busy Here", response.reason().toString());
        assertEquals(486, response.status());
        assertFalse(response.hasBody());
        assertTrue(response.toString().endsWith("Content-Length: 0\r\n\r\n"));
        assertSound(response);
    }

    @Test
    void shouldCopyLinesAsTheyAre() {
        SipRequest source =
                Wire.request(
                        Wire.options(
                                "x-oDD:  \u00e4 , b;c=\"d\"\nm: <sip:a@b>\nEmpty:\nX-Odd: 2\n\n"));
        MessageWriter copy = writer.request(source.method(), source.requestUri().text());
        for (int i = 0; i < source.headerCount(); i++) {
            copy.copy(source, i);
        }
        SipRequest request = copy.toRequest();
        assertTrue(
                request.toString()
                        .contains(
                                "\r\nx-oDD: \u00e4 , b;c=\"d\"\r\nContact: <sip:a@b>\r\nEmpty: \r\n"));
        HeaderName odd = HeaderName.of(ascii("X-ODD"));
        assertEquals(source.values(odd), request.values(odd));
        assertSound(request);
        SipRequest some = begin().copyAll(odd, source).toRequest();
        assertEquals(source.values(odd), some.values(odd));
    }

    @Test
    void shouldStartAfreshForEachMessage() {
        String first = begin().body(Wire.SDP, ascii("v=0\r\n")).toRequest().toString();
        String second = begin().toRequest().toString();
        assertTrue(first.contains("v=0"));
        assertFalse(second.contains("v=0") || second.contains("application/sdp"));
        begin().body(Wire.SDP, ascii("v=0\r\n"));
        assertFalse(begin().toRequest().hasBody());
    }

    @Test
    void shouldGrow() {
        MessageWriter long1 = begin();
        for (int i = 0; i < 100; i++) {
            long1.header(HeaderName.ROUTE, "<sip:" + "x".repeat(100) + "@" + i + ">");
        }
        SipRequest request = long1.body(Wire.SDP, ascii("y".repeat(10_000))).toRequest();
        assertEquals(100, request.values(HeaderName.ROUTE).size());
        assertEquals(10_000, request.body().length());
        assertEquals(request.length(), request.array().length);
    }

    @Test
    void shouldWriteNumbers() {
        for (long number : new long[] {0, 9, 10, 99, 100, 70_000, Long.MAX_VALUE}) {
            SipRequest request = begin().header(HeaderName.EXPIRES, number).toRequest();
            assertEquals(
                    Long.toString(number),
                    request.header(HeaderName.EXPIRES).orElseThrow().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\r\nEvil: b", "a\nEvil: b", "a\rEvil: b", "a\r\n\r\nbody", "a\0b", "\r\n"})
    void shouldNotLetAValueInjectALine(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
        List<SipMessage> messages =
                List.of(
                        begin().header(HeaderName.SUBJECT, value).toRequest(),
                        begin().header(HeaderName.SUBJECT, ascii(value)).toRequest(),
                        begin().begin(HeaderName.SUBJECT)
                                .append(bytes, 0, bytes.length)
                                .end()
                                .toRequest());
        for (SipMessage message : messages) {
            assertEquals(7, message.headerCount());
            assertSound(message);
            assertEquals(
                    value.replaceAll("[\r\n\0]", " ").strip(),
                    message.header(HeaderName.SUBJECT).orElseThrow().toString());
        }
        String uri = writer.request(Method.ACK, ascii("sip:" + value)).toRequest().toString();
        assertEquals(3, uri.lines().count(), uri);
        assertEquals(3, writer.response(200, ascii(value)).toResponse().toString().lines().count());
    }

    @Test
    void shouldSayWhatAWrittenMessageLacks() {
        SipRequest request = writer.request(Method.ACK, ascii("sip:x")).toRequest();
        IllegalStateException missing = assertThrows(IllegalStateException.class, request::topVia);
        assertEquals("message was written without a valid Via", missing.getMessage());
    }
}

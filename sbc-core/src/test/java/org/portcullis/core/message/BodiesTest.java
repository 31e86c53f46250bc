package org.portcullis.core.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Session descriptions found and replaced in every kind of body. */
@SuppressWarnings("StringConcatToTextBlock") // a text block has other line ends
class BodiesTest {
    private static final String ISUP =
            "--b1\r\nContent-Type: application/ISUP;version=nxv3;base=etsi121\r\n"
                    + "Content-Disposition: signal;handling=optional\r\n\r\n\u0001\u0000IAM\r\n--b\r\n";
    private static final String SDP_PART = "\r\n--b1\r\nContent-Type: application/sdp\r\n\r\n";
    private static final AsciiString OURS = AsciiString.of("v=0 longer than before\r\n");

    private static SipMessage message(String headers, String body) {
        MessageWriter writer = new MessageWriter();
        writer.request(Method.INVITE, AsciiString.of("sip:a@b"));
        String type = "text/plain";
        for (String line : headers.split("\n")) {
            String[] parts = line.split(":", 2);
            if (parts[0].equals("Content-Type")) {
                type = parts[1].strip();
            } else {
                writer.header(HeaderName.of(AsciiString.of(parts[0])), parts[1].strip());
            }
        }
        return writer.body(AsciiString.of(type), bytes(body)).toRequest();
    }

    private static AsciiString bytes(String text) {
        return new AsciiString(text.getBytes(StandardCharsets.ISO_8859_1), false);
    }

    private static String text(AsciiString bytes) {
        return new String(
                bytes.array(), bytes.arrayOffset(), bytes.length(), StandardCharsets.ISO_8859_1);
    }

    private static String sdp(SipMessage message) {
        return Bodies.sdp(message).map(BodiesTest::text).orElse("none");
    }

    private static SipMessage mixed(String body) {
        return message("Content-Type: multipart/mixed;boundary=b1", body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/sdp",
                "Content-Type: Application/SDP; charset=utf-8",
                "Content-Type: application/sdp\nContent-Disposition: session;handling=required",
                "Content-Type: application/sdp\nContent-Encoding: identity"
            })
    void shouldTakeABodyThatIsADescription(String headers) {
        SipMessage message = message(headers, "v=0\r\n");
        assertEquals("v=0\r\n", sdp(message));
        assertEquals(
                new Body(AsciiString.of("application/sdp"), OURS),
                Bodies.replaceSdp(message, OURS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain",
                "Content-Type: application/sdpx",
                "Content-Type: application",
                "Content-Type: application/sdp\nContent-Encoding: gzip",
                "Content-Type: application/sdp\nContent-Disposition: early-session",
                "Content-Type: application/sdp\nContent-Disposition: sessions",
                "Content-Type: multipart/mixed",
                "Content-Type: multipart/mixed;boundary=\"\"",
                "Content-Type: multipart/mixed;boundary=other",
                "Subject: nothing"
            })
    void shouldTakeNoOtherBody(String headers) {
        SipMessage message = message(headers, "v=0\r\n");
        assertEquals("none", sdp(message));
        assertEquals(OURS, Bodies.replaceSdp(message, OURS).content());
    }

    @Test
    void shouldKeepEverythingAroundTheDescription() {
        String before = "a preamble\r\n" + ISUP + SDP_PART;
        String after =
                "\r\n--b1 \t\r\nContent-Type: application/pidf+xml\r\nContent-ID: <x@y>\r\n\r\n"
                        + "<presence/>\r\n--b1--\r\nan epilogue";
        SipMessage message = mixed(before + "v=0\r\no=x" + after);
        assertEquals("v=0\r\no=x", sdp(message));
        Body body = Bodies.replaceSdp(message, OURS);
        assertEquals(before + text(OURS) + after, text(body.content()));
        assertEquals("multipart/mixed;boundary=b1", body.contentType().toString());
    }

    @Test
    void shouldTakeTheFirstOfSeveral() {
        assertEquals(
                "v=1",
                sdp(mixed("--b1" + SDP_PART.substring(6) + "v=1" + SDP_PART + "v=2\r\n--b1--")));
    }

    @Test
    void shouldUnquoteTheBoundary() {
        String type = "Content-Type: multipart/mixed; boundary=\"a \\\"b\"";
        String body = "--a \"b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--a \"b--";
        assertEquals("v=0", sdp(message(type, body)));
    }

    @Test
    void shouldReadPartHeadersAsMessageHeaders() {
        String body =
                "--b1\r\nc:\r\n application/sdp\r\nContent-Transfer-Encoding: 8bit\r\n"
                        + "Content-Disposition: session; handling=required\r\n\r\nv=0\r\n--b1--";
        assertEquals("v=0", sdp(mixed(body)));
    }

    @Test
    void shouldLookIntoMultipartsWithinMultiparts() {
        String inner =
                "--in\r\nContent-Type: text/plain\r\n\r\nx\r\n--in\r\nContent-Type:"
                        + " application/sdp\r\n\r\nv=0\r\n--in--";
        String body =
                "--b1\r\n\r\nplain\r\n--b1\r\nContent-Type: multipart/alternative;boundary=in\r\n\r\n"
                        + inner
                        + "\r\n--b1--\r\n";
        SipMessage message = mixed(body);
        assertEquals("v=0", sdp(message));
        assertEquals(
                body.replace("v=0", text(OURS)), text(Bodies.replaceSdp(message, OURS).content()));
    }

    @Test
    void shouldCorrectALengthWithinThatWasRight() {
        String body =
                "--b1\r\nContent-Length: 75\r\nContent-Type: multipart/mixed;boundary=in\r\n\r\n"
                        + "--in\r\nContent-Type: application/sdp\r\nContent-Length: 3\r\nX: 1\r\n\r\nv=0"
                        + "\r\n--in--\r\n--b1--";
        SipMessage message = mixed(body);
        String replaced =
                text(Bodies.replaceSdp(message, AsciiString.of("v=0,12345678")).content());
        assertEquals(
                body.replace("v=0", "v=0,12345678")
                        .replace("Length: 3", "Length: 12")
                        .replace("Length: 75", "Length: 85"),
                replaced);
        SipMessage wrong = mixed(body.replace("Length: 3", "Length: 4"));
        assertTrue(text(Bodies.replaceSdp(wrong, OURS).content()).contains("Length: 4\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--b1\r\nContent-Type: application/sdp\r\n\r\nv=0",
                "--b1\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b2--",
                "--b1\nContent-Type: application/sdp\n\nv=0\n--b1--",
                "--b1\r\nContent-Type: application/sdp\r\n\r\n\r\n--b1--",
                "--b1\r\nContent-Type: application/sdp\r\n--b1--",
                "--b1\r\nContent-Type: application/sdp\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + "dj0w\r\n--b1--",
                "--b1\r\nContent-Type: application/sdp\r\nContent-Disposition: early-session\r\n\r\n"
                        + "v=0\r\n--b1--",
                "--b1--",
                "--b1\r\n--b1--",
                "--b1\r\n\r\n--b1--",
                "",
                "-",
                "\r\n--b1"
            })
    void shouldFindNothingInWhatIsUnsound(String body) {
        SipMessage message = mixed(body);
        assertEquals("none", sdp(message));
        assertEquals(
                new Body(AsciiString.of("application/sdp"), OURS),
                Bodies.replaceSdp(message, OURS));
    }

    @Test
    void shouldLimitPartsAndDepth() {
        String part = "--b1\r\n\r\nx\r\n";
        String found = SDP_PART.substring(2) + "v=0\r\n--b1--";
        assertEquals("v=0", sdp(mixed(part.repeat(15) + found)));
        assertEquals("none", sdp(mixed(part.repeat(16) + found)));
        String nested = "--b1\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b1--";
        String outer = "b1";
        for (int depth = 2; depth <= 4; depth++) {
            String boundary = "b" + depth;
            nested =
                    "--"
                            + boundary
                            + "\r\nContent-Type: multipart/mixed;boundary="
                            + outer
                            + "\r\n\r\n"
                            + nested
                            + "\r\n--"
                            + boundary
                            + "--";
            outer = boundary;
            SipMessage message = message("Content-Type: multipart/mixed;boundary=" + outer, nested);
            assertEquals(depth <= 3 ? "v=0" : "none", sdp(message));
        }
    }

    @Test
    void shouldListTheParts() {
        MultipartBody body =
                MultipartBody.parse(
                                MediaType.parse(AsciiString.of("multipart/mixed;boundary=b1"))
                                        .orElseThrow(),
                                bytes(ISUP + SDP_PART + "v=0\r\n--b1--"))
                        .orElseThrow();
        List<MultipartBody.Part> parts = body.parts();
        assertEquals(2, parts.size());
        assertTrue(parts.get(0).type().is(AsciiString.of("application"), AsciiString.of("isup")));
        assertEquals(
                Optional.of(AsciiString.of("nxv3")),
                parts.get(0).type().parameter(AsciiString.of("version")));
        assertEquals("\u0001\u0000IAM\r\n--b\r\n", text(parts.get(0).content()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            Subject: none                                | true
            Accept: application/sdp                      | true
            Accept: text/html;q=0.1, Application/SDP;q=1 | true
            Accept: application/*                        | true
            Accept: */*                                  | true
            Accept: text/*                               | false
            Accept: text/nobodyKnowsThis                 | false
            """)
    void shouldTellWhetherADescriptionIsAccepted(String header, boolean accepted) {
        assertEquals(accepted, Bodies.acceptsSdp((SipRequest) message(header, "")));
    }
}

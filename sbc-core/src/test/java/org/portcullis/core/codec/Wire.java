package org.portcullis.core.codec;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;

/** Bytes and messages for the tests of this package. */
final class Wire {
    static final AsciiString SDP = new AsciiString("application/sdp");

    private static final List<HeaderName> TYPED =
            List.of(
                    HeaderName.VIA,
                    HeaderName.FROM,
                    HeaderName.TO,
                    HeaderName.CALL_ID,
                    HeaderName.CSEQ);

    private Wire() {}

    /** The text as UTF-8, each line end as CRLF. */
    static byte[] bytes(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** An OPTIONS whose headers are followed by {@code more}, lines that end in a line end. */
    static String options(String more) {
        return """
                OPTIONS sip:bob@example.com SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
                From: <sip:alice@example.com>;tag=a
                To: <sip:bob@example.com>
                Call-ID: 1@example.com
                CSeq: 1 OPTIONS
                """
                + more;
    }

    static ParseResult parse(String text) {
        return parse(bytes(text));
    }

    static ParseResult parse(byte[] bytes) {
        return new SipParser(SipLimits.DEFAULT).parse(bytes, bytes.length, false);
    }

    static SipRequest request(String text) {
        return (SipRequest) message(parse(text));
    }

    static SipMessage message(ParseResult result) {
        return assertInstanceOf(ParseResult.Parsed.class, result).message();
    }

    /** The status code of the answer, 0 for none. */
    static int status(ParseResult.Malformed malformed) {
        return malformed.reply().isPresent() ? Insane.of(malformed).status() : 0;
    }

    static ParseResult.Malformed malformed(ParseResult result) {
        return assertInstanceOf(ParseResult.Malformed.class, result);
    }

    static byte[] resource(String name) {
        try (InputStream in = Wire.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that a message says, in a form that can be compared. */
    static String describe(SipMessage message) {
        StringBuilder text = new StringBuilder();
        text.append(new String(message.array(), 0, message.length(), StandardCharsets.ISO_8859_1));
        for (int i = 0; i < message.headerCount(); i++) {
            text.append('|')
                    .append(message.headerName(i))
                    .append('=')
                    .append(message.headerValue(i));
        }
        for (HeaderName name : TYPED) {
            text.append('|').append(message.values(name));
        }
        text.append('|').append(message.topVia().text()).append(message.topVia().branch());
        text.append('|').append(message.from().uri()).append(message.from().tag());
        text.append('|').append(message.to().uri()).append(message.to().tag());
        text.append('|').append(message.callId()).append(message.cseq());
        text.append('|').append(message.contacts()).append(message.routes());
        text.append('|').append(message.recordRoutes()).append(message.body());
        return text.toString();
    }
}

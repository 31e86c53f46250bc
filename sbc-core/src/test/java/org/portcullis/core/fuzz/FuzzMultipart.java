package org.portcullis.core.fuzz;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.portcullis.core.message.Bodies;
import org.portcullis.core.message.Body;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;

/**
 * A body of several parts, its type in the first line: a description that is replaced is found
 * again, and what is around it has not changed.
 */
public final class FuzzMultipart {
    private static final AsciiString SDP = AsciiString.cached("v=0\r\no=- 1 1 IN IP4 0\r\n");
    private static final AsciiString URI = AsciiString.cached("sip:a@b");

    private FuzzMultipart() {}

    public static void fuzzerTestOneInput(byte[] data) {
        int line = 0;
        while (line < data.length && data[line] != '\n') {
            line++;
        }
        AsciiString type = new AsciiString(Arrays.copyOf(data, line), false);
        int from = Math.min(line + 1, data.length);
        byte[] body = Arrays.copyOfRange(data, from, data.length);
        SipRequest request = request(new Body(type, new AsciiString(body, false)));
        Optional<AsciiString> before = Bodies.sdp(request);
        Body replaced = Bodies.replaceSdp(request, SDP);
        SipRequest after = request(replaced);
        if (before.isEmpty()) {
            Check.equal(SDP, Bodies.sdp(after).orElseThrow(), "alone");
            return;
        }
        Check.equal(SDP, Bodies.sdp(after).orElseThrow(), "replaced");
        Body back = Bodies.replaceSdp(after, before.get());
        if (!text(body).contains("ength")) {
            Check.equal(text(body), text(back.content().toByteArray()), "put back");
        }
    }

    private static SipRequest request(Body body) {
        return new MessageWriter().request(Method.INVITE, URI).body(body).toRequest();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

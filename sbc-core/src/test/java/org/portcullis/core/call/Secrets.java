package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.util.AsciiString;
import java.util.List;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.transaction.Answers;

/**
 * What each side of a {@link Border} must not learn of the other. Every message of a played peer is
 * full of it, and every message of the box is searched for it, so that each test of a call tests
 * topology hiding too.
 */
final class Secrets {
    private static final List<String> OUTSIDE =
            List.of("192.0.2.", "carrier.example", "outside-secret", "caller-tag");
    private static final List<String> INSIDE = List.of("10.0.0.", "pbx.example", "inside-secret");
    private static final AsciiString END_OF_HEADERS = AsciiString.of("\r\n\r\n");

    private Secrets() {}

    /** Headers that tell of the machines on a side, one a line. */
    static String of(TestFlow flow) {
        boolean outside = flow.realm().name().equals("outside");
        String host = outside ? "192.0.2.77" : "10.0.0.77";
        String secret = (outside ? "outside" : "inside") + "-secret";
        return """
                User-Agent: %2$s
                Server: %2$s
                Organization: %2$s
                Warning: 399 %1$s "%2$s"
                Call-Info: <http://%1$s/%2$s>
                Alert-Info: <http://%1$s/ring>
                Error-Info: <sip:%2$s@%1$s>
                Reply-To: <sip:%2$s@%1$s>
                In-Reply-To: %2$s@%1$s
                History-Info: <sip:1@%1$s>;index=1
                Diversion: <sip:1@%1$s>;reason=unconditional
                P-Asserted-Identity: <sip:1@%1$s>
                Remote-Party-ID: <sip:1@%1$s>;party=calling
                P-Charging-Vector: icid-value=%2$s;icid-generated-at=%1$s
                P-Access-Network-Info: %2$s
                P-Visited-Network-ID: %2$s
                Path: <sip:%1$s;lr>
                Service-Route: <sip:%1$s;lr>
                Geolocation: <https://%1$s/%2$s>
                Referred-By: <sip:1@%1$s>
                User-to-User: %2$s
                X-%2$s: %1$s
                """
                .formatted(host, secret);
    }

    /** Searches everything that is sent to a flow, but for the descriptions: media's to rewrite. */
    static void guard(TestFlow flow) {
        List<String> others = flow.realm().name().equals("outside") ? INSIDE : OUTSIDE;
        flow.check(
                message -> {
                    String seen = withoutDescription(message);
                    for (String secret : others) {
                        assertFalse(seen.contains(secret), secret + " in " + seen);
                    }
                });
    }

    private static String withoutDescription(SipMessage message) {
        String text = message.toString();
        return Answers.sdp(message).isEmpty()
                ? text
                : text.substring(0, text.indexOf(END_OF_HEADERS.toString()));
    }
}

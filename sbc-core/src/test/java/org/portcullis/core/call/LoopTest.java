package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.socket.TestInbound;

/** Calls that a proxy behind the box sends back to it. */
class LoopTest {
    private final Border border = Border.unguarded();
    private final Peer callee = border.callees.getFirst();
    private final TestInbound outside =
            new TestInbound(border.time, border.caller.flow, border.layer::received, callee.flow);

    private static final String URI = "sip:123@192.0.2.1";

    /** The INVITE that the box sent, as a proxy forwards it to another URI. */
    private String forwarded(String uri) {
        border.caller.invite("v=caller");
        border.caller.response(100);
        SipRequest sent = callee.request("INVITE");
        return sent.toString()
                .replaceFirst("INVITE \\S+", "INVITE " + uri)
                .replaceFirst(
                        "Via:", "Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bKproxy\r\nVia:");
    }

    private void receive(String text) {
        outside.receive(text.getBytes(StandardCharsets.UTF_8), false);
    }

    @Test
    void shouldAnswer482WhenARequestComesBackAsItCame() {
        String looped = forwarded(URI);
        receive(looped);
        border.caller.response(482);
        receive(looped);
        border.caller.response(482);
        assertEquals(1, border.manager.live());
        assertTrue(callee.idle());
    }

    @Test
    void shouldLetASpiralThrough() {
        receive(forwarded("sip:456@192.0.2.1"));
        border.caller.response(100);
        callee.request("INVITE");
        assertEquals(2, border.manager.live());
    }
}

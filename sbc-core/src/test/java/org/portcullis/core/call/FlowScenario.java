package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** What tests of whole flows share: beginnings of calls, and requests held against their dialog. */
abstract class FlowScenario extends CallScenario {
    /** The box's Contact on the caller's side and on the callees'. */
    static final String OUTSIDE = "<sip:192.0.2.1:5060>";

    static final String INSIDE = "<sip:10.0.0.1:5060>";

    static String value(SipMessage message, HeaderName name) {
        return message.header(name).orElse(AsciiString.EMPTY_STRING).toString();
    }

    static String body(SipMessage message) {
        return message.body().toString();
    }

    /** The INVITE that reaches the first callee. */
    SipRequest invited() {
        caller.invite("v=caller");
        caller.response(100);
        return callee.request("INVITE");
    }

    /** The same, when the callee has rung and the caller has heard so. */
    SipRequest ringing() {
        SipRequest invite = invited();
        callee.answer(invite, 180, "");
        caller.join(caller.response(180));
        return invite;
    }

    /** The 2xx that the caller has got and not acknowledged; the callee is acknowledged. */
    SipResponse answered() {
        callee.answer(invited(), 200, "v=callee");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        caller.join(ok);
        return ok;
    }

    /** A call that stands: what made it on either side. */
    Established establish() {
        SipRequest invite = invited();
        callee.answer(invite, 200, "v=callee");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        caller.ack(ok, "");
        return new Established(invite, ok);
    }

    /**
     * @param invite as the callee got it, whose tag is {@code callee}
     * @param ok as the caller got it
     */
    record Established(SipRequest invite, SipResponse ok) {}

    /** A request of the box to the callee is in the dialog that the callee's answer made. */
    static void assertOfCallee(
            SipRequest invite, SipRequest request, String cseq, String theirTag) {
        assertEquals(invite.callId(), request.callId());
        assertEquals(invite.from().tag(), request.from().tag());
        assertEquals(theirTag, request.to().tag().orElseThrow().toString());
        assertEquals(cseq, value(request, HeaderName.CSEQ));
    }

    /** A request of the box to the caller is in the dialog that the response made. */
    static void assertOfCaller(SipResponse made, SipRequest request, String cseq) {
        assertEquals(made.callId(), request.callId());
        assertEquals(made.to().tag(), request.from().tag());
        assertEquals(made.from().tag(), request.to().tag());
        assertEquals(cseq, value(request, HeaderName.CSEQ));
    }

    /** Nothing is said any more, and no call stands. */
    void assertOver() {
        assertEquals(0, border.manager.live());
        assertEquals(0, border.ticketsOut);
        assertEquals(0, border.numbersOut);
        assertEquals(0, border.leavingOut());
        assertEquals(0, border.media.open);
    }

    /** Hangs up from the caller's side a call that must still stand. */
    void assertStandsAndEnd() {
        assertTrue(caller.idle() && callee.idle(), "nothing is left over");
        assertEquals(1, border.manager.live());
        caller.bye();
        caller.response(200);
        callee.answer(callee.request("BYE"), 200, "");
        assertOver();
    }

    static void assertHides(SipMessage message, String... secrets) {
        for (String secret : secrets) {
            assertFalse(message.toString().contains(secret), message.toString());
        }
    }

    /** The same of its headers alone: the media of these tests rewrites no address. */
    static void assertHeadersHide(SipMessage message, String... secrets) {
        String text = message.toString();
        String headers = text.substring(0, text.indexOf("\r\n\r\n"));
        for (String secret : secrets) {
            assertFalse(headers.contains(secret), headers);
        }
    }

    /** A description with real media in it, as hold needs. */
    static String sdp(String address, String direction) {
        return """
                v=0
                o=- 1 1 IN IP4 %1$s
                s=-
                c=IN IP4 %1$s
                t=0 0
                m=audio 4000 RTP/AVP 0
                a=%2$s
                """
                .formatted(address, direction);
    }
}

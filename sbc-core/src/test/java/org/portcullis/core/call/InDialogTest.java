package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** What peers say to each other inside a call, and the limits on it. */
class InDialogTest extends CallScenario {

    @ParameterizedTest
    @ValueSource(strings = {"INFO", "MESSAGE", "NOTIFY", "SUBSCRIBE", "NEWMETHOD"})
    void shouldCarryARequestAndItsAnswer(String method) {
        border.establish();
        caller.inside(
                method,
                "Event: x\nSubject: y\nInfo-Package: z\nContent-Type: application/dtmf-relay\n",
                "Signal=5");
        SipRequest carried = callee.request(method);
        assertEquals("Signal=5", carried.body().toString());
        assertEquals(
                "application/dtmf-relay",
                carried.header(HeaderName.CONTENT_TYPE).orElseThrow().toString());
        assertEquals("x", carried.header(HeaderName.EVENT).orElseThrow().toString());
        assertFalse(carried.toString().contains("SecretGateway"));
        assertFalse(carried.toString().contains("192.0.2"));
        callee.answer(carried, 200, "", "Server: SecretPbx\n");
        SipResponse ok = caller.response(200);
        assertFalse(ok.toString().contains("Secret"));
        assertFalse(ok.toString().contains("10.0.0"));
    }

    @ParameterizedTest
    @CsvSource({"INFO,415,415", "INFO,401,403", "MESSAGE,488,488", "NOTIFY,481,481"})
    void shouldCarryARefusal(String method, int status, int shown) {
        border.establish();
        callee.inside(method, "", "");
        caller.answer(caller.request(method), status, "");
        assertEquals(shown, callee.status());
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldCarryARequestBeforeTheAnswer() {
        caller.invite("v=caller");
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 183, "v=early");
        caller.join(caller.response(183));
        caller.inside("INFO", "Content-Type: application/dtmf\n", "1");
        callee.answer(callee.request("INFO"), 200, "");
        assertEquals(200, caller.status());
        callee.inside("INFO", "Content-Type: application/dtmf\n", "2");
        caller.answer(caller.request("INFO"), 200, "");
        assertEquals(200, callee.status());
    }

    @Test
    void shouldNotLetTheCalleeByeACallItHasNotAnswered() {
        caller.invite("v=caller");
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 180, "");
        caller.status();
        callee.bye();
        assertEquals(481, callee.status());
        assertTrue(caller.idle());
    }

    @Test
    void shouldSendNo408ForARequestThatGetsNoAnswer() {
        border.establish();
        caller.inside("INFO", "", "");
        callee.request("INFO");
        border.time.pass(40_000);
        assertEquals(100, caller.status(), "RFC 4320 4.1");
        assertTrue(caller.idle(), "RFC 4320 4.2");
    }

    @Test
    void shouldRefuseARequestOutOfOrder() {
        border.establish();
        caller.cseq = 0;
        caller.inside("INFO", "", "");
        assertEquals(500, caller.status());
        assertTrue(callee.idle());
    }

    @Test
    void shouldEndACallThatLastsTooLong() {
        callerIs(Profiles.limited(0, 60, 0));
        calleesAre(Profiles.limited(0, 3600, 0));
        border.establish();
        border.time.pass(59_900);
        assertTrue(caller.idle());
        border.time.pass(200);
        SipRequest bye = caller.request("BYE");
        assertTrue(
                bye.header(HeaderName.REASON).orElseThrow().contains("Q.850;cause=16"),
                bye.toString());
        callee.request("BYE");
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldEndACallInWhichNothingIsHeard() {
        callerIs(Profiles.limited(0, 0, 30));
        border.establish();
        border.media.packets = 1;
        border.time.pass(20_000);
        border.media.packets = 2;
        border.time.pass(29_000);
        assertTrue(caller.idle());
        border.time.pass(8_000);
        caller.request("BYE");
        callee.request("BYE");
    }
}

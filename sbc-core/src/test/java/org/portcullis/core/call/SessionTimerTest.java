package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.border.PeerProfile.SessionTimer.Refresher;
import org.portcullis.core.border.PeerProfile.SessionTimer.Use;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** Session timers (RFC 4028), each leg with its own. */
class SessionTimerTest extends CallScenario {
    private static final String TIMER = "Supported: timer\n";
    private static final String UPDATE = "Allow: INVITE, UPDATE\n";

    @Test
    void shouldAskTheCalleeForATimer() {
        SipRequest invite = invited("Subject: x\n");
        assertEquals("1800", value(invite, HeaderName.SESSION_EXPIRES));
        assertEquals("90", value(invite, HeaderName.MIN_SE));
        assertTrue(value(invite, HeaderName.SUPPORTED).contains("timer"));
    }

    @ParameterizedTest
    @CsvSource({
        // What the caller asks for, and what its 200 says.
        "'Session-Expires: 600', '600;refresher=uac', timer",
        "'Session-Expires: 600;refresher=uas', '600;refresher=uas', ''",
        "'Session-Expires: 600;refresher=uac', '600;refresher=uac', timer",
        "'Session-Expires: 7200', '1800;refresher=uac', timer",
        "'Session-Expires: 7200\nMin-SE: 3600', '3600;refresher=uac', timer",
        "'Subject: x', '1800;refresher=uac', timer",
    })
    void shouldAgreeWithTheCaller(String asked, String said, String required) {
        SipResponse ok = establish(TIMER + asked.replace("\\n", "\n") + '\n', "");
        assertEquals(said, value(ok, HeaderName.SESSION_EXPIRES));
        assertEquals(required, value(ok, HeaderName.REQUIRE));
    }

    @Test
    void shouldRefuseAnIntervalThatIsTooShort() {
        caller.invite("v=caller", TIMER + "Session-Expires: 60");
        caller.status();
        SipResponse refused = caller.response(422);
        assertEquals("90", value(refused, HeaderName.MIN_SE));
    }

    @Test
    void shouldTakeAShortIntervalFromOneThatWouldNotUnderstand() {
        SipResponse ok = establish("Session-Expires: 60\n", "");
        assertEquals("90;refresher=uas", value(ok, HeaderName.SESSION_EXPIRES));
    }

    @Test
    void shouldAskAgainForAsLongAsTheCalleeWants() {
        SipRequest invite = invited("Subject: x\n");
        callee.answer(invite, 422, "", "Min-SE: 3600\n");
        callee.request("ACK");
        SipRequest again = callee.request("INVITE");
        assertEquals("3600", value(again, HeaderName.SESSION_EXPIRES));
        assertEquals("3600", value(again, HeaderName.MIN_SE));
        assertEquals(2, again.cseq().number());
        assertEquals(invite.callId(), again.callId());
        callee.answer(again, 200, "v=callee", "Session-Expires: 3600;refresher=uas\n");
        callee.request("ACK");
        caller.ack(caller.response(200), "");
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldRefreshByUpdateWithoutADescription() {
        establish("Subject: x\n", UPDATE + "Session-Expires: 600;refresher=uac\n");
        border.time.pass(300_100);
        SipRequest update = callee.request("UPDATE");
        assertFalse(update.hasBody());
        assertEquals("600;refresher=uac", value(update, HeaderName.SESSION_EXPIRES));
        callee.answer(update, 200, "", "Session-Expires: 600;refresher=uac\n");
        border.time.pass(300_100);
        callee.answer(callee.request("UPDATE"), 200, "", "Session-Expires: 600;refresher=uac\n");
        assertEquals(1, border.manager.live());
        assertTrue(caller.idle(), "the other side hears nothing of it");
    }

    @Test
    void shouldRefreshByReinviteWithTheSameDescription() {
        establish("Subject: x\n", "Session-Expires: 600;refresher=uac\n");
        border.time.pass(300_100);
        SipRequest reinvite = callee.request("INVITE");
        assertEquals("for CALLEE v=caller", reinvite.body().toString());
        callee.answer(reinvite, 200, "v=callee", "Session-Expires: 600;refresher=uac\n");
        callee.request("ACK");
        border.time.pass(300_100);
        callee.request("INVITE");
        assertTrue(caller.idle());
    }

    @Test
    void shouldEndASessionThatThePeerDoesNotRefresh() {
        establish(TIMER + "Session-Expires: 600;refresher=uac\n", "");
        border.time.pass(567_900);
        assertTrue(caller.idle());
        border.time.pass(200);
        SipRequest bye = caller.request("BYE");
        assertTrue(value(bye, HeaderName.REASON).contains("Session expired"));
        assertTrue(callee.last().toString().startsWith("BYE "));
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldGoOnWhenThePeerRefreshes() {
        establish(
                TIMER + "Session-Expires: 600;refresher=uac\n",
                "Session-Expires: 3600;refresher=uas\n");
        border.time.pass(300_000);
        caller.inside("UPDATE", TIMER + "Session-Expires: 600;refresher=uac\n", "");
        assertEquals("600;refresher=uac", value(caller.response(200), HeaderName.SESSION_EXPIRES));
        border.time.pass(300_000);
        caller.reinvite("v=caller");
        caller.status();
        caller.ack(caller.response(200), "");
        border.time.pass(500_000);
        assertEquals(1, border.manager.live());
        border.time.pass(1_400_000);
        assertEquals(0, border.manager.live(), "then it does not answer the probe");
    }

    @Test
    void shouldAskAPeerWithoutTimersWhetherItIsThere() {
        border.establish();
        border.time.pass(900_100);
        callee.answer(callee.request("OPTIONS"), 200, "");
        caller.answer(caller.request("OPTIONS"), 405, "");
        border.time.pass(900_100);
        caller.answer(caller.request("OPTIONS"), 200, "");
        callee.answer(callee.request("OPTIONS"), 481, "");
        assertEquals(0, border.manager.live());
        assertTrue(caller.last().toString().startsWith("BYE "));
    }

    @Test
    void shouldEndACallWhosePeerDoesNotAnswerTheProbe() {
        border.establish();
        border.time.pass(933_000);
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldTryARefusedRefreshAgainAsLongAsTheSessionLasts() {
        establish("Subject: x\n", UPDATE + "Session-Expires: 90;refresher=uac\n");
        border.time.pass(45_100);
        callee.answer(callee.request("UPDATE"), 491, "");
        border.time.pass(2_100);
        callee.answer(callee.request("UPDATE"), 500, "");
        border.time.pass(2_100);
        callee.answer(callee.request("UPDATE"), 200, "", "Session-Expires: 90;refresher=uac\n");
        border.time.pass(40_000);
        assertEquals(1, border.manager.live());
        assertTrue(callee.idle());
    }

    @Test
    void shouldWaitOutGlareOfARefreshByReinvite() {
        establish("Subject: x\n", "Session-Expires: 600;refresher=uac\n");
        border.time.pass(300_100);
        callee.answer(callee.request("INVITE"), 491, "");
        callee.request("ACK");
        border.time.pass(2_050);
        assertTrue(callee.idle(), "we made the Call-ID: 2.1 s at the least");
        border.time.pass(2_050);
        callee.answer(
                (SipRequest) callee.last(),
                200,
                "v=callee",
                "Session-Expires: 600;refresher=uac\n");
        callee.request("ACK");
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldEndTheCallWhenARefreshFindsTheDialogGone() {
        establish("Subject: x\n", UPDATE + "Session-Expires: 90;refresher=uac\n");
        border.time.pass(45_100);
        callee.answer(callee.request("UPDATE"), 481, "");
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldRefreshItselfWhereItIsTo() {
        PeerProfile.SessionTimer us =
                new PeerProfile.SessionTimer(Use.OFFERED, 300, 90, Refresher.US);
        callerIs(Profiles.with(us));
        calleesAre(Profiles.with(us));
        SipRequest invite = invited(TIMER + UPDATE);
        assertEquals("300;refresher=uac", value(invite, HeaderName.SESSION_EXPIRES));
        callee.answer(invite, 200, "v=callee", UPDATE + "Session-Expires: 300;refresher=uac\n");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        assertEquals("300;refresher=uas", value(ok, HeaderName.SESSION_EXPIRES));
        caller.ack(ok, "");
        border.time.pass(150_100);
        callee.answer(callee.request("UPDATE"), 200, "", "Session-Expires: 300;refresher=uac\n");
        caller.answer(caller.request("UPDATE"), 200, "", "Session-Expires: 300;refresher=uac\n");
    }

    @Test
    void shouldNotAskWhereTimersAreOnlyAccepted() {
        PeerProfile.SessionTimer accepted =
                new PeerProfile.SessionTimer(Use.ACCEPTED, 1800, 90, Refresher.PEER);
        callerIs(Profiles.with(accepted));
        calleesAre(Profiles.with(accepted));
        SipRequest invite = invited(TIMER);
        assertFalse(invite.has(HeaderName.SESSION_EXPIRES));
        callee.answer(invite, 200, "v=callee");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        assertFalse(ok.has(HeaderName.SESSION_EXPIRES));
        caller.ack(ok, "");
        border.time.pass(4_000_000);
        assertEquals(1, border.manager.live());
        assertTrue(callee.idle());
    }

    private SipRequest invited(String headers) {
        caller.invite("v=caller", headers.strip());
        caller.status();
        return callee.request("INVITE");
    }

    private SipResponse establish(String asked, String said) {
        callee.answer(invited(asked), 200, "v=callee", said);
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        caller.ack(ok, "");
        return ok;
    }

    private static String value(SipMessage message, HeaderName name) {
        return message.header(name).map(Object::toString).orElse("");
    }
}

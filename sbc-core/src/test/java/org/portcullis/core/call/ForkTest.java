package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.CauseMap;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** Forks of the callee's side and of our own, redirections, and how failures are shown. */
class ForkTest extends CallScenario {

    @Test
    void shouldCallTwoAtOnceAndTakeTheFirst() {
        border.parallel = true;
        caller.invite("v=caller");
        caller.status();
        SipRequest one = callee.request("INVITE");
        SipRequest two = second.request("INVITE");
        callee.answer(one, 183, "v=early1");
        second.answer(two, 183, "v=early2");
        SipResponse first = caller.response(183);
        SipResponse other = caller.response(183);
        assertEquals("for CALLER v=early1", first.body().toString());
        assertEquals("for CALLER v=early2", other.body().toString());
        assertNotEquals(first.to().tag(), other.to().tag(), "a dialog for each");
        second.answer(two, 200, "");
        second.request("ACK");
        SipResponse ok = caller.response(200);
        assertEquals(other.to().tag(), ok.to().tag());
        assertEquals("for CALLER v=early2", ok.body().toString());
        SipRequest cancel = callee.request("CANCEL");
        assertTrue(
                cancel.header(HeaderName.REASON)
                        .orElseThrow()
                        .contains("Call completed elsewhere"));
        callee.answer(cancel, 200, "");
        callee.answer(one, 487, "");
        callee.request("ACK");
        caller.ack(ok, "");
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldHangUpTheSecondThatAnswersInSpiteOfTheCancel() {
        border.parallel = true;
        caller.invite("v=caller");
        caller.status();
        SipRequest one = callee.request("INVITE");
        SipRequest two = second.request("INVITE");
        callee.answer(one, 180, "");
        caller.status();
        second.answer(two, 200, "v=second");
        second.request("ACK");
        callee.request("CANCEL");
        callee.answer(one, 200, "v=callee");
        callee.request("ACK");
        callee.answer(callee.request("BYE"), 200, "");
        caller.ack(caller.response(200), "");
        assertEquals(1, border.manager.live());
    }

    @ParameterizedTest
    @CsvSource({"486,404,404", "503,486,486", "302,404,302", "486,603,603", "408,500,408"})
    void shouldTellTheBestOfTwoRefusals(int one, int two, int shown) {
        border.parallel = true;
        caller.invite("v=caller");
        caller.status();
        SipRequest first = callee.request("INVITE");
        SipRequest other = second.request("INVITE");
        callee.answer(first, one, "");
        callee.request("ACK");
        assertTrue(caller.idle(), "the other may still answer");
        second.answer(other, two, "");
        second.request("ACK");
        assertEquals(shown, caller.status());
    }

    @Test
    void shouldAskNobodyElseAfterA6xx() {
        border.parallel = true;
        caller.invite("v=caller");
        caller.status();
        SipRequest one = callee.request("INVITE");
        SipRequest two = second.request("INVITE");
        second.answer(two, 180, "");
        caller.status();
        callee.answer(one, 603, "");
        callee.request("ACK");
        assertEquals(603, caller.status());
        second.answer(second.request("CANCEL"), 200, "");
        second.answer(two, 487, "");
    }

    @Test
    void shouldCancelBothWhenTheCallerGivesUp() {
        border.parallel = true;
        SipRequest sent = caller.invite("v=caller");
        caller.status();
        SipRequest one = callee.request("INVITE");
        SipRequest two = second.request("INVITE");
        callee.answer(one, 180, "");
        second.answer(two, 180, "");
        caller.status();
        caller.status();
        caller.cancel(sent);
        callee.answer(callee.request("CANCEL"), 200, "");
        second.answer(second.request("CANCEL"), 200, "");
        callee.answer(one, 487, "");
        second.answer(two, 487, "");
        assertEquals(200, caller.status());
        assertEquals(487, caller.status());
    }

    @Test
    void shouldFollowARedirectionToAConfiguredDestination() {
        border.destinations = 1;
        calleesAre(Profiles.following(1));
        caller.invite("v=caller");
        caller.status();
        callee.answer(callee.request("INVITE"), 302, "", "Contact: <sip:77@10.0.0.12:5060>\n");
        callee.request("ACK");
        SipRequest invite = second.request("INVITE");
        assertEquals("sip:77@10.0.0.12:5060", invite.requestUri().toString());
        assertTrue(caller.idle());
        second.answer(invite, 200, "v=second");
        second.request("ACK");
        caller.ack(caller.response(200), "");
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldFollowNoFurtherThanTheLimit() {
        border.destinations = 1;
        calleesAre(Profiles.following(2));
        caller.invite("v=caller");
        caller.status();
        for (int i = 0; i < 3; i++) {
            SipRequest invite = callee.request("INVITE");
            callee.answer(invite, 302, "", "Contact: <sip:77@10.0.0.11:5060>\n");
            callee.request("ACK");
        }
        assertEquals(302, caller.status());
        assertTrue(callee.idle());
    }

    @Test
    void shouldShowAStrangersAddressToNobody() {
        border.destinations = 1;
        calleesAre(Profiles.following(5));
        caller.invite("v=caller");
        caller.status();
        callee.answerAs(
                "t",
                callee.request("INVITE"),
                302,
                "",
                "Contact: <sip:88@evil.example;x=y>;q=0.5, <sip:evil.example>\n");
        callee.request("ACK");
        SipResponse moved = caller.response(302);
        assertTrue(moved.toString().contains("Contact: <sip:88@192.0.2.1:5060>\r\n"));
        assertFalse(moved.toString().contains("evil"), moved.toString());
    }

    @Test
    void shouldShowAFailureAsTheTrunkWants() {
        border.destinations = 1;
        calleesAre(Profiles.with(new CauseMap(Map.of(404, 604), Map.of(17, 486))));
        refused(404, "Subject: x\n", 604);
        refused(480, "Reason: Q.850;cause=17\n", 486);
        refused(480, "Reason: SIP;cause=17\n", 480);
        refused(404, "Reason: Q.850 ;cause=17;text=\"busy\"\n", 486);
    }

    @Test
    void shouldCarryReasonAndRetryAfterOfAFailure() {
        border.destinations = 1;
        caller.invite("v=caller");
        caller.status();
        callee.answer(
                callee.request("INVITE"),
                480,
                "",
                "Reason: Q.850;cause=20\nRetry-After: 30\nServer: Secret\n");
        callee.request("ACK");
        SipResponse shown = caller.response(480);
        assertEquals("Q.850;cause=20", shown.header(HeaderName.REASON).orElseThrow().toString());
        assertEquals("30", shown.header(HeaderName.RETRY_AFTER).orElseThrow().toString());
        assertFalse(shown.toString().contains("Secret"));
    }

    @Test
    void shouldGiveUpARingingThatLastsTooLong() {
        border.destinations = 1;
        calleesAre(Profiles.limited(20, 0, 0));
        caller.invite("v=caller");
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 180, "");
        caller.status();
        border.time.pass(15_000);
        callee.answer(invite, 180, "");
        caller.status();
        border.time.pass(5_100);
        callee.answer(callee.request("CANCEL"), 200, "");
        callee.answer(invite, 487, "");
        assertEquals(408, caller.status());
    }

    @Test
    void shouldTryTheNextDestinationWhenOneHasRungTooLong() {
        calleesAre(Profiles.limited(20, 0, 0));
        caller.invite("v=caller");
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 180, "");
        caller.status();
        border.time.pass(20_100);
        callee.request("CANCEL");
        SipRequest next = second.request("INVITE");
        callee.answer(invite, 200, "v=late");
        callee.request("ACK");
        callee.answer(callee.request("BYE"), 200, "");
        second.answer(next, 200, "v=second");
        second.request("ACK");
        SipResponse ok = caller.response(200);
        assertEquals("for CALLER v=second", ok.body().toString());
        caller.ack(ok, "");
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldGiveUpOnlyTheOneOfAGroupThatHasRungTooLong() {
        border.parallel = true;
        calleesAre(Profiles.limited(10, 0, 0));
        secondIs(Profiles.limited(20, 0, 0));
        caller.invite("v=caller");
        caller.status();
        SipRequest one = callee.request("INVITE");
        SipRequest two = second.request("INVITE");
        callee.answer(one, 180, "");
        second.answer(two, 180, "");
        caller.status();
        caller.status();
        border.time.pass(10_100);
        callee.answer(callee.request("CANCEL"), 200, "");
        callee.answer(one, 180, ""); // on its way when it was given up
        callee.answer(one, 487, "");
        callee.request("ACK");
        assertTrue(second.idle(), "it may ring for longer");
        assertTrue(caller.idle(), "the other may still answer");
        second.answer(two, 200, "v=second");
        second.request("ACK");
        caller.ack(caller.response(200), "");
        border.time.pass(30_000);
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldGiveUpEachOfAGroupInItsTime() {
        border.parallel = true;
        calleesAre(Profiles.limited(20, 0, 0));
        secondIs(Profiles.limited(10, 0, 0));
        caller.invite("v=caller");
        caller.status();
        SipRequest one = callee.request("INVITE");
        SipRequest two = second.request("INVITE");
        second.answer(two, 180, "");
        callee.answer(one, 180, "");
        caller.status();
        caller.status();
        border.time.pass(10_100);
        second.answer(second.request("CANCEL"), 200, "");
        second.answer(two, 487, "");
        assertTrue(callee.idle());
        assertTrue(caller.idle());
        border.time.pass(10_000);
        callee.answer(callee.request("CANCEL"), 200, "");
        callee.answer(one, 487, "");
        assertEquals(408, caller.status());
    }

    @Test
    void shouldEndWithTimerCOnlyTheOneThatStoppedRinging() {
        border.parallel = true;
        caller.invite("v=caller");
        caller.status();
        SipRequest one = callee.request("INVITE");
        SipRequest two = second.request("INVITE");
        callee.answer(one, 180, "");
        second.answer(two, 180, "");
        caller.status();
        caller.status();
        border.time.pass(100_000);
        second.answer(two, 180, "");
        caller.status();
        border.time.pass(100_000);
        callee.answer(callee.request("CANCEL"), 200, "");
        callee.answer(one, 487, "");
        assertTrue(second.idle(), "its timer C began anew");
        second.answer(two, 200, "v=second");
        second.request("ACK");
        caller.ack(caller.response(200), "");
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldGiveARedirectionARingLimitOfItsOwn() {
        border.destinations = 1;
        calleesAre(Profiles.following(1, 20));
        caller.invite("v=caller");
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 180, "");
        caller.status();
        border.time.pass(15_000);
        callee.answer(invite, 302, "", "Contact: <sip:77@10.0.0.12:5060>\n");
        callee.request("ACK");
        SipRequest followed = second.request("INVITE");
        second.answer(followed, 100, "");
        border.time.pass(10_000);
        assertTrue(second.idle(), "the time of the first is not its own");
        assertTrue(caller.idle());
        border.time.pass(10_100);
        second.answer(second.request("CANCEL"), 200, "");
        second.answer(followed, 487, "");
        assertEquals(408, caller.status());
    }

    @Test
    void shouldTakeA503ForSilenceUnlessSomethingCameBefore() {
        caller.invite("v=caller");
        caller.status();
        callee.answer(callee.request("INVITE"), 503, "");
        assertEquals(1, border.silences);
        SipRequest invite = second.request("INVITE");
        second.answer(invite, 180, "");
        second.answer(invite, 503, "");
        assertEquals(1, border.silences);
    }

    private void refused(int status, String headers, int shown) {
        caller.invite("v=caller");
        caller.status();
        callee.answer(callee.request("INVITE"), status, "", headers);
        callee.request("ACK");
        assertEquals(shown, caller.status());
        caller.ackFailure();
    }
}

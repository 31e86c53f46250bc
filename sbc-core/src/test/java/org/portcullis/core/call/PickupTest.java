package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** INVITE with Replaces for a dialog that rings (RFC 3891 3, RFC 5359 2.16). */
class PickupTest extends CallScenario {
    private static final String CALLER = sdp("192.0.2.9", "0 8 111", "111 opus/48000/2");
    private static final String PICKER = sdp("10.0.0.12", "8 97 9", "97 opus/48000/2");

    @BeforeEach
    void markBelow() {
        border.media.marksBelow = true;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";early-only"})
    void shouldAnswerTheCallerWithTheSessionOfWhoPicksUp(String parameter) {
        SipRequest ringing = ring(CALLER);
        pickUp(PICKER, parameter);
        SipRequest cancel = callee.request("CANCEL");
        assertTrue(
                cancel.header(HeaderName.REASON).orElseThrow().startsWith("SIP;cause=200"),
                cancel.toString());
        callee.answer(cancel, 200, "");
        callee.answer(ringing, 487, "");
        callee.request("ACK");
        assertTrue(caller.idle(), "nothing yet: who picks up may still not be there");
        SipResponse ok = second.response(200);
        assertBody(ok, "192.0.2.9", "m=audio 4000 RTP/AVP 8 111\r\n", "a=for:CALLEE");
        assertTrue(ok.has(HeaderName.CONTACT));
        second.ack(ok, "");
        SipResponse answered = caller.response(200);
        assertBody(answered, "10.0.0.12", "m=audio 4000 RTP/AVP 8 97\r\n", "a=for:CALLER");
        assertTrue(answered.body().toString().contains("a=rtpmap:97 opus/48000/2\r\n"));
        caller.ack(answered, "");
        assertStands();
        second.inside("INFO", "Content-Type: application/dtmf\n", "5");
        caller.answer(caller.request("INFO"), 200, "");
        assertEquals(200, second.status());
        caller.bye();
        assertEquals(200, caller.status());
        second.answer(second.request("BYE"), 200, "");
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldOfferTheCallersSessionToAPickerWithoutAnOffer() {
        ring(CALLER);
        pickUp("", "");
        silence();
        SipResponse ok = second.response(200);
        assertBody(ok, "192.0.2.9", "m=audio 4000 RTP/AVP 0 8 111\r\n", "a=for:CALLEE");
        second.ack(ok, sdp("10.0.0.12", "8", "8 PCMA/8000"));
        SipResponse answered = caller.response(200);
        assertBody(answered, "10.0.0.12", "m=audio 4000 RTP/AVP 8\r\n", "a=for:CALLER");
        caller.ack(answered, "");
        hangUp();
    }

    @Test
    void shouldOfferThePickersSessionToACallerWithoutAnOffer() {
        ring("");
        pickUp(PICKER, "");
        silence();
        assertTrue(second.idle(), "its answer is the caller's to give");
        SipResponse offered = caller.response(200);
        assertBody(offered, "10.0.0.12", "m=audio 4000 RTP/AVP 8 97 9\r\n", "a=for:CALLER");
        caller.ack(offered, sdp("192.0.2.9", "8", "8 PCMA/8000"));
        SipResponse ok = second.response(200);
        assertBody(ok, "192.0.2.9", "m=audio 4000 RTP/AVP 8\r\n", "a=for:CALLEE");
        second.ack(ok, "");
        hangUp();
    }

    @Test
    void shouldHangUpTheCallersEndWhenItLeavesBeforeThePickerHasItsAnswer() {
        ring("");
        pickUp(PICKER, "");
        silence();
        caller.join(caller.response(200));
        caller.bye();
        assertEquals(200, caller.status());
        assertEquals(481, second.status());
        second.ackFailure();
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldHangUpACallerThatAnswersTheOfferWithNothing() {
        ring("");
        pickUp(PICKER, "");
        silence();
        caller.ack(caller.response(200), "");
        caller.answer(caller.request("BYE"), 200, "");
        assertEquals(488, second.status());
        second.ackFailure();
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldLetItRingWhereNobodyMakesAnOffer() {
        refusedAndRingsOn("", "");
    }

    @Test
    void shouldLetItRingWhereTheTwoHaveNoCodecInCommon() {
        refusedAndRingsOn(CALLER, sdp("10.0.0.12", "9 101", "101 telephone-event/8000"));
    }

    @Test
    void shouldRefuseStreamsThatThePickerDoesNotHave() {
        ring(CALLER + "m=video 4002 RTP/AVP 31\n");
        pickUp(PICKER, "");
        silence();
        SipResponse ok = second.response(200);
        assertFalse(ok.body().toString().contains("m=video"), "as many streams as it offered");
        second.ack(ok, "");
        SipResponse answered = caller.response(200);
        assertTrue(
                answered.body().toString().contains("m=video 0 RTP/AVP 31\r\n"),
                answered.toString());
        caller.ack(answered, "");
        hangUp();
    }

    @Test
    void shouldKeepToWhatEitherSideWantsToHear() {
        ring(CALLER.replace("sendrecv", "recvonly"));
        pickUp(PICKER, "");
        silence();
        SipResponse ok = second.response(200);
        assertTrue(ok.body().toString().contains("a=recvonly\r\n"), ok.toString());
        second.ack(ok, "");
        SipResponse answered = caller.response(200);
        assertTrue(answered.body().toString().contains("a=sendonly\r\n"), answered.toString());
        caller.ack(answered, "");
        hangUp();
    }

    @Test
    void shouldAnswerInADialogOfItsOwnAfterEarlyMedia() {
        caller.invite(CALLER);
        caller.status();
        SipRequest ringing = callee.request("INVITE");
        callee.answer(ringing, 183, sdp("10.0.0.11", "0", "0 PCMU/8000"));
        SipResponse early = caller.response(183);
        pickUp(PICKER, "");
        callee.answer(callee.request("CANCEL"), 200, "");
        callee.answer(ringing, 487, "");
        callee.request("ACK");
        second.ack(second.response(200), "");
        SipResponse answered = caller.response(200);
        assertNotEquals(early.to().tag(), answered.to().tag());
        caller.ack(answered, "");
        hangUp();
    }

    @Test
    void shouldRefuseToReplaceTheEarlyDialogThatTheCallerBegan() {
        caller.invite(CALLER);
        SipResponse trying = caller.response(100);
        SipRequest ringing = callee.request("INVITE");
        callee.answer(ringing, 180, "");
        SipResponse heard = caller.response(180);
        second.invite(
                PICKER,
                "Replaces: "
                        + trying.callId()
                        + ";to-tag="
                        + heard.to().tag().orElseThrow()
                        + ";from-tag="
                        + heard.from().tag().orElseThrow());
        second.status();
        assertEquals(481, second.status());
        assertEquals(1, border.manager.live());
        assertTrue(callee.idle(), "it rings on");
    }

    @Test
    void shouldRefuseTagsTheOtherWayRound() {
        ring(CALLER);
        second.invite(
                PICKER,
                "Replaces: " + callee.callId() + ";to-tag=callee;from-tag=" + callee.peerTag);
        second.status();
        assertEquals(481, second.status());
        assertTrue(callee.idle(), "it rings on");
    }

    @Test
    void shouldHangUpThePickerWhoseCallerGivesUp() {
        SipRequest invite = caller.invite(CALLER);
        caller.status();
        callee.answer(callee.request("INVITE"), 180, "");
        caller.status();
        pickUp(PICKER, "");
        silence();
        caller.cancel(invite);
        assertEquals(200, caller.status());
        assertEquals(487, caller.status());
        caller.ackFailure();
        SipResponse ok = second.response(200);
        assertTrue(second.idle(), "a BYE waits for the ACK");
        second.ack(ok, "");
        second.answer(second.request("BYE"), 200, "");
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldHangUpTheCalleeWhoseAnswerCrossesItsCancel() {
        SipRequest ringing = ring(CALLER);
        pickUp(PICKER, "");
        callee.answer(ringing, 200, sdp("10.0.0.11", "0", "0 PCMU/8000"));
        callee.answer(callee.request("CANCEL"), 200, "");
        callee.request("ACK");
        callee.answer(callee.request("BYE"), 200, "");
        second.ack(second.response(200), "");
        SipResponse answered = caller.response(200);
        assertBody(answered, "10.0.0.12", "a=for:CALLER");
        caller.ack(answered, "");
        hangUp();
    }

    @Test
    void shouldEndTheCallWhosePickerNeverAcknowledges() {
        ring(CALLER);
        pickUp(PICKER, "");
        silence();
        second.response(200);
        border.time.pass(33_000);
        assertEquals(480, caller.status());
        caller.ackFailure();
        assertEquals("BYE", ((SipRequest) second.last()).method().name().toString());
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldEndTheCallWhosePickerHangsUpInsteadOfAcknowledging() {
        ring(CALLER);
        pickUp(PICKER, "");
        silence();
        second.join(second.response(200));
        second.bye();
        assertEquals(200, second.status());
        assertEquals(480, caller.status());
        caller.ackFailure();
        border.time.pass(33_000);
        assertTrue(second.idle(), "it knows that the call is over");
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldRefuseThePickerWhoseMediaCannotBeHad() {
        ring(CALLER);
        border.media.refuse = true;
        pickUp(PICKER, "");
        silence();
        assertEquals(488, caller.status());
        caller.ackFailure();
        assertEquals(488, second.status());
        second.ackFailure();
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldKeepTheSessionTimerOfWhoPicksUp() {
        ring(CALLER);
        second.invite(
                PICKER,
                "Supported: timer\nSession-Expires: 600;refresher=uas\nReplaces: " + replaces());
        assertEquals(100, second.status());
        silence();
        SipResponse ok = second.response(200);
        assertEquals(
                "600;refresher=uas",
                ok.header(HeaderName.SESSION_EXPIRES).orElseThrow().toString());
        second.ack(ok, "");
        caller.ack(caller.response(200), "");
        border.time.pass(301_000);
        SipRequest refresh = second.request("INVITE");
        assertEquals(ok.body(), refresh.body());
    }

    private SipRequest ring(String sdp) {
        caller.invite(sdp);
        caller.status();
        SipRequest ringing = callee.request("INVITE");
        callee.answer(ringing, 180, "");
        assertEquals(180, caller.status());
        return ringing;
    }

    private void pickUp(String sdp, String parameter) {
        second.invite(sdp, "Replaces: " + replaces() + parameter);
        assertEquals(100, second.status());
    }

    /** The callee's dialog as its own notifications name it to others (RFC 4235). */
    private String replaces() {
        return callee.callId() + ";to-tag=" + callee.peerTag + ";from-tag=callee";
    }

    /** The callee is told that it need ring no more. */
    private void silence() {
        callee.answer(callee.request("CANCEL"), 200, "");
    }

    private void refusedAndRingsOn(String callers, String pickers) {
        SipRequest ringing = ring(callers);
        pickUp(pickers, "");
        assertEquals(488, second.status());
        second.ackFailure();
        assertTrue(callee.idle(), "it rings on");
        callee.answer(ringing, 486, "");
        callee.request("ACK");
        assertEquals(486, caller.status());
    }

    private void assertStands() {
        assertEquals(1, border.manager.live());
        assertEquals(2, border.ticketsOut, "both have brought a call");
        assertEquals(1, border.media.open);
        assertTrue(caller.idle() && second.idle());
    }

    private void hangUp() {
        assertStands();
        second.bye();
        assertEquals(200, second.status());
        caller.answer(caller.request("BYE"), 200, "");
        assertEquals(0, border.manager.live());
    }

    private static void assertBody(SipResponse response, String... parts) {
        for (String part : parts) {
            assertTrue(response.body().toString().contains(part), response.toString());
        }
    }

    private static String sdp(String address, String formats, String map) {
        return """
                v=0
                o=- 1 1 IN IP4 %1$s
                s=-
                c=IN IP4 %1$s
                t=0 0
                a=sendrecv
                m=audio 4000 RTP/AVP %2$s
                a=rtpmap:%3$s
                """
                .formatted(address, formats, map);
    }
}

package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.border.Admission;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** What a call asks of admission while it stands, and when it gives it back. */
class LimitsTest extends CallScenario {
    private static final String SDP =
            """
            v=0
            o=- 1 1 IN IP4 192.0.2.9
            s=-
            c=IN IP4 192.0.2.9
            t=0 0
            m=audio 4000 RTP/AVP 0
            """;

    @Test
    void shouldHoldAPlaceOnEachSideWhileTheCallStands() {
        border.establish();
        assertHeld(1, 1, 1);
        assertEquals(1, border.leavingOut(callee));
        assertEquals(List.of("carrier sip:123@192.0.2.1"), border.numbers);
        caller.bye();
        assertEquals(200, caller.status());
        assertHeld(0, 0, 0);
        callee.request("BYE");
    }

    @Test
    void shouldGiveAllBackWhenTheCalleeHangsUp() {
        border.establish();
        callee.bye();
        assertEquals(200, callee.status());
        assertHeld(0, 0, 0);
        caller.request("BYE");
    }

    @Test
    void shouldMoveThePlaceToTheNextDestination() {
        invite();
        SipRequest invite = callee.request("INVITE");
        assertEquals(1, border.leavingOut(callee));
        callee.answer(invite, 503, "");
        callee.request("ACK");
        second.request("INVITE");
        assertEquals(0, border.leavingOut(callee));
        assertEquals(1, border.leavingOut(second));
        assertHeld(1, 1, 1);
    }

    @Test
    void shouldPassOverADestinationThatIsFull() {
        fill(callee, 503);
        invite();
        assertTrue(callee.idle());
        SipRequest invite = second.request("INVITE");
        assertEquals("for CALLEE v=caller", invite.body().toString());
        second.answer(invite, 200, "v=second");
        second.request("ACK");
        caller.ack(caller.response(200), "");
        assertHeld(1, 1, 1);
        assertEquals(0, border.silences, "full is not dead");
    }

    @ParameterizedTest
    @CsvSource({"503, 5", "480, 0", "486, 0"})
    void shouldAnswerAsConfiguredWhenAllAreFull(int status, int retryAfterSeconds) {
        border.full.put(callee.address(), new Admission.Full(status, retryAfterSeconds));
        border.full.put(second.address(), new Admission.Full(status, retryAfterSeconds));
        invite();
        SipResponse refused = caller.response(status);
        assertEquals(retryAfterSeconds > 0, refused.has(HeaderName.RETRY_AFTER));
        caller.ackFailure();
        assertTrue(callee.idle() && second.idle());
        assertHeld(0, 0, 0);
        assertEquals(0, border.media.open);
    }

    @Test
    void shouldTellOfTheFullOneAfterTheLastRefusal() {
        fill(second, 480);
        invite();
        callee.answer(callee.request("INVITE"), 500, "");
        callee.request("ACK");
        assertEquals(480, caller.status());
    }

    @Test
    void shouldCallTheMembersOfAGroupThatHaveRoom() {
        border.parallel = true;
        fill(callee, 503);
        invite();
        assertTrue(callee.idle());
        second.answer(second.request("INVITE"), 486, "");
        second.request("ACK");
        assertEquals(486, caller.status());
        assertHeld(0, 0, 0);
    }

    @Test
    void shouldHoldOnePlaceForEachMemberOfAGroupUntilOneAnswers() {
        border.parallel = true;
        invite();
        SipRequest one = callee.request("INVITE");
        SipRequest two = second.request("INVITE");
        assertHeld(1, 1, 2);
        callee.answer(one, 180, "");
        caller.status();
        second.answer(two, 200, "v=second");
        second.request("ACK");
        assertHeld(1, 1, 1);
        assertEquals(1, border.leavingOut(second));
        callee.request("CANCEL");
        caller.ack(caller.response(200), "");
    }

    @Test
    void shouldGiveAllBackOnCancel() {
        SipRequest invite = invite();
        callee.answer(callee.request("INVITE"), 180, "");
        caller.status();
        assertHeld(1, 1, 1);
        caller.cancel(invite);
        assertHeld(0, 0, 0);
    }

    @Test
    void shouldGiveAllBackWhenTheMediaIsRefused() {
        border.media.refuse = true;
        invite();
        assertEquals(488, caller.status());
        assertHeld(0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGiveAllBackAfterABug(boolean answered) {
        border.expectedBugs = 1;
        if (answered) {
            border.establish();
            border.media.bug = true;
            caller.reinvite("v=hold");
        } else {
            border.media.bug = true;
            invite();
            assertEquals(500, caller.status());
        }
        border.media.bug = false;
        assertHeld(0, 0, 0);
    }

    @Test
    void shouldGiveAllBackWhenTheBoxEndsTheCall() {
        border.establish();
        border.manager.releaseAll(border.time.nowNanos());
        assertHeld(0, 0, 0);
    }

    @Test
    void shouldGiveAllBackWhenNobodyAnswers() {
        invite();
        border.time.pass(200_000);
        assertHeld(0, 0, 0);
    }

    @Test
    void shouldRefuseANumberBeforeItIsRouted() {
        border.number = new Admission.Full(603, 0);
        invite();
        assertEquals(603, caller.status());
        assertTrue(callee.idle());
        assertHeld(0, 0, 0);
        assertFalse(border.manager.live() > 0);
    }

    @Test
    void shouldHoldThePlacesOfWhoIsLeftAfterABlindTransfer() {
        transferable();
        callee.inside("REFER", "Refer-To: <sip:555@10.0.0.1>\nRefer-Sub: false\n", "");
        callee.status();
        SipRequest invite = second.request("INVITE");
        assertHeld(1, 2, 2);
        second.answer(invite, 200, SDP);
        second.request("ACK");
        caller.answer(caller.request("INVITE"), 200, SDP);
        caller.request("ACK");
        callee.answer(callee.request("BYE"), 200, "");
        assertHeld(1, 1, 1);
        assertEquals(1, border.leavingOut(second));
        assertEquals("pbx sip:555@10.0.0.1", border.numbers.getLast());
        second.bye();
        second.status();
        assertHeld(0, 0, 0);
    }

    @Test
    void shouldGiveBackThePlaceOfACallerThatTransfers() {
        transferable();
        caller.inside("REFER", "Refer-To: <sip:555@192.0.2.1>\nRefer-Sub: false\n", "");
        caller.status();
        SipRequest invite = second.request("INVITE");
        second.answer(invite, 200, SDP);
        second.request("ACK");
        callee.answer(callee.request("INVITE"), 200, SDP);
        callee.request("ACK");
        caller.answer(caller.request("BYE"), 200, "");
        assertHeld(0, 2, 2);
    }

    @Test
    void shouldKeepTheCallWhenTheTargetsNumberIsRefused() {
        transferable();
        border.number = new Admission.Full(603, 0);
        callee.inside("REFER", "Refer-To: <sip:555@10.0.0.1>\n", "");
        assertEquals(202, callee.status());
        callee.answer(callee.request("NOTIFY"), 200, "");
        SipRequest notify = callee.request("NOTIFY");
        assertTrue(notify.body().toString().startsWith("SIP/2.0 603"), notify.toString());
        callee.answer(notify, 200, "");
        assertTrue(second.idle());
        assertHeld(1, 1, 1);
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldKeepTheCallWhenTheTargetIsFull() {
        transferable();
        fill(second, 486);
        callee.inside("REFER", "Refer-To: <sip:555@10.0.0.1>\n", "");
        assertEquals(202, callee.status());
        callee.answer(callee.request("NOTIFY"), 200, "");
        SipRequest notify = callee.request("NOTIFY");
        assertTrue(notify.body().toString().startsWith("SIP/2.0 486"), notify.toString());
        callee.answer(notify, 200, "");
        assertHeld(1, 1, 1);
    }

    private SipRequest invite() {
        SipRequest invite = caller.invite("v=caller");
        assertEquals(100, caller.status());
        return invite;
    }

    /** A call that stands and can be transferred to the second. */
    private void transferable() {
        caller.invite(SDP);
        caller.status();
        callee.answer(callee.request("INVITE"), 200, SDP);
        callee.request("ACK");
        caller.ack(caller.response(200), "");
        border.first = 1;
    }

    private void fill(Peer peer, int status) {
        border.full.put(peer.address(), new Admission.Full(status, 0));
    }

    private void assertHeld(int calls, int numbers, int leaving) {
        assertEquals(calls, border.ticketsOut, "calls");
        assertEquals(numbers, border.numbersOut, "numbers");
        assertEquals(leaving, border.leavingOut(), border.leaving.toString());
    }
}

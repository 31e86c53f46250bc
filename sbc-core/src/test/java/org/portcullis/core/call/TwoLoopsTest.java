package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestLoop;

/** An attended transfer between two calls of different loops: a leg moves from one to the other. */
class TwoLoopsTest {
    private static final String SDP =
            """
            v=0
            o=- 1 1 IN IP4 192.0.2.9
            s=-
            c=IN IP4 192.0.2.9
            t=0 0
            m=audio 4000 RTP/AVP 0
            """;

    private final CallDirectory directory = new CallDirectory();
    private final Border here = new Border(new TestLoop(1, 0), directory);
    private final Border there = new Border(new TestLoop(2, 1), directory);
    private final Peer caller = here.caller;
    private final Peer callee = here.callees.get(0);
    private final Peer consultant = there.caller;
    private final Peer target = there.callees.get(0);

    @AfterEach
    void shouldHoldNothingInTheEnd() {
        for (Border border : new Border[] {here, there}) {
            border.manager.releaseAll(border.time.nowNanos());
        }
        settle();
        for (Border border : new Border[] {here, there}) {
            border.time.pass(400_000);
            settle();
            assertEquals(0, border.time.bugs());
            assertEquals(0, border.manager.live());
            assertEquals(0, border.layer.size());
            assertEquals(0, border.time.loop().timers().size());
            assertEquals(0, border.ticketsOut);
            assertEquals(0, border.numbersOut);
            assertEquals(0, border.leavingOut());
            assertEquals(0, border.media.open);
            assertTrue(border.dialogs.isEmpty());
        }
    }

    @Test
    void shouldMoveALegAndSendItsRequestsOn() {
        establish(here);
        SipResponse consulted = establish(there);
        refer(consulted);
        settle();
        consultant.answer(consultant.request("BYE"), 200, "");
        caller.answer(caller.request("INVITE"), 200, "v=caller2");
        caller.request("ACK");
        SipRequest reinvite = target.request("INVITE");
        assertEquals("for CALLEE v=caller2", reinvite.body().toString());
        answerHere(reinvite, "v=target2");
        target.request("ACK");
        SipRequest notify = callee.request("NOTIFY");
        assertTrue(notify.body().toString().startsWith("SIP/2.0 200"), notify.toString());
        callee.answer(notify, 200, "");
        callee.answer(callee.request("BYE"), 200, "");
        assertEquals(1, here.manager.live());
        assertEquals(0, there.manager.live());

        // What the target sends arrives at the loop of its dialog's tag.
        target.inside("INFO", "Content-Type: application/dtmf\n", "5");
        settle();
        caller.answer(caller.request("INFO"), 200, "");
        assertEquals(200, target.status());
        target.reinvite("v=target3");
        settle();
        assertEquals(100, target.status());
        caller.answer(caller.request("INVITE"), 200, "v=caller3");
        caller.request("ACK");
        SipResponse ok = target.response(200);
        target.ack(ok, "");
        settle();
        here.time.pass(10_000);
        assertTrue(target.idle(), "its ACK was sent on too");
        target.bye();
        settle();
        assertEquals(200, target.status());
        caller.answer(caller.request("BYE"), 200, "");
        assertEquals(0, here.manager.live());
    }

    @Test
    void shouldCancelAReinviteOfALegThatHasMoved() {
        establish(here);
        refer(establish(there));
        settle();
        consultant.answer(consultant.request("BYE"), 200, "");
        caller.answer(caller.request("INVITE"), 200, "v=caller2");
        caller.request("ACK");
        answerHere(target.request("INVITE"), "v=target2");
        target.request("ACK");
        callee.answer(callee.request("NOTIFY"), 200, "");
        callee.answer(callee.request("BYE"), 200, "");
        SipRequest reinvite = target.reinvite("v=target3");
        settle();
        assertEquals(100, target.status());
        SipRequest asked = caller.request("INVITE");
        caller.answer(asked, 180, "");
        target.cancel(reinvite);
        settle();
        assertEquals(200, target.status());
        assertEquals(487, target.status());
        target.ackFailure();
        settle();
        caller.answer(caller.request("CANCEL"), 200, "");
        caller.answer(asked, 487, "");
        caller.request("ACK");
        here.time.pass(10_000);
        assertTrue(target.idle(), "its ACK was sent on too");
        assertEquals(1, here.manager.live());
    }

    @Test
    void shouldLetAPickerOfAnotherLoopTakeACallThatRings() {
        here.media.marksBelow = true;
        caller.invite(SDP);
        SipRequest ringing = ring();
        pickUp();
        settle();
        callee.answer(callee.request("CANCEL"), 200, "");
        callee.answer(ringing, 487, "");
        callee.request("ACK");
        assertTrue(caller.idle(), "who calls hears nothing before the picker is there");
        assertEquals(100, consultant.status());
        SipResponse ok = consultant.response(200);
        assertTrue(ok.body().toString().endsWith("a=for:CALLEE\r\n"), ok.toString());
        consultant.ack(ok, "");
        consultant.inside("INFO", "Content-Type: application/dtmf\n", "5");
        settle();
        SipResponse answered = caller.response(200);
        assertTrue(answered.body().toString().endsWith("a=for:CALLER\r\n"), answered.toString());
        caller.ack(answered, "");
        caller.answer(caller.request("INFO"), 200, "");
        assertEquals(200, consultant.status());
        assertEquals(1, here.manager.live());
        assertEquals(0, there.manager.live());
        consultant.bye();
        settle();
        assertEquals(200, consultant.status());
        caller.answer(caller.request("BYE"), 200, "");
        assertEquals(0, here.manager.live());
    }

    @Test
    void shouldGiveAPickupUpWhoseCallerHasCancelledOnAnotherLoop() {
        here.media.marksBelow = true;
        SipRequest invite = caller.invite(SDP);
        SipRequest ringing = ring();
        pickUp();
        here.time.runPosted(); // its 200 is on its way to the picker's loop
        caller.cancel(invite);
        assertEquals(200, caller.status());
        assertEquals(487, caller.status());
        caller.ackFailure();
        settle();
        callee.answer(callee.request("CANCEL"), 200, "");
        callee.answer(ringing, 487, "");
        callee.request("ACK");
        assertEquals(100, consultant.status());
        SipResponse ok = consultant.response(200);
        consultant.ack(ok, "");
        settle();
        consultant.answer(consultant.request("BYE"), 200, "");
    }

    @Test
    void shouldRefuseAPickupOfAnotherLoopThatIsTooLate() {
        here.media.marksBelow = true;
        caller.invite(SDP);
        SipRequest ringing = ring();
        pickUp();
        callee.answer(ringing, 200, SDP);
        callee.request("ACK");
        caller.ack(caller.response(200), "");
        settle();
        assertEquals(100, consultant.status());
        assertEquals(486, consultant.status());
        assertEquals(1, here.manager.live());
    }

    private SipRequest ring() {
        assertEquals(100, caller.status());
        SipRequest ringing = callee.request("INVITE");
        callee.answer(ringing, 180, "");
        assertEquals(180, caller.status());
        return ringing;
    }

    /** The picker names the dialog of the callee that rings. */
    private void pickUp() {
        String dialog = callee.callId() + ";to-tag=" + callee.peerTag + ";from-tag=callee";
        consultant.invite(SDP, "Replaces: " + dialog + ";early-only");
    }

    private static SipResponse establish(Border border) {
        border.caller.invite(SDP);
        border.caller.status();
        Peer callee = border.callees.get(0);
        callee.answer(callee.request("INVITE"), 200, SDP);
        callee.request("ACK");
        SipResponse ok = border.caller.response(200);
        border.caller.ack(ok, "");
        return ok;
    }

    private void refer(SipResponse consulted) {
        String replaces =
                consulted.callId()
                        + "%3Bto-tag%3D"
                        + consulted.to().tag().orElseThrow()
                        + "%3Bfrom-tag%3D"
                        + consulted.from().tag().orElseThrow();
        callee.inside("REFER", "Refer-To: <sip:2@10.0.0.1?Replaces=" + replaces + ">\n", "");
        assertEquals(202, callee.status());
        callee.answer(callee.request("NOTIFY"), 200, "");
    }

    /** Responses go to the loop of the request's branch. */
    private void answerHere(SipRequest request, String sdp) {
        here.layer.received(
                Messages.answer(
                        request,
                        200,
                        "",
                        "Contact: <sip:t@10.0.0.11:5060>\nContent-Type: application/sdp\n\n" + sdp),
                target.flow,
                here.time.nowNanos());
    }

    private void settle() {
        for (int i = 0; i < 4; i++) {
            here.time.runPosted();
            there.time.runPosted();
        }
    }
}

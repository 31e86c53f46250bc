package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/**
 * The race conditions of RFC 5407. The box is the callee of its caller and the caller of its
 * callee, so a race of two user agents can happen on either leg.
 *
 * <p>Its states: Moratorium is from the 2xx to its ACK, Mortal from the BYE on.
 */
class Rfc5407Test extends FlowScenario {

    /** 3.1.1 The INVITE comes again in Moratorium: the caller has heard neither 180 nor 200. */
    @Test
    void shouldAbsorbAnInviteThatComesAgainAfterThe200() {
        SipRequest sent = caller.invite("v=caller");
        caller.response(100);
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 180, "");
        caller.response(180);
        callee.answer(invite, 200, "v=callee");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        caller.send(sent);
        assertTrue(caller.idle(), "RFC 6026 7.1: the 2xx is repeated by its own clock");
        assertTrue(callee.idle());
        border.time.pass(510);
        assertEquals(ok.toString(), caller.response(200).toString());
        caller.ack(ok, "");
        assertStandsAndEnd();
    }

    /** 3.1.1 On the callee's leg: the INVITE of the box is repeated while the 200 is on its way. */
    @Test
    void shouldAcknowledgeThe200ThatCrossesItsRepeatedInvite() {
        SipRequest invite = invited();
        border.time.pass(510);
        assertEquals(invite.toString(), callee.request("INVITE").toString());
        callee.answer(invite, 200, "v=callee");
        SipRequest ack = callee.request("ACK");
        SipResponse ok = caller.response(200);
        callee.answer(invite, 180, "");
        assertTrue(caller.idle(), "a 180 that the 200 has overtaken is of no use");
        callee.answer(invite, 200, "v=callee");
        assertEquals(ack.toString(), callee.request("ACK").toString());
        caller.ack(ok, "");
        assertStandsAndEnd();
    }

    /** 3.1.2 CANCEL in Moratorium: it has no effect, and the caller must hang up. */
    @Test
    void shouldKeepTheCallWhenTheCancelComesAfterThe200() {
        SipRequest sent = caller.invite("v=caller");
        caller.response(100);
        callee.answer(callee.request("INVITE"), 200, "v=callee");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        caller.cancel(sent);
        assertEquals("1 CANCEL", value(caller.response(200), HeaderName.CSEQ));
        assertTrue(callee.idle(), "the callee does not hear of it");
        caller.ack(ok, "");
        assertStandsAndEnd();
    }

    /** 3.1.2 On the callee's leg, whether the callee still knows what is cancelled or not. */
    @ParameterizedTest
    @ValueSource(ints = {200, 481})
    void shouldHangUpTheAnswerThatCrossesItsCancel(int status) {
        SipRequest sent = caller.invite("v=caller");
        caller.response(100);
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 180, "");
        caller.response(180);
        caller.cancel(sent);
        caller.response(200);
        caller.response(487);
        caller.ackFailure();
        SipRequest cancel = callee.request("CANCEL");
        callee.answer(invite, 200, "v=callee");
        assertOfCallee(invite, callee.request("ACK"), "1 ACK", "callee");
        SipRequest bye = callee.request("BYE");
        assertOfCallee(invite, bye, "2 BYE", "callee");
        callee.answer(cancel, status, "");
        callee.answer(bye, 200, "");
        border.time.pass(10_000);
        assertTrue(caller.idle() && callee.idle());
        assertOver();
    }

    /** 3.1.3 BYE of the early dialog in Moratorium: the caller had not heard the 200 yet. */
    @Test
    void shouldEndTheCallByAByeThatCrossesThe200() {
        SipRequest invite = ringing();
        callee.answer(invite, 200, "v=callee");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        caller.bye();
        assertEquals("2 BYE", value(caller.response(200), HeaderName.CSEQ));
        SipRequest bye = callee.request("BYE");
        assertOfCallee(invite, bye, "2 BYE", "callee");
        callee.answer(bye, 200, "");
        caller.ack(ok, "");
        border.time.pass(10_000);
        assertTrue(caller.idle() && callee.idle(), "the 200 is not repeated after the BYE");
        assertOver();
    }

    /**
     * 3.1.3 and appendix A: BYE of the only early dialog while it rings. The INVITE is still to be
     * answered (RFC 3261 15.1.2); the callee's 200 crosses the CANCEL.
     */
    @Test
    void shouldEndTheCallByAByeBeforeThe200() {
        SipRequest invite = ringing();
        caller.bye();
        assertEquals("2 BYE", value(caller.response(200), HeaderName.CSEQ));
        assertEquals("1 INVITE", value(caller.response(487), HeaderName.CSEQ));
        caller.ackFailure();
        SipRequest cancel = callee.request("CANCEL");
        callee.answer(invite, 200, "v=callee");
        assertOfCallee(invite, callee.request("ACK"), "1 ACK", "callee");
        callee.answer(callee.request("BYE"), 200, "");
        callee.answer(cancel, 200, "");
        assertOver();
    }

    /**
     * 3.1.4 re-INVITE in Moratorium, case 1: the ACK was lost, but offer and answer are complete.
     */
    @Test
    void shouldTakeAReinviteBeforeTheAckWhenTheSessionIsAgreed() {
        SipResponse ok = answered();
        caller.reinvite("v=hold");
        caller.response(100);
        SipRequest reinvite = callee.request("INVITE");
        assertEquals("for CALLEE v=hold", body(reinvite));
        callee.answer(reinvite, 200, "v=held");
        callee.request("ACK");
        SipResponse held = caller.response(200);
        assertEquals("2 INVITE", value(held, HeaderName.CSEQ));
        assertEquals("for CALLER v=held", body(held));
        caller.ack(ok, "");
        border.time.pass(510);
        assertEquals(held.toString(), caller.response(200).toString(), "that was the other's ACK");
        caller.ack(held, "");
        assertStandsAndEnd();
    }

    /** 3.1.4 once more, with the ACK of a re-INVITE lost, and the next one on its way. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTakeAReinviteBeforeTheAckOfTheOneBefore(boolean byCaller) {
        establish();
        Peer asking = byCaller ? caller : callee;
        Peer asked = byCaller ? callee : caller;
        asking.reinvite("v=one");
        asking.response(100);
        asked.answer(asked.request("INVITE"), 200, "v=first");
        asked.request("ACK");
        asking.response(200);
        asking.reinvite("v=two");
        asking.response(100);
        asked.answer(asked.request("INVITE"), 200, "v=second");
        asked.request("ACK");
        SipResponse ok = asking.response(200);
        assertTrue(body(ok).endsWith("v=second"));
        asking.ack(ok, "");
        border.time.pass(40_000);
        assertStandsAndEnd();
    }

    /** 3.1.5 re-INVITE in Moratorium, case 2: the offer in the 200 has no answer yet. */
    @Test
    void shouldRefuseAReinviteBeforeTheAckThatHasTheAnswer() {
        caller.invite("");
        caller.response(100);
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 200, "v=offer");
        SipResponse ok = caller.response(200);
        caller.join(ok);
        caller.reinvite("v=hold");
        caller.response(100);
        caller.response(491);
        caller.ackFailure();
        assertTrue(callee.idle());
        border.time.pass(510);
        assertEquals(ok.toString(), caller.response(200).toString());
        caller.cseq = 1;
        caller.ack(ok, "v=answer");
        assertEquals("for CALLEE v=answer", body(callee.request("ACK")));
        caller.cseq = 2;
        assertStandsAndEnd();
    }

    /** 3.1.6 BYE of the confirmed dialog in Moratorium: the ACK was lost. */
    @Test
    void shouldEndTheCallByAByeBeforeTheAck() {
        SipResponse ok = answered();
        caller.bye();
        caller.response(200);
        callee.answer(callee.request("BYE"), 200, "");
        border.time.pass(40_000);
        assertTrue(caller.idle() && callee.idle(), "neither 200 nor BYE is sent any more");
        caller.ack(ok, "");
        assertOver();
    }

    /** 3.1.6 On the callee's leg: it repeats its 200 after the BYE, as it has not got the ACK. */
    @Test
    void shouldAcknowledgeA200ThatComesAgainAfterTheBye() {
        SipRequest invite = invited();
        callee.answer(invite, 200, "v=callee");
        SipRequest ack = callee.request("ACK");
        caller.ack(caller.response(200), "");
        caller.bye();
        caller.response(200);
        SipRequest bye = callee.request("BYE");
        callee.answer(invite, 200, "v=callee");
        assertEquals(ack.toString(), callee.request("ACK").toString());
        callee.answer(bye, 200, "");
        assertOver();
    }

    /** 3.2.1 BYE in Mortal state, on both legs: each is answered, and neither crosses. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAnswerAByeThatCrossesItsOwn(boolean callerFirst) {
        establish();
        Peer first = callerFirst ? caller : callee;
        Peer other = callerFirst ? callee : caller;
        first.bye();
        first.response(200);
        SipRequest bye = other.request("BYE");
        other.bye();
        assertEquals(200, other.response(200).status());
        assertTrue(first.idle());
        other.answer(bye, 200, "");
        assertOver();
    }

    /** 3.2.2 re-INVITE in Mortal state. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAnswer481ToAReinviteThatCrossesItsBye(boolean callerFirst) {
        establish();
        Peer first = callerFirst ? caller : callee;
        Peer other = callerFirst ? callee : caller;
        first.bye();
        first.response(200);
        SipRequest bye = other.request("BYE");
        other.reinvite("v=hold");
        other.response(100);
        other.response(481);
        other.ackFailure();
        other.answer(bye, 200, "");
        assertTrue(first.idle());
        assertOver();
    }

    /**
     * 3.2.3 200 to a re-INVITE in Mortal state, and appendix B: the side that has asked hangs up
     * before it is answered.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAcknowledgeTheAnswerToAReinviteThatItsByeHasOvertaken(boolean byCaller) {
        establish();
        Peer asking = byCaller ? caller : callee;
        Peer asked = byCaller ? callee : caller;
        asking.reinvite("v=hold");
        asking.response(100);
        SipRequest reinvite = asked.request("INVITE");
        asking.bye();
        assertTrue(value(asking.response(200), HeaderName.CSEQ).endsWith("BYE"));
        assertTrue(value(asking.response(487), HeaderName.CSEQ).endsWith("INVITE"));
        asking.ackFailure();
        SipRequest bye = asked.request("BYE");
        asked.answer(reinvite, 200, "v=held");
        SipRequest ack = asked.request("ACK");
        assertEquals(reinvite.cseq().number(), ack.cseq().number());
        assertEquals(reinvite.cseq().number() + 1, bye.cseq().number());
        asked.answer(bye, 200, "");
        border.time.pass(10_000);
        assertTrue(caller.idle() && callee.idle());
        assertOver();
    }

    /** 3.2.3 from the other end: the side that is asked answers and hangs up at once. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldEndAReinviteWhoseAskedSideHangsUp(boolean byCaller) {
        establish();
        Peer asking = byCaller ? caller : callee;
        Peer asked = byCaller ? callee : caller;
        asking.reinvite("v=hold");
        asking.response(100);
        SipRequest reinvite = asked.request("INVITE");
        asked.bye();
        asked.response(200);
        SipRequest bye = asking.request("BYE");
        asking.response(487);
        asking.ackFailure();
        asking.answer(bye, 200, "");
        asked.answer(reinvite, 487, "");
        asked.request("ACK");
        assertTrue(asked.idle(), "a BYE ends the INVITE too: no CANCEL");
        assertOver();
    }

    /** 3.2.4 ACK in Mortal state: the callee hangs up before the caller's ACK arrives. */
    @Test
    void shouldHangUpTheCallerAfterItsAckAndTakeTheAckTwice() {
        SipResponse ok = answered();
        callee.bye();
        callee.response(200);
        assertTrue(caller.idle(), "RFC 3261 15: no BYE before the ACK");
        caller.ack(ok, "");
        SipRequest bye = caller.request("BYE");
        assertOfCaller(ok, bye, "1 BYE");
        caller.ack(ok, "");
        assertTrue(caller.idle());
        caller.answer(bye, 200, "");
        caller.ack(ok, "");
        assertTrue(caller.idle());
        assertOver();
    }

    /** 3.3.1 re-INVITEs that cross: both fail with 491, and the later try succeeds. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseReinvitesThatCross(boolean callerFirst) {
        establish();
        Peer first = callerFirst ? caller : callee;
        Peer other = callerFirst ? callee : caller;
        first.reinvite("v=one");
        first.response(100);
        SipRequest carried = other.request("INVITE");
        other.reinvite("v=two");
        other.response(100);
        other.response(491);
        other.ackFailure();
        other.answer(carried, 491, "");
        assertEquals(carried.cseq().number(), other.request("ACK").cseq().number());
        first.response(491);
        first.ackFailure();
        assertEquals(1, border.media.withdrawn, "the session is as it was");

        border.time.pass(2_100);
        first.reinvite("v=again");
        first.response(100);
        SipRequest again = other.request("INVITE");
        assertTrue(again.cseq().number() > carried.cseq().number());
        other.answer(again, 200, "v=agreed");
        other.request("ACK");
        first.ack(first.response(200), "");
        assertStandsAndEnd();
    }

    /** 3.3.2 UPDATE and re-INVITE that cross. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseAnUpdateThatCrossesAReinvite(boolean callerFirst) {
        establish();
        Peer first = callerFirst ? caller : callee;
        Peer other = callerFirst ? callee : caller;
        first.reinvite("v=one");
        first.response(100);
        SipRequest carried = other.request("INVITE");
        other.inside("UPDATE", "Allow: INVITE, UPDATE\n", "v=two");
        assertTrue(value(other.response(491), HeaderName.CSEQ).endsWith("UPDATE"));
        other.answer(carried, 491, "");
        other.request("ACK");
        first.response(491);
        first.ackFailure();
        other.inside("UPDATE", "Allow: INVITE, UPDATE\n", "v=two");
        SipRequest later = first.request("INVITE");
        assertTrue(body(later).endsWith("v=two"));
        first.answer(later, 200, "v=agreed");
        first.request("ACK");
        other.response(200);
        assertStandsAndEnd();
    }

    /** 3.3.3 REFER in Mortal state, on either leg. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAnswer481ToAReferThatCrossesItsBye(boolean callerFirst) {
        establish();
        Peer first = callerFirst ? caller : callee;
        Peer other = callerFirst ? callee : caller;
        first.bye();
        first.response(200);
        SipRequest bye = other.request("BYE");
        other.inside("REFER", "Refer-To: <sip:555@10.0.0.1>\n", "");
        other.response(481);
        other.answer(bye, 200, "");
        assertTrue(first.idle() && other.idle() && second.idle());
        assertOver();
    }

    /** REFER, and its sender's BYE while the NOTIFY is on its way: the NOTIFY gets 481. */
    @Test
    void shouldGoOnWithATransferWhoseNotifyCrossesTheBye() {
        caller.invite(sdp("192.0.2.9", "sendrecv"));
        caller.response(100);
        callee.answer(callee.request("INVITE"), 200, sdp("10.0.0.11", "sendrecv"));
        callee.request("ACK");
        caller.ack(caller.response(200), "");
        border.first = 1;
        callee.inside("REFER", "Refer-To: <sip:555@10.0.0.1>\n", "");
        callee.response(202);
        SipRequest notify = callee.request("NOTIFY");
        callee.bye();
        callee.response(200);
        callee.answer(notify, 481, "");
        SipRequest invite = second.request("INVITE");
        second.answer(invite, 200, "v=target");
        second.request("ACK");
        caller.answer(caller.request("INVITE"), 200, "v=caller2");
        caller.request("ACK");
        assertTrue(callee.idle(), "the transferor has gone");
        assertEquals(1, border.manager.live());
        second.bye();
        second.response(200);
        caller.answer(caller.request("BYE"), 200, "");
        assertOver();
    }

    /** Appendix A: BYE of one early dialog of several ends that one only. */
    @Test
    void shouldEndOneForkByItsByeAndLetTheOtherRing() {
        SipRequest invite = invited();
        callee.answerAs("one", invite, 180, "");
        SipResponse one = caller.response(180);
        callee.answerAs("two", invite, 180, "");
        SipResponse two = caller.response(180);
        caller.join(one);
        caller.bye();
        assertEquals("2 BYE", value(caller.response(200), HeaderName.CSEQ));
        assertOfCallee(invite, callee.request("BYE"), "2 BYE", "one");
        callee.answerAs("one", invite, 183, "v=early");
        callee.answerAs("one", invite, 200, "v=one");
        callee.request("ACK");
        assertOfCallee(invite, callee.request("BYE"), "2 BYE", "one");
        assertTrue(caller.idle() && callee.idle(), "the caller has left that dialog");
        callee.answerAs("two", invite, 200, "v=callee");
        assertOfCallee(invite, callee.request("ACK"), "1 ACK", "two");
        SipResponse ok = caller.response(200);
        assertEquals(two.to().tag(), ok.to().tag());
        caller.ack(ok, "");
        caller.cseq = 2;
        assertStandsAndEnd();
    }

    /** Appendix C: a CANCEL is not sent before the callee has said anything (RFC 3261 9.1). */
    @Test
    void shouldHoldItsCancelBackUntilTheCalleeIsHeard() {
        SipRequest sent = caller.invite("v=caller");
        caller.response(100);
        SipRequest invite = callee.request("INVITE");
        caller.cancel(sent);
        caller.response(200);
        caller.response(487);
        caller.ackFailure();
        assertTrue(callee.idle());
        callee.answer(invite, 180, "");
        SipRequest cancel = callee.request("CANCEL");
        assertEquals(invite.topVia().toString(), cancel.topVia().toString());
        callee.answer(cancel, 200, "");
        callee.answer(invite, 487, "");
        callee.request("ACK");
        assertTrue(caller.idle());
        assertOver();
    }

    /** Appendix C: the answer comes before anything else, so there is nothing to cancel. */
    @Test
    void shouldHangUpInsteadOfACancelThatWasHeldBack() {
        SipRequest sent = caller.invite("v=caller");
        caller.response(100);
        SipRequest invite = callee.request("INVITE");
        caller.cancel(sent);
        caller.response(200);
        caller.response(487);
        caller.ackFailure();
        callee.answer(invite, 200, "v=callee");
        callee.request("ACK");
        callee.answer(callee.request("BYE"), 200, "");
        assertTrue(callee.idle());
        assertOver();
    }

    /** Appendix E: a 200 whose tag no provisional response had is a dialog of its own. */
    @Test
    void shouldTakeA200OfAForkThatNeverRang() {
        SipRequest invite = invited();
        callee.answerAs("one", invite, 180, "");
        SipResponse ringing = caller.response(180);
        callee.answerAs("two", invite, 200, "v=callee");
        assertOfCallee(invite, callee.request("ACK"), "1 ACK", "two");
        SipResponse ok = caller.response(200);
        assertNotEquals(ringing.to().tag(), ok.to().tag());
        caller.ack(ok, "");
        assertStandsAndEnd();
    }
}

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
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.transport.Trust;

/** The back-to-back user agent between a caller and callees that the test plays by hand. */
class CallTest extends CallScenario {

    @Test
    void shouldCarryACallFromInviteToBye() {
        caller.invite("v=caller");
        assertEquals(100, caller.status());
        SipRequest invite = callee.request("INVITE");
        assertEquals("for CALLEE v=caller", invite.body().toString());
        callee.answer(invite, 180, "");
        assertEquals(180, caller.status());
        callee.answer(invite, 200, "v=callee");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        assertEquals("for CALLER v=callee", ok.body().toString());
        caller.ack(ok, "");
        assertEquals(1, border.manager.live());
        assertEquals(1, border.ticketsOut);
        assertEquals(1, border.media.committed);

        caller.bye();
        assertEquals(200, caller.status());
        callee.answer(callee.request("BYE"), 200, "");
        assertEquals(0, border.manager.live());
        assertEquals(0, border.ticketsOut);
        assertEquals(0, border.media.open);
    }

    @Test
    void shouldHangUpFromTheCalleesSide() {
        border.establish();
        callee.bye("Reason: Q.850;cause=16\n");
        assertEquals(200, callee.status());
        SipRequest bye = caller.request("BYE");
        assertEquals("Q.850;cause=16", bye.header(HeaderName.REASON).orElseThrow().toString());
        caller.answer(bye, 200, "");
    }

    @Test
    void shouldShowNothingOfOneSideOnTheOther() {
        caller.invite("v=caller");
        caller.status();
        SipRequest invite = callee.request("INVITE");
        String text = invite.toString();
        assertFalse(text.contains("192.0.2.9"), text);
        assertFalse(text.contains("carrier.example"), text);
        assertFalse(text.contains("call-1"), text);
        assertFalse(text.contains("Secret"), text);
        assertTrue(text.contains("From: \"Alice\" <sip:+4930@10.0.0.1:5060>;tag="), text);
        assertTrue(text.startsWith("INVITE sip:123@10.0.0.11:5060 SIP/2.0\r\n"), text);
        assertTrue(text.contains("Max-Forwards: 69"), text);
        assertTrue(text.contains("Subject: hello"), text);
        callee.answer(invite, 200, "v=callee", "Server: SecretPbx\nWarning: 399 10.0.0.11 \"x\"\n");
        String answer = caller.response(200).toString();
        assertFalse(answer.contains("10.0.0."), answer);
        assertFalse(answer.contains("Secret"), answer);
    }

    @Test
    void shouldAbsorbRetransmissionsOnBothSides() {
        SipRequest invite = caller.invite("v=caller");
        caller.status();
        SipRequest forwarded = callee.request("INVITE");
        caller.send(invite);
        assertEquals(100, caller.status());
        assertTrue(callee.idle());
        callee.answer(forwarded, 200, "v=callee");
        callee.request("ACK");
        callee.answer(forwarded, 200, "v=callee");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        assertTrue(caller.idle(), "a repeated 2xx is not passed on");
        border.time.pass(510);
        assertEquals(200, caller.status());
        caller.ack(ok, "");
        border.time.pass(10_000);
        assertTrue(caller.idle(), "the 2xx is acknowledged");
    }

    @Test
    void shouldHangUpBothSidesWhenTheCallerNeverAcknowledges() {
        caller.invite("v=caller");
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 200, "v=callee");
        callee.request("ACK");
        border.time.pass(33_000);
        SipMessage last = caller.last();
        assertTrue(last.toString().startsWith("BYE "), last.toString());
        assertTrue(callee.last().toString().startsWith("BYE "));
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldHoldTheByeToTheCallerBackUntilItsAck() {
        caller.invite("v=caller");
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 200, "v=callee");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        callee.bye("");
        assertEquals(200, callee.status());
        assertTrue(caller.idle(), "no BYE before the ACK (RFC 3261 15)");
        caller.ack(ok, "");
        caller.answer(caller.request("BYE"), 200, "");
    }

    @Test
    void shouldAnswerByesThatCross() {
        border.establish();
        caller.bye();
        caller.status();
        SipRequest bye = callee.request("BYE");
        callee.bye("");
        assertEquals(200, callee.status());
        callee.answer(bye, 200, "");
        callee.bye("");
        assertEquals(481, callee.status());
    }

    @Test
    void shouldCancelWhileRinging() {
        SipRequest invite = caller.invite("v=caller");
        caller.status();
        SipRequest forwarded = callee.request("INVITE");
        callee.answer(forwarded, 180, "");
        caller.status();
        caller.cancel(invite);
        assertEquals(200, caller.status());
        assertEquals(487, caller.status());
        SipRequest cancel = callee.request("CANCEL");
        assertEquals(forwarded.topVia().branch(), cancel.topVia().branch());
        callee.answer(cancel, 200, "");
        callee.answer(forwarded, 487, "");
        callee.request("ACK");
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldAcknowledgeAndHangUpAnAnswerThatCrossesTheCancel() {
        SipRequest invite = caller.invite("v=caller");
        caller.status();
        SipRequest forwarded = callee.request("INVITE");
        callee.answer(forwarded, 180, "");
        caller.status();
        caller.cancel(invite);
        caller.status();
        caller.status();
        callee.request("CANCEL");
        callee.answer(forwarded, 200, "v=callee");
        callee.request("ACK");
        callee.request("BYE");
        callee.answer(forwarded, 200, "v=callee");
        callee.request("ACK");
        assertTrue(callee.idle(), "one BYE is enough");
    }

    @Test
    void shouldTakeTheFirstForkAndHangUpTheOther() {
        caller.invite("v=caller");
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answerAs("one", invite, 180, "");
        callee.answerAs("two", invite, 180, "");
        SipResponse first = caller.response(180);
        SipResponse other = caller.response(180);
        assertFalse(first.to().tag().equals(other.to().tag()), "each fork is a dialog of its own");
        callee.answerAs("two", invite, 200, "v=callee");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        assertEquals(other.to().tag(), ok.to().tag());
        caller.ack(ok, "");
        callee.answerAs("one", invite, 200, "v=late");
        callee.request("ACK");
        callee.request("BYE");
        assertEquals(1, border.manager.live());
        caller.bye();
        assertEquals(200, caller.status());
        callee.request("BYE");
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 500})
    void shouldTryTheNextDestinationWhenOneFails(int status) {
        caller.invite("v=caller");
        caller.status();
        callee.answer(callee.request("INVITE"), status, "");
        callee.request("ACK");
        SipRequest next = second.request("INVITE");
        assertEquals("for CALLEE v=caller", next.body().toString());
        second.answer(next, 200, "v=callee");
        second.request("ACK");
        assertEquals(200, caller.status());
    }

    @Test
    void shouldTryTheNextDestinationWhenOneIsSilent() {
        caller.invite("v=caller");
        caller.status();
        callee.request("INVITE");
        border.time.pass(32_100);
        second.request("INVITE");
        assertTrue(caller.idle());
    }

    @ParameterizedTest
    @CsvSource({
        "486,486", "404,404", "603,603", "302,302", "423,480", "401,403", "407,403", "503,503"
    })
    void shouldTellTheCallerWhyItFailed(int status, int shown) {
        border.destinations = 1;
        caller.invite("v=caller");
        caller.status();
        callee.answer(callee.request("INVITE"), status, "");
        callee.request("ACK");
        assertEquals(shown, caller.status());
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldPassEarlyMediaAndKeepItsAnswerForABare200() {
        caller.invite("v=caller");
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 183, "v=early");
        SipResponse progress = caller.response(183);
        assertEquals("for CALLER v=early", progress.body().toString());
        callee.answer(invite, 200, "");
        callee.request("ACK");
        assertEquals("for CALLER v=early", caller.response(200).body().toString());
    }

    @Test
    void shouldCarryALateOfferInTheAnswerAndItsAnswerInTheAck() {
        caller.invite("");
        caller.status();
        SipRequest invite = callee.request("INVITE");
        assertFalse(invite.hasBody());
        callee.answer(invite, 200, "v=offer");
        assertTrue(callee.idle(), "the ACK waits for the answer");
        SipResponse ok = caller.response(200);
        assertEquals("for CALLER v=offer", ok.body().toString());
        caller.ack(ok, "v=answer");
        assertEquals("for CALLEE v=answer", callee.request("ACK").body().toString());
    }

    @Test
    void shouldEndACallWhoseLateOfferIsNeverAnswered() {
        caller.invite("");
        caller.status();
        callee.answer(callee.request("INVITE"), 200, "v=offer");
        caller.ack(caller.response(200), "");
        callee.request("ACK");
        callee.request("BYE");
        caller.request("BYE");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCarryAReinviteEitherWay(boolean fromCaller) {
        border.establish();
        Peer asking = fromCaller ? caller : callee;
        Peer asked = fromCaller ? callee : caller;
        asking.reinvite("v=hold");
        assertEquals(100, asking.status());
        SipRequest carried = asked.request("INVITE");
        String side = fromCaller ? "CALLEE" : "CALLER";
        assertEquals("for " + side + " v=hold", carried.body().toString());
        asked.answer(carried, 200, "v=held");
        asked.request("ACK");
        SipResponse ok = asking.response(200);
        asking.ack(ok, "");
        asking.bye("");
        assertEquals(200, asking.status());
        asked.request("BYE");
    }

    @Test
    void shouldLeaveTheSessionWhenAReinviteIsRefused() {
        border.establish();
        caller.reinvite("v=hold");
        caller.status();
        callee.answer(callee.request("INVITE"), 488, "");
        callee.request("ACK");
        assertEquals(488, caller.status());
        caller.ackFailure();
        assertEquals(1, border.media.withdrawn);
        assertEquals(1, border.manager.live());
        callee.reinvite("v=again");
        assertEquals(100, callee.status());
        caller.request("INVITE");
    }

    @ParameterizedTest
    @ValueSource(ints = {481, 408})
    void shouldEndTheCallWhenAReinviteFindsTheDialogGone(int status) {
        border.establish();
        caller.reinvite("v=hold");
        caller.status();
        callee.answer(callee.request("INVITE"), status, "");
        callee.request("ACK");
        assertEquals(status, caller.status());
        caller.request("BYE");
        callee.request("BYE");
    }

    @Test
    void shouldAnswer491ToGlare() {
        border.establish();
        caller.reinvite("v=one");
        caller.status();
        SipRequest carried = callee.request("INVITE");
        callee.reinvite("v=two");
        assertEquals(100, callee.status());
        assertEquals(491, callee.status());
        callee.ackFailure();
        callee.answer(carried, 491, "");
        callee.request("ACK");
        assertEquals(491, caller.status());
    }

    @Test
    void shouldCancelAReinviteAndKeepTheCall() {
        border.establish();
        SipRequest invite = caller.reinvite("v=hold");
        caller.status();
        SipRequest carried = callee.request("INVITE");
        callee.answer(carried, 180, "");
        caller.cancel(invite);
        assertEquals(200, caller.status());
        assertEquals(487, caller.status());
        callee.request("CANCEL");
        callee.answer(carried, 487, "");
        callee.request("ACK");
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldEndAPendingReinviteWithTheCall() {
        border.establish();
        caller.reinvite("v=hold");
        caller.status();
        SipRequest carried = callee.request("INVITE");
        callee.bye("");
        assertEquals(200, callee.status());
        caller.request("BYE");
        assertEquals(487, caller.status());
        callee.answer(carried, 200, "v=late");
        callee.request("ACK");
    }

    @Test
    void shouldRefuseASequenceNumberThatGoesBack() {
        border.establish();
        caller.cseq = 0;
        caller.bye();
        assertEquals(500, caller.status());
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldAnswer481OutsideAnyCall() {
        border.establish();
        caller.peerTag = "nosuchtag";
        caller.bye();
        assertEquals(481, caller.status());
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldAnswerOptionsAndRefuseWhatItDoesNotKnow() {
        caller.outside("OPTIONS");
        SipResponse options = caller.response(200);
        assertTrue(options.has(HeaderName.ALLOW));
        caller.outside("REFER");
        assertEquals(405, caller.status());
        border.manager.drain();
        border.relays.drain(border.time.nowNanos());
        caller.outside("OPTIONS");
        assertEquals(503, caller.status());
        caller.invite("v=caller");
        assertEquals(100, caller.status());
        assertTrue(caller.response(503).has(HeaderName.RETRY_AFTER));
    }

    @Test
    void shouldRefuseCallsThatBeginAloneWhileThereIsTooMuchToDo() {
        border.establish();
        border.heavy = true;
        caller.invite("v=caller");
        assertEquals(100, caller.status());
        int seconds =
                Integer.parseInt(
                        caller.response(503)
                                .header(HeaderName.RETRY_AFTER)
                                .orElseThrow()
                                .toString());
        assertTrue(seconds >= 1 && seconds <= 10, seconds + " seconds");
        caller.outside("REGISTER");
        assertEquals(503, caller.status());
        assertEquals(List.of(false, false), border.overloads);
        caller.outside("OPTIONS");
        assertEquals(200, caller.status());
        border.callerKnown = false;
        border.verdict = new Admission.Refused(403, 0);
        caller.outside("REGISTER");
        assertEquals(403, caller.status(), "a stranger is told nothing of it");
        assertEquals(1, border.manager.live(), "what stands goes on");
        assertEquals(2, border.overloads.size());
    }

    @Test
    void shouldTakeAnEmergencyCallWhileThereIsTooMuchToDo() {
        border.heavy = true;
        border.emergency = true;
        border.establish();
        assertEquals(1, border.manager.live());
        assertEquals(List.of(), border.overloads);
    }

    @Test
    void shouldTakeAnEmergencyCallWhileDraining() {
        border.manager.drain();
        border.emergency = true;
        border.establish();
        assertEquals(1, border.manager.live());
        caller.bye();
        assertEquals(200, caller.status());
        callee.answer(callee.request("BYE"), 200, "");
        assertEquals(0, border.manager.live());
    }

    @ParameterizedTest
    @CsvSource({
        "Max-Forwards: 0,483",
        "Require: precondition,420",
        "Content-Type: text/plain,415",
    })
    void shouldRefuseAnInviteThatCannotBeCarried(String header, int status) {
        caller.invite("v=caller", header);
        assertEquals(100, caller.status());
        assertEquals(status, caller.status());
    }

    @Test
    void shouldStaySilentOrRefuseAsAdmissionSays() {
        border.verdict = new Admission.Silence();
        caller.invite("v=caller");
        assertTrue(caller.idle(), "not even a 100");
        border.verdict = new Admission.Refused(403, 0);
        caller.invite("v=caller");
        assertEquals(100, caller.status());
        assertEquals(403, caller.status());
    }

    @Test
    void shouldRefuseWhatMediaCannotHonour() {
        border.media.refuse = true;
        caller.invite("v=caller");
        caller.status();
        SipResponse refusal = caller.response(488);
        assertTrue(refusal.header(HeaderName.WARNING).orElseThrow().contains("m=audio"));
        assertTrue(callee.idle());
    }

    @Test
    void shouldLoseOnlyTheCallThatHitABug() {
        border.establish();
        border.media.bug = true;
        border.expectedBugs = 1;
        caller.reinvite("v=hold");
        border.media.bug = false;
        assertEquals(100, caller.status());
        callee.request("BYE");
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldGiveUpRingingAfterTimerC() {
        caller.invite("v=caller");
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 180, "");
        caller.status();
        border.time.pass(186_000);
        assertEquals(408, caller.status());
        callee.request("CANCEL");
        callee.answer(invite, 487, "");
    }

    @Test
    void shouldKeepAnAnsweredCallAndReachThePeerAnewWhenItsConnectionHasBroken() {
        TestFlow connection =
                new TestFlow("outside", Trust.UNTRUSTED, "tcp:192.0.2.1:5060", "192.0.2.9:5060");
        Peer connected = new Peer(border, connection, "caller");
        connected.invite("v=caller");
        connected.status();
        callee.answer(callee.request("INVITE"), 200, "v=callee");
        callee.request("ACK");
        connected.ack(connected.response(200), "");
        connection.fail();
        assertEquals(1, border.manager.live());
        callee.bye("");
        assertEquals(200, callee.status());
        assertTrue(connection.idle());
        caller.request("BYE");
    }

    @Test
    void shouldEndACallWhoseCallerIsCutOffBeforeItsAck() {
        TestFlow connection =
                new TestFlow("outside", Trust.UNTRUSTED, "tcp:192.0.2.1:5060", "192.0.2.9:5060");
        Peer connected = new Peer(border, connection, "caller");
        connected.invite("v=caller");
        connected.status();
        callee.answer(callee.request("INVITE"), 200, "v=callee");
        callee.request("ACK");
        connection.fail();
        assertEquals(0, border.manager.live());
        callee.request("BYE");
    }

    @Test
    void shouldEndEveryCallWhenReleased() {
        border.establish();
        border.manager.releaseAll(border.time.nowNanos());
        assertTrue(caller.request("BYE").has(HeaderName.REASON));
        callee.request("BYE");
        assertEquals(0, border.manager.live());
    }
}

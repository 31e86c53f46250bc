package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** Provisional responses that are acknowledged (RFC 3262), on each leg by itself. */
class ReliableProvisionalTest extends CallScenario {
    private static final String SUPPORTED = "Supported: 100rel\n";
    private static final String REQUIRED = "Require: 100rel\n";

    @Test
    void shouldCarryAReliableRingingBetweenTwoThatKnowIt() {
        SipRequest invite = ringing(SUPPORTED, "v=caller");
        callee.answer(invite, 183, "v=early", REQUIRED + "RSeq: 77\n");
        SipRequest prack = callee.request("PRACK");
        assertEquals("77 1 INVITE", prack.header(HeaderName.RACK).orElseThrow().toString());
        assertFalse(prack.hasBody());
        callee.answer(prack, 200, "");
        SipResponse early = caller.response(183);
        assertEquals("100rel", early.header(HeaderName.REQUIRE).orElseThrow().toString());
        assertFalse(early.header(HeaderName.RSEQ).orElseThrow().contentEquals("77"), "its own");
        assertEquals("for CALLER v=early", early.body().toString());
        caller.prack(early, "");
        assertEquals(200, caller.status());
        callee.answer(invite, 200, "");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        assertFalse(ok.hasBody(), "the answer has been acknowledged");
        caller.ack(ok, "");
    }

    @Test
    void shouldAcknowledgeForACallerThatDoesNot() {
        SipRequest invite = ringing("Subject: x\n", "v=caller");
        callee.answer(invite, 183, "v=early", REQUIRED + "RSeq: 1\n");
        callee.answer(callee.request("PRACK"), 200, "");
        SipResponse early = caller.response(183);
        assertFalse(early.has(HeaderName.RSEQ));
        callee.answer(invite, 200, "");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        assertEquals("for CALLER v=early", ok.body().toString(), "it was told unreliably only");
        caller.ack(ok, "");
    }

    @Test
    void shouldSendReliablyWhatTheCallerRequires() {
        SipRequest invite = ringing(REQUIRED, "v=caller");
        callee.answer(invite, 180, "");
        SipResponse ringing = caller.response(180);
        assertTrue(ringing.has(HeaderName.RSEQ));
        caller.prack(ringing, "");
        assertEquals(200, caller.status());
        callee.answer(invite, 200, "v=callee");
        callee.request("ACK");
        assertEquals("for CALLER v=callee", caller.response(200).body().toString());
    }

    @Test
    void shouldRepeatUntilThePrackAndSendTheNextOnlyThen() {
        SipRequest invite = ringing(REQUIRED, "v=caller");
        callee.answer(invite, 180, "");
        callee.answer(invite, 183, "");
        SipResponse ringing = caller.response(180);
        border.time.pass(510);
        assertEquals(ringing.toString(), caller.response(180).toString());
        border.time.pass(1_010);
        caller.response(180);
        assertTrue(caller.idle(), "183 waits");
        caller.prack(ringing, "");
        SipResponse second = caller.response(183);
        assertEquals(200, caller.status());
        assertEquals(number(ringing) + 1, number(second));
        caller.prack(second, "");
        assertEquals(200, caller.status());
        border.time.pass(10_000);
        assertTrue(caller.idle());
    }

    @Test
    void shouldGiveUpACallerThatNeverAcknowledges() {
        SipRequest invite = ringing(REQUIRED, "v=caller");
        callee.answer(invite, 180, "");
        border.time.pass(32_500);
        SipResponse last = (SipResponse) caller.last();
        assertEquals(504, last.status());
        caller.ackFailure();
        callee.answer(callee.request("CANCEL"), 200, "");
        callee.answer(invite, 487, "");
        assertEquals(0, border.manager.live());
    }

    @ParameterizedTest
    @CsvSource({"1 1 INVITE", "%d 2 INVITE", "%d 1 UPDATE", "nonsense", "0 1 INVITE"})
    void shouldRefuseAPrackOfNothing(String rack) {
        SipRequest invite = ringing(REQUIRED, "v=caller");
        callee.answer(invite, 180, "");
        SipResponse ringing = caller.response(180);
        caller.join(ringing);
        caller.inside("PRACK", "RAck: " + rack.formatted(number(ringing)) + "\n", "");
        assertEquals(481, caller.status());
        caller.prack(ringing, "");
        assertEquals(200, caller.status());
    }

    @Test
    void shouldHoldThe200BackUntilItsAnswerIsAcknowledged() {
        SipRequest invite = ringing(SUPPORTED, "v=caller");
        callee.answer(invite, 183, "v=early");
        SipResponse early = caller.response(183);
        callee.answer(invite, 200, "v=early");
        callee.request("ACK");
        assertTrue(caller.idle(), "RFC 3262 3: not before the PRACK");
        caller.prack(early, "");
        assertEquals(200, caller.status());
        SipResponse ok = caller.response(200);
        assertFalse(ok.hasBody());
        caller.ack(ok, "");
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldCancelAnAnswerThatIsHeldBack() {
        SipRequest sent = caller.invite("v=caller", SUPPORTED.strip());
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 183, "v=early");
        caller.response(183);
        callee.answer(invite, 200, "v=early");
        callee.request("ACK");
        caller.cancel(sent);
        assertEquals(200, caller.status());
        assertEquals(487, caller.status());
        caller.ackFailure();
        callee.answer(callee.request("BYE"), 200, "");
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldAnswerThePrackOfARingingThatThe200HasOvertaken() {
        SipRequest invite = ringing(REQUIRED, "v=caller");
        callee.answer(invite, 180, "");
        SipResponse ringing = caller.response(180);
        callee.answer(invite, 200, "v=callee");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        caller.prack(ringing, "");
        assertEquals(200, caller.status());
        caller.ack(ok, "");
        border.time.pass(10_000);
        assertTrue(caller.idle());
    }

    @Test
    void shouldIgnoreAReliableResponseThatCameBeforeOrTooSoon() {
        SipRequest invite = ringing("Subject: x\n", "v=caller");
        callee.answer(invite, 180, "", REQUIRED + "RSeq: 5\n");
        callee.request("PRACK");
        caller.response(180);
        callee.answer(invite, 180, "", REQUIRED + "RSeq: 5\n");
        callee.answer(invite, 180, "", REQUIRED + "RSeq: 7\n");
        assertTrue(callee.idle(), "neither is acknowledged");
        assertTrue(caller.idle());
        callee.answer(invite, 183, "", REQUIRED + "RSeq: 6\n");
        callee.request("PRACK");
        caller.response(183);
    }

    @Test
    void shouldCarryALateOfferInAReliableResponseAndItsAnswerInThePrack() {
        SipRequest invite = ringing(SUPPORTED, "");
        callee.answer(invite, 183, "v=offer", REQUIRED + "RSeq: 1\n");
        assertTrue(callee.idle(), "the PRACK waits for the answer");
        SipResponse early = caller.response(183);
        assertEquals("for CALLER v=offer", early.body().toString());
        caller.prack(early, "v=answer");
        assertEquals(200, caller.status());
        SipRequest prack = callee.request("PRACK");
        assertEquals("for CALLEE v=answer", prack.body().toString());
        callee.answer(prack, 200, "");
        callee.answer(invite, 200, "");
        assertFalse(callee.request("ACK").hasBody());
        SipResponse ok = caller.response(200);
        assertFalse(ok.hasBody());
        caller.ack(ok, "");
    }

    @Test
    void shouldNotAskForWhatALateOfferingCallerCannotAnswer() {
        SipRequest invite = ringing("Subject: x\n", "");
        assertFalse(invite.header(HeaderName.SUPPORTED).orElseThrow().contains("100rel"));
    }

    @Test
    void shouldCarryAnOfferInAPrackAsUpdate() {
        SipRequest invite = ringing(SUPPORTED, "v=caller");
        callee.answer(invite, 183, "v=early", REQUIRED + "RSeq: 1\nAllow: INVITE, UPDATE\n");
        callee.answer(callee.request("PRACK"), 200, "");
        SipResponse early = caller.response(183);
        caller.prack(early, "v=second");
        SipRequest update = callee.request("UPDATE");
        assertEquals("for CALLEE v=second", update.body().toString());
        callee.answer(update, 200, "v=agreed");
        SipResponse answered = caller.response(200);
        assertEquals("PRACK", answered.cseq().method().toString());
        assertEquals("for CALLER v=agreed", answered.body().toString());
    }

    @Test
    void shouldRefuseAnOfferInAPrackToACalleeWithoutUpdate() {
        SipRequest invite = ringing(SUPPORTED, "v=caller");
        callee.answer(invite, 183, "v=early", REQUIRED + "RSeq: 1\n");
        callee.answer(callee.request("PRACK"), 200, "");
        caller.prack(caller.response(183), "v=second");
        SipResponse refused = caller.response(488);
        assertTrue(refused.has(HeaderName.WARNING));
        callee.answer(invite, 200, "");
        callee.request("ACK");
        caller.response(200);
    }

    @Test
    void shouldNotOfferReliabilityToAPeerThatIsNotToHaveIt() {
        callerIs(profile(PeerProfile.ReliableProvisionals.NEVER));
        calleesAre(profile(PeerProfile.ReliableProvisionals.NEVER));
        SipRequest invite = ringing(SUPPORTED, "v=caller");
        assertFalse(invite.header(HeaderName.SUPPORTED).orElseThrow().contains("100rel"));
        callee.answer(invite, 183, "v=early");
        assertFalse(caller.response(183).has(HeaderName.RSEQ));
    }

    @Test
    void shouldRequireReliabilityWhereItIsToBe() {
        callerIs(profile(PeerProfile.ReliableProvisionals.REQUIRED));
        calleesAre(profile(PeerProfile.ReliableProvisionals.REQUIRED));
        caller.invite("v=caller");
        caller.status();
        SipResponse refused = caller.response(421);
        assertEquals("100rel", refused.header(HeaderName.REQUIRE).orElseThrow().toString());
        SipRequest invite = ringing(SUPPORTED, "v=caller");
        assertEquals("100rel", invite.header(HeaderName.REQUIRE).orElseThrow().toString());
    }

    private SipRequest ringing(String headers, String sdp) {
        caller.invite(sdp, headers.strip());
        caller.status();
        return callee.request("INVITE");
    }

    private static long number(SipResponse response) {
        return Long.parseLong(response.header(HeaderName.RSEQ).orElseThrow().toString());
    }

    private static PeerProfile profile(PeerProfile.ReliableProvisionals reliable) {
        return Profiles.with(reliable);
    }
}

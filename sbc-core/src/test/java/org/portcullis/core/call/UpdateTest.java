package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** UPDATE (RFC 3311) before and after the answer, and re-INVITE that changes nothing. */
class UpdateTest extends CallScenario {
    private static final String ALLOWING = "Allow: INVITE, UPDATE\n";

    @Test
    void shouldCarryAnUpdateBothWays() {
        establish(ALLOWING);
        caller.inside("UPDATE", ALLOWING, "v=hold");
        SipRequest update = callee.request("UPDATE");
        assertEquals("for CALLEE v=hold", update.body().toString());
        callee.answer(update, 200, "v=held");
        assertEquals("for CALLER v=held", caller.response(200).body().toString());
        callee.inside("UPDATE", "", "v=back");
        caller.answer(caller.request("UPDATE"), 200, "v=again");
        assertEquals("for CALLEE v=again", callee.response(200).body().toString());
    }

    @Test
    void shouldReinviteAPeerThatTakesNoUpdate() {
        border.establish();
        caller.inside("UPDATE", "", "v=hold");
        SipRequest invite = callee.request("INVITE");
        assertEquals("for CALLEE v=hold", invite.body().toString());
        callee.answer(invite, 200, "v=held");
        assertFalse(callee.request("ACK").hasBody());
        SipResponse ok = caller.response(200);
        assertEquals("UPDATE", ok.cseq().method().toString());
        assertEquals("for CALLER v=held", ok.body().toString());
    }

    @Test
    void shouldAnswerAnUpdateItselfWhenTheOtherSideTakesTooLong() {
        border.establish();
        caller.inside("UPDATE", "", "v=hold");
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 180, "");
        border.time.pass(20_100);
        assertEquals(100, caller.status(), "RFC 4320 4.1");
        assertEquals(504, caller.status());
        callee.answer(callee.request("CANCEL"), 200, "");
        callee.answer(invite, 487, "");
        callee.request("ACK");
        assertEquals(1, border.manager.live());
        assertEquals(1, border.media.withdrawn);
    }

    @Test
    void shouldAcknowledgeTheLateAnswerToAGivenUpReinvite() {
        border.establish();
        caller.inside("UPDATE", "", "v=hold");
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 180, "");
        border.time.pass(20_100);
        caller.response(100);
        caller.response(504);
        callee.request("CANCEL");
        callee.answer(invite, 200, "v=held");
        callee.request("ACK");
        assertTrue(caller.idle());
    }

    @Test
    void shouldLeaveTheSessionAsItWasWhenAnUpdateIsRefused() {
        establish(ALLOWING);
        caller.inside("UPDATE", ALLOWING, "v=video");
        callee.answer(callee.request("UPDATE"), 488, "", "Warning: 304 10.0.0.11 \"no\"\n");
        SipResponse refused = caller.response(488);
        assertFalse(refused.toString().contains("10.0.0."), refused.toString());
        assertEquals(1, border.media.withdrawn);
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldRefuseAnUpdateDuringAnother() {
        establish(ALLOWING);
        caller.inside("UPDATE", ALLOWING, "v=one");
        SipRequest update = callee.request("UPDATE");
        callee.inside("UPDATE", "", "v=two");
        assertEquals(491, callee.status());
        callee.answer(update, 200, "v=ok");
        caller.response(200);
        callee.inside("UPDATE", "", "v=two");
        caller.request("UPDATE");
    }

    @Test
    void shouldAnswerAnUpdateWithoutAnOfferItself() {
        establish(ALLOWING);
        caller.inside("UPDATE", ALLOWING, "");
        SipResponse ok = caller.response(200);
        assertTrue(ok.has(HeaderName.CONTACT));
        assertTrue(callee.idle());
    }

    @Test
    void shouldCarryAnUpdateBeforeTheAnswer() {
        SipRequest invite = early();
        callee.inside("UPDATE", ALLOWING, "v=moved");
        SipRequest update = caller.request("UPDATE");
        assertEquals("for CALLER v=moved", update.body().toString());
        caller.answer(update, 200, "v=seen");
        assertEquals("for CALLEE v=seen", callee.response(200).body().toString());
        callee.answer(invite, 200, "");
        callee.request("ACK");
        caller.ack(caller.response(200), "");
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldHoldAnEarlyUpdateBackWhileTheOfferHasNoAnswer() {
        caller.invite("v=caller", "Supported: 100rel\n" + ALLOWING.strip());
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 180, "");
        caller.join(caller.response(180));
        caller.inside("UPDATE", "", "v=moved");
        SipResponse later = caller.response(500);
        assertTrue(later.has(HeaderName.RETRY_AFTER));
        callee.inside("UPDATE", "", "v=moved");
        assertEquals(491, callee.status());
    }

    @Test
    void shouldAnswerAReinviteThatChangesNothingItself() {
        border.establish();
        caller.reinvite("v=caller");
        assertEquals(100, caller.status());
        SipResponse ok = caller.response(200);
        assertEquals("for CALLER v=callee", ok.body().toString());
        caller.ack(ok, "");
        assertTrue(callee.idle());
        caller.reinvite("v=other");
        assertEquals("for CALLEE v=other", callee.request("INVITE").body().toString());
    }

    @Test
    void shouldHoldAReinviteUntilTheOtherSideHasAcknowledged() {
        SipResponse ok = answered();
        callee.reinvite("v=callee2");
        assertEquals(100, callee.status());
        assertTrue(caller.idle(), "its ACK is on the way");
        caller.ack(ok, "");
        SipRequest reinvite = caller.request("INVITE");
        assertEquals("for CALLER v=callee2", reinvite.body().toString());
        caller.answer(reinvite, 200, "v=caller2");
        caller.request("ACK");
        callee.ack(callee.response(200), "");
    }

    @Test
    void shouldAnswerAHeldReinviteWhenTheAckNeverComes() {
        answered();
        callee.reinvite("v=callee2");
        assertEquals(100, callee.status());
        border.time.pass(33_000);
        callee.request("BYE");
        callee.response(487);
        assertEquals(0, border.manager.live());
    }

    /** A call whose callee has its ACK and whose caller has not sent one. */
    private SipResponse answered() {
        caller.invite("v=caller");
        caller.status();
        callee.answer(callee.request("INVITE"), 200, "v=callee");
        callee.request("ACK");
        return caller.response(200);
    }

    /** A call whose first exchange is complete, early media on both sides. */
    private SipRequest early() {
        caller.invite("v=caller", "Supported: 100rel\n" + ALLOWING.strip());
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 183, "v=early", "Require: 100rel\nRSeq: 1\n" + ALLOWING);
        callee.answer(callee.request("PRACK"), 200, "");
        caller.prack(caller.response(183), "");
        caller.response(200);
        return invite;
    }

    private void establish(String headers) {
        caller.invite("v=caller", headers.strip());
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 200, "v=callee", headers);
        callee.request("ACK");
        caller.ack(caller.response(200), "");
    }
}

package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.border.Admission;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/**
 * The services of RFC 5359 through the box. Alice is the caller at a carrier, Bob the callee, Carol
 * the second callee; Bob and Carol are on the box's other side.
 */
class Rfc5359Test extends FlowScenario {
    private static final String ALICE = sdp("192.0.2.9", "sendrecv");
    private static final String BOB = sdp("10.0.0.11", "sendrecv");
    private static final String CAROL = sdp("10.0.0.12", "sendrecv");

    /** 2.1 Call hold, in every form and by either side, and back. */
    @ParameterizedTest
    @CsvSource({
        "true,192.0.2.9,sendonly,recvonly",
        "true,192.0.2.9,inactive,inactive",
        "true,0.0.0.0,sendrecv,sendrecv",
        "false,10.0.0.11,sendonly,recvonly",
        "false,10.0.0.11,inactive,inactive",
        "false,0.0.0.0,sendrecv,sendrecv"
    })
    void shouldHoldAndResume(boolean byCaller, String address, String hold, String held) {
        talk();
        Peer holding = byCaller ? caller : callee;
        Peer other = byCaller ? callee : caller;
        String otherAddress = byCaller ? "10.0.0.11" : "192.0.2.9";
        String mark = byCaller ? "for CALLEE " : "for CALLER ";
        String back = byCaller ? "for CALLER " : "for CALLEE ";
        long first =
                change(holding, other, sdp(address, hold), sdp(otherAddress, held), mark, back);
        String resumed = byCaller ? ALICE : BOB;
        long second = change(holding, other, resumed, byCaller ? BOB : ALICE, mark, back);
        assertEquals(first + 1, second);
        assertStandsAndEnd();
    }

    /** 2.1 A held call is silent for long and stays; one that is not held does not. */
    @Test
    void shouldNotTakeAHeldCallForADeadOne() {
        callerIs(Profiles.limited(0, 0, 30));
        talk();
        change(callee, caller, sdp("10.0.0.11", "sendonly"), ALICE, "for CALLER ", "for CALLEE ");
        border.time.pass(120_000);
        assertTrue(caller.idle() && callee.idle());
        change(callee, caller, BOB, ALICE, "for CALLER ", "for CALLEE ");
        border.time.pass(60_000);
        caller.answer(caller.request("BYE"), 200, "");
        callee.answer(callee.request("BYE"), 200, "");
    }

    /** 2.2 Consultation hold: Bob holds Alice, asks Carol, and comes back. */
    @Test
    void shouldHoldOneCallForAnother() {
        talk();
        change(callee, caller, sdp("10.0.0.11", "sendonly"), ALICE, "for CALLER ", "for CALLEE ");
        Peer consultant = consult();
        assertEquals(2, border.manager.live());
        assertTrue(caller.idle(), "Alice does not hear of the consultation");
        consultant.bye();
        consultant.response(200);
        second.answer(second.request("BYE"), 200, "");
        assertEquals(1, border.manager.live());
        change(callee, caller, BOB, ALICE, "for CALLER ", "for CALLEE ");
        assertStandsAndEnd();
    }

    /** 2.3 Music on hold: the offer of the music server, got by a re-INVITE without one. */
    @Test
    void shouldPlayMusicToTheHeldSide() {
        talk();
        change(callee, caller, sdp("10.0.0.11", "sendonly"), ALICE, "for CALLER ", "for CALLEE ");
        String music = sdp("10.0.0.50", "sendonly");
        callee.reinvite(music);
        callee.response(100);
        SipRequest reinvite = caller.request("INVITE");
        assertEquals(wire("for CALLER " + music), body(reinvite));
        caller.answer(reinvite, 200, sdp("192.0.2.9", "recvonly"));
        caller.request("ACK");
        callee.ack(callee.response(200), "");
        callee.reinvite("");
        callee.response(100);
        SipRequest asked = caller.request("INVITE");
        assertFalse(asked.hasBody());
        caller.answer(asked, 200, ALICE);
        assertTrue(caller.idle(), "the ACK waits for the answer");
        SipResponse offer = callee.response(200);
        assertEquals(wire("for CALLEE " + ALICE), body(offer));
        callee.ack(offer, BOB);
        assertEquals(wire("for CALLER " + BOB), body(caller.request("ACK")));
        assertStandsAndEnd();
    }

    /** 2.4 Transfer, unattended, by either side: the other sees one re-INVITE and no REFER. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTransferUnattended(boolean byCallee) {
        Established call = talk();
        Peer transferor = byCallee ? callee : caller;
        Peer other = byCallee ? caller : callee;
        border.first = 1;
        transferor.inside("REFER", "Refer-To: <sip:carol@10.0.0.1>\n", "");
        assertEquals(202, transferor.response(202).status());
        notified(transferor, "100 Trying", "active");
        SipRequest invite = second.request("INVITE");
        assertTrue(invite.requestUri().toString().startsWith("sip:carol@10.0.0.12"));
        assertHeadersHide(invite, "10.0.0.11", "192.0.2.9;", "Refer-To");
        assertEquals("<sip:1@10.0.0.1:5060>", value(invite, HeaderName.REFERRED_BY));
        second.answer(invite, 200, CAROL);
        assertOfCallee(invite, second.request("ACK"), "1 ACK", "second");
        SipRequest reinvite = other.request("INVITE");
        assertHeadersHide(reinvite, "carol", "Refer");
        if (byCallee) {
            assertOfCaller(call.ok(), reinvite, "1 INVITE");
        } else {
            assertOfCallee(call.invite(), reinvite, "2 INVITE", "callee");
        }
        other.answer(reinvite, 200, byCallee ? ALICE : BOB);
        other.request("ACK");
        notified(transferor, "200 OK", "terminated");
        transferor.answer(transferor.request("BYE"), 200, "");
        assertEquals(1, border.manager.live());

        other.bye();
        other.response(200);
        assertOfCallee(invite, second.request("BYE"), "2 BYE", "second");
        assertTrue(transferor.idle());
    }

    /** 2.5 Transfer, attended: Bob holds Alice, asks Carol, and joins the two. */
    @Test
    void shouldTransferAttended() {
        Established call = talk();
        change(callee, caller, sdp("10.0.0.11", "sendonly"), ALICE, "for CALLER ", "for CALLEE ");
        Peer consultant = new Peer(border, callee.flow, "consultant");
        border.first = 1;
        consultant.invite(BOB);
        consultant.response(100);
        SipRequest toCarol = second.request("INVITE");
        second.answer(toCarol, 200, CAROL);
        second.request("ACK");
        SipResponse ok = consultant.response(200);
        consultant.ack(ok, "");
        callee.inside("REFER", "Refer-To: <sip:c@10.0.0.1?Replaces=" + replaces(ok) + ">\n", "");
        callee.response(202);
        notified(callee, "100 Trying", "active");
        consultant.answer(consultant.request("BYE"), 200, "");
        SipRequest toAlice = caller.request("INVITE");
        assertOfCaller(call.ok(), toAlice, "2 INVITE");
        assertHeadersHide(toAlice, "Replaces", "10.0.0.12", "Refer");
        caller.answer(toAlice, 200, ALICE);
        caller.request("ACK");
        SipRequest again = second.request("INVITE");
        assertOfCallee(toCarol, again, "2 INVITE", "second");
        assertEquals(wire("for CALLEE " + ALICE), body(again));
        assertHeadersHide(again, "Replaces", "Refer");
        second.answer(again, 200, CAROL);
        second.request("ACK");
        notified(callee, "200 OK", "terminated");
        callee.answer(callee.request("BYE"), 200, "");
        assertEquals(1, border.manager.live());
        caller.bye();
        caller.response(200);
        second.answer(second.request("BYE"), 200, "");
        assertOver();
    }

    /** 2.5 The same, asked for in the call to Carol: it names the dialog that the box has made. */
    @Test
    void shouldTransferAttendedFromTheConsultation() {
        Established call = talk();
        Peer consultant = consult();
        String replaces =
                call.invite().callId()
                        + "%3Bto-tag%3D"
                        + call.invite().from().tag().orElseThrow()
                        + "%3Bfrom-tag%3Dcallee";
        consultant.inside("REFER", "Refer-To: <sip:a@10.0.0.1?Replaces=" + replaces + ">\n", "");
        consultant.response(202);
        notified(consultant, "100 Trying", "active");
        SipRequest bye = callee.request("BYE");
        assertOfCallee(call.invite(), bye, "2 BYE", "callee");
        callee.answer(bye, 200, "");
        SipRequest toCarol = second.request("INVITE");
        String described = "for CALLEE v=0\no=- 1 1 IN IP4 192.0.2.9\n";
        assertTrue(body(toCarol).startsWith(wire(described)), body(toCarol));
        second.answer(toCarol, 200, CAROL);
        second.request("ACK");
        SipRequest toAlice = caller.request("INVITE");
        assertOfCaller(call.ok(), toAlice, "1 INVITE");
        caller.answer(toAlice, 200, ALICE);
        caller.request("ACK");
        notified(consultant, "200 OK", "terminated");
        consultant.answer(consultant.request("BYE"), 200, "");
        assertEquals(1, border.manager.live());
        caller.bye();
        caller.response(200);
        second.answer(second.request("BYE"), 200, "");
        assertOver();
    }

    /** 2.7 Call forwarding unconditional: by the callee's proxy, or by a 302 that is followed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldForwardUnconditionally(boolean redirected) {
        border.destinations = 1;
        calleesAre(Profiles.following(1));
        SipRequest invite = invited();
        Peer answering = callee;
        if (redirected) {
            callee.answer(invite, 302, "", "Contact: <sip:carol@10.0.0.12:5060>\n");
            callee.request("ACK");
            invite = second.request("INVITE");
            assertEquals("sip:carol@10.0.0.12:5060", invite.requestUri().toString());
            answering = second;
        } else {
            callee.answer(invite, 181, "");
            caller.response(181);
        }
        answering.answer(invite, 180, "");
        SipResponse ringing = caller.response(180);
        answering.answer(invite, 200, "v=carol");
        answering.request("ACK");
        SipResponse ok = caller.response(200);
        assertEquals(ringing.to().tag(), ok.to().tag());
        assertHides(ok, "carol@", "10.0.0.");
        caller.ack(ok, "");
        caller.bye();
        caller.response(200);
        answering.answer(answering.request("BYE"), 200, "");
        assertOver();
    }

    /** 2.7 A 302 that is passed on names the user, at the box. */
    @Test
    void shouldPassARedirectionThatItDoesNotFollow() {
        border.destinations = 1;
        SipRequest invite = invited();
        callee.answer(invite, 302, "", "Contact: <sip:carol@10.0.0.12:5060>\n");
        callee.request("ACK");
        SipResponse moved = caller.response(302);
        assertEquals("<sip:carol@192.0.2.1:5060>", value(moved, HeaderName.CONTACT));
        assertTrue(second.idle());
        caller.ackFailure();
        assertOver();
    }

    /** 2.8 Call forwarding busy: the callee's proxy tries Carol as Bob is busy. */
    @Test
    void shouldForwardWhenBusy() {
        SipRequest invite = invited();
        callee.answerAs("proxy", invite, 181, "", "Reason: SIP;cause=486\n");
        assertEquals("SIP;cause=486", value(caller.response(181), HeaderName.REASON));
        callee.answerAs("carol", invite, 180, "");
        SipResponse ringing = caller.response(180);
        callee.answerAs("carol", invite, 200, "v=carol");
        assertOfCallee(invite, callee.request("ACK"), "1 ACK", "carol");
        SipResponse ok = caller.response(200);
        assertEquals(ringing.to().tag(), ok.to().tag());
        caller.ack(ok, "");
        assertStandsAndEnd();
    }

    /** 2.9 Call forwarding no answer: Bob's early dialog gives way to Carol's. */
    @Test
    void shouldForwardWhenNobodyAnswers() {
        SipRequest invite = invited();
        callee.answerAs("bob", invite, 183, "v=announcement");
        SipResponse bob = caller.response(183);
        assertEquals("for CALLER v=announcement", body(bob));
        border.time.pass(20_000);
        callee.answerAs("carol", invite, 183, "v=ringback");
        SipResponse carol = caller.response(183);
        assertEquals("for CALLER v=ringback", body(carol));
        assertNotEquals(bob.to().tag(), carol.to().tag());
        callee.answerAs("carol", invite, 200, "v=carol");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        assertEquals(carol.to().tag(), ok.to().tag());
        assertEquals("for CALLER v=carol", body(ok));
        caller.ack(ok, "");
        caller.inside("INFO", "", "");
        SipRequest info = callee.request("INFO");
        assertOfCallee(invite, info, "2 INFO", "carol");
        callee.answer(info, 200, "");
        caller.response(200);
        assertStandsAndEnd();
    }

    /** 2.10 Three-way conference, third party is added: a mixer's Contact, and a second call. */
    @Test
    void shouldLetAMixerAddAThirdParty() {
        talk();
        callee.reinvite(sdp("10.0.0.60", "sendrecv"), "Contact: <sip:mix@10.0.0.11>;isfocus\n");
        callee.response(100);
        SipRequest reinvite = caller.request("INVITE");
        assertTrue(value(reinvite, HeaderName.CONTACT).startsWith(OUTSIDE));
        assertHides(reinvite, "mix@", "10.0.0.11");
        caller.answer(reinvite, 200, ALICE);
        caller.request("ACK");
        callee.ack(callee.response(200), "");
        Peer mixer = consult();
        assertEquals(2, border.manager.live());
        mixer.bye();
        mixer.response(200);
        second.answer(second.request("BYE"), 200, "");
        assertStandsAndEnd();
    }

    /**
     * 2.11 Third party joins: a Join names a dialog of the other side, which the box keeps apart.
     */
    @Test
    void shouldRefuseToJoinAndKeepTheDialogsNameBack() {
        caller.invite("v=caller", "Require: join\nJoin: 12345@secret.example;to-tag=a;from-tag=b");
        caller.response(100);
        SipResponse refused = caller.response(420);
        assertEquals("join", value(refused, HeaderName.UNSUPPORTED));
        caller.ackFailure();
        caller.invite("v=caller", "Join: 12345@secret.example;to-tag=a;from-tag=b");
        caller.response(100);
        SipRequest invite = callee.request("INVITE");
        assertHides(invite, "secret.example", "Join");
        callee.answer(invite, 486, "");
        callee.request("ACK");
        caller.response(486);
        caller.ackFailure();
    }

    /** 2.12 Find-me: one after the other, the first of them ringing in vain. */
    @Test
    void shouldFindTheCalleeOneAfterTheOther() {
        SipRequest first = invited();
        callee.answer(first, 180, "");
        SipResponse ringing = caller.response(180);
        callee.answer(first, 503, "");
        callee.request("ACK");
        SipRequest next = second.request("INVITE");
        assertNotEquals(first.callId(), next.callId());
        second.answer(next, 180, "");
        SipResponse other = caller.response(180);
        assertNotEquals(ringing.to().tag(), other.to().tag());
        second.answer(next, 200, "v=second");
        assertOfCallee(next, second.request("ACK"), "1 ACK", "second");
        SipResponse ok = caller.response(200);
        assertEquals(other.to().tag(), ok.to().tag());
        caller.ack(ok, "");
        second.bye();
        second.response(200);
        assertOfCaller(ok, caller.request("BYE"), "1 BYE");
        assertTrue(callee.idle());
    }

    /** 2.12 Find-me: all at once. */
    @Test
    void shouldFindTheCalleeAtTwoPlacesAtOnce() {
        border.parallel = true;
        SipRequest one = invited();
        SipRequest two = second.request("INVITE");
        assertNotEquals(one.callId(), two.callId());
        assertNotEquals(one.topVia().branch(), two.topVia().branch());
        callee.answer(one, 180, "");
        second.answer(two, 180, "");
        SipResponse ringing = caller.response(180);
        SipResponse other = caller.response(180);
        callee.answer(one, 200, "v=callee");
        assertOfCallee(one, callee.request("ACK"), "1 ACK", "callee");
        SipRequest cancel = second.request("CANCEL");
        assertEquals(two.topVia().toString(), cancel.topVia().toString());
        second.answer(cancel, 200, "");
        second.answer(two, 487, "");
        assertOfCallee(two, second.request("ACK"), "1 ACK", "second");
        SipResponse ok = caller.response(200);
        assertEquals(ringing.to().tag(), ok.to().tag());
        assertNotEquals(other.to().tag(), ok.to().tag());
        caller.ack(ok, "");
        assertStandsAndEnd();
    }

    /** 2.13 Incoming call screening: the callee's side refuses. */
    @Test
    void shouldCarryTheRefusalOfAScreenedCaller() {
        SipRequest invite = invited();
        assertTrue(value(invite, HeaderName.FROM).startsWith("\"Alice\" <sip:+4930@"));
        callee.answer(invite, 403, "", "Error-Info: <sip:announcement@10.0.0.11>\n");
        callee.request("ACK");
        SipResponse refused = caller.response(403);
        assertHides(refused, "announcement@10.0.0.11");
        assertTrue(second.idle());
        caller.ackFailure();
        assertOver();
    }

    /** 2.14 Outgoing call screening: the box refuses, and the callee hears nothing. */
    @Test
    void shouldScreenAnOutgoingCall() {
        border.verdict = new Admission.Refused(403, 0);
        caller.invite("v=caller");
        caller.response(100);
        caller.response(403);
        caller.ackFailure();
        assertTrue(callee.idle() && second.idle());
        assertOver();
    }

    /** 2.15 Call park: Bob refers Alice to the park server, which answers at once. */
    @Test
    void shouldParkACall() {
        talk();
        border.first = 1;
        callee.inside("REFER", "Refer-To: <sip:park@10.0.0.1>\nRefer-Sub: true\n", "");
        callee.response(202);
        notified(callee, "100 Trying", "active");
        SipRequest invite = second.request("INVITE");
        second.answer(invite, 200, sdp("10.0.0.12", "sendonly"));
        second.request("ACK");
        SipRequest reinvite = caller.request("INVITE");
        assertEquals(wire("for CALLER " + sdp("10.0.0.12", "sendonly")), body(reinvite));
        caller.answer(reinvite, 200, sdp("192.0.2.9", "recvonly"));
        caller.request("ACK");
        notified(callee, "200 OK", "terminated");
        callee.answer(callee.request("BYE"), 200, "");
        caller.bye();
        caller.response(200);
        second.answer(second.request("BYE"), 200, "");
        assertOver();
    }

    /**
     * 2.17 Automatic redial: Bob is busy, so Alice watches his dialogs and calls when he is free.
     */
    @Test
    void shouldRedialWhenTheCalleeIsFree() {
        border.destinations = 1;
        callee.answer(invited(), 486, "");
        callee.request("ACK");
        caller.response(486);
        caller.ackFailure();

        caller.outside("SUBSCRIBE", "Event: dialog\nExpires: 60\n");
        SipRequest subscribe = callee.request("SUBSCRIBE");
        assertEquals("dialog", value(subscribe, HeaderName.EVENT));
        callee.answer(subscribe, 200, "", "Expires: 60\n");
        SipResponse ok = caller.response(200);
        caller.join(ok);
        assertEquals(1, border.relays.live());
        SipRequest notify = notifyFree(subscribe);
        assertEquals(ok.callId(), notify.callId());
        assertEquals(ok.to().tag(), notify.from().tag());
        assertEquals("dialog", value(notify, HeaderName.EVENT));
        assertHides(notify, "10.0.0.11");
        caller.answer(notify, 200, "");
        callee.response(200);
        assertEquals(0, border.relays.live());

        caller.cseq = 1;
        assertStandsAfter(invited());
    }

    /** 2.18 Click to dial: the controller's INVITE without an offer, and its re-INVITE without. */
    @Test
    void shouldServeAThirdPartyThatConnectsTwo() {
        caller.invite("");
        caller.response(100);
        SipRequest invite = callee.request("INVITE");
        assertFalse(invite.hasBody());
        callee.answer(invite, 200, BOB);
        SipResponse offer = caller.response(200);
        assertEquals(wire("for CALLER " + BOB), body(offer));
        caller.ack(offer, sdp("192.0.2.9", "inactive"));
        assertEquals(
                wire("for CALLEE " + sdp("192.0.2.9", "inactive")), body(callee.request("ACK")));
        caller.reinvite("");
        caller.response(100);
        SipRequest again = callee.request("INVITE");
        assertOfCallee(invite, again, "2 INVITE", "callee");
        assertFalse(again.hasBody());
        callee.answer(again, 200, BOB);
        SipResponse second = caller.response(200);
        assertEquals(wire("for CALLER " + BOB), body(second));
        caller.ack(second, ALICE);
        assertEquals(wire("for CALLEE " + ALICE), body(callee.request("ACK")));
        assertStandsAndEnd();
    }

    /** A call between Alice and Bob with real descriptions. */
    private Established talk() {
        caller.invite(ALICE);
        caller.response(100);
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 200, BOB);
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        caller.ack(ok, "");
        return new Established(invite, ok);
    }

    /** Bob's second call, to Carol. */
    private Peer consult() {
        Peer consultant = new Peer(border, callee.flow, "consultant");
        border.first = 1;
        consultant.invite(BOB);
        consultant.response(100);
        second.answer(second.request("INVITE"), 200, CAROL);
        second.request("ACK");
        consultant.ack(consultant.response(200), "");
        return consultant;
    }

    /** One re-INVITE that is agreed to; gives its sequence number on the other side. */
    private static long change(
            Peer asking, Peer asked, String offer, String answer, String mark, String back) {
        asking.reinvite(offer);
        asking.response(100);
        SipRequest reinvite = asked.request("INVITE");
        assertEquals(wire(mark + offer), body(reinvite));
        asked.answer(reinvite, 200, answer);
        assertEquals(reinvite.cseq().number(), asked.request("ACK").cseq().number());
        SipResponse ok = asking.response(200);
        assertEquals(wire(back + answer), body(ok));
        asking.ack(ok, "");
        return reinvite.cseq().number();
    }

    private static void notified(Peer transferor, String status, String state) {
        SipRequest notify = transferor.request("NOTIFY");
        assertEquals("SIP/2.0 " + status + "\r\n", body(notify));
        assertTrue(value(notify, HeaderName.SUBSCRIPTION_STATE).startsWith(state));
        transferor.answer(notify, 200, "");
    }

    /** Bob's dialogs are over, and the subscription with them. */
    private SipRequest notifyFree(SipRequest subscribe) {
        callee.take(subscribe);
        callee.inside(
                "NOTIFY",
                """
                Event: dialog
                Subscription-State: terminated;reason=timeout
                Content-Type: application/dialog-info+xml
                """,
                """
                <?xml version="1.0"?>
                <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="1" state="full" \
                entity="sip:123@10.0.0.11"><dialog id="1"><state>terminated</state></dialog>\
                </dialog-info>
                """);
        return caller.request("NOTIFY");
    }

    private void assertStandsAfter(SipRequest invite) {
        callee.answer(invite, 200, "v=callee");
        callee.request("ACK");
        caller.ack(caller.response(200), "");
        assertStandsAndEnd();
    }

    /** The dialog of a response, as a Refer-To names it. */
    private static String replaces(SipResponse ok) {
        return ok.callId()
                + "%3Bto-tag%3D"
                + ok.to().tag().orElseThrow()
                + "%3Bfrom-tag%3D"
                + ok.from().tag().orElseThrow();
    }

    private static String wire(String text) {
        return text.replace("\n", "\r\n");
    }
}

package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** REFER done by the box (RFC 5589), or carried to the other side. */
class TransferTest extends CallScenario {
    private static final String CALLER = sdp("recvonly");
    private static final String CALLEE = sdp("sendonly");

    @Test
    void shouldTransferBlindly() {
        establish();
        refer("Refer-To: <sip:555@10.0.0.1>\n");
        SipRequest invite = second.request("INVITE");
        assertTrue(invite.requestUri().toString().startsWith("sip:555@10.0.0.12"));
        String offer = invite.body().toString();
        assertTrue(offer.startsWith("for CALLEE v=0"), offer);
        assertFalse(offer.contains("recvonly"), "a party on hold is offered both ways");
        second.answer(invite, 180, "");
        notified("180 Ringing", "active");
        second.answer(invite, 200, "v=target");
        second.request("ACK");
        SipRequest reinvite = caller.request("INVITE");
        assertEquals("for CALLER v=target", reinvite.body().toString());
        caller.answer(reinvite, 200, "v=caller2");
        caller.request("ACK");
        notified("200 OK", "terminated");
        callee.answer(callee.request("BYE"), 200, "");
        assertEquals(1, border.manager.live());
        assertEquals(1, border.media.open);

        second.bye();
        assertEquals(200, second.status());
        caller.answer(caller.request("BYE"), 200, "");
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldShowTheTargetNothingOfTheTransferor() {
        establish();
        refer(
                "Refer-To: <sip:555@10.0.0.1>\nReferred-By: \"Bob\" <sip:bob@10.0.0.11;x=y>;cid=\"1@10.0.0.11\"\n");
        String invite = second.request("INVITE").toString();
        assertFalse(invite.contains("10.0.0.11"), invite);
        assertFalse(invite.contains("192.0.2.9;"), invite);
        assertTrue(invite.contains("From: \"Alice\" <sip:+4930@10.0.0.1:5060>"), invite);
        assertTrue(invite.contains("Referred-By: \"Bob\" <sip:bob@10.0.0.1:5060>\r\n"), invite);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Referred-By: <http://10.0.0.11/>\n",
                "Referred-By: <<\n",
                "Referred-By: <sip:1@10.0.0.11>\nReferred-By: <sip:2@10.0.0.11>\n",
            })
    void shouldNameNobodyWhereTheReferDoesNotSayWhom(String header) {
        establish();
        callee.inside("REFER", "Refer-To: <sip:555@10.0.0.1>\n" + header, "");
        callee.status();
        callee.answer(callee.request("NOTIFY"), 200, "");
        assertFalse(second.request("INVITE").has(HeaderName.REFERRED_BY));
    }

    @Test
    void shouldNotNameAReferrerWhoWantsToStayUnknown() {
        establish();
        refer(
                """
                Refer-To: <sip:555@10.0.0.1>
                Privacy: id;user
                Referred-By: <sip:bob@10.0.0.11>
                """);
        assertFalse(second.request("INVITE").has(HeaderName.REFERRED_BY));
    }

    @Test
    void shouldOfferTheTargetWhatTheOtherSideStillTakes() {
        SipRequest offer = narrowed("v=target3");
        assertEquals("for CALLEE " + wire(codecs("192.0.2.9", "8")), offer.body().toString());
        second.request("ACK");
        notified("200 OK", "terminated");
        callee.answer(callee.request("BYE"), 200, "");
        hangUpTransferred();
    }

    @Test
    void shouldKeepATargetThatWillNotHaveLess() {
        narrowed(488);
        second.request("ACK");
        notified("200 OK", "terminated");
        callee.answer(callee.request("BYE"), 200, "");
        hangUpTransferred();
    }

    @Test
    void shouldHangUpWhenTheTargetIsGoneBeforeItIsOfferedLess() {
        narrowed(481);
        second.request("ACK");
        notified("200 OK", "terminated");
        callee.answer(callee.request("BYE"), 200, "");
        caller.answer(caller.request("BYE"), 200, "");
        second.answer(second.request("BYE"), 481, "");
        assertEquals(0, border.manager.live());
    }

    @ParameterizedTest
    @CsvSource({
        "sendrecv, recvonly, true",
        "recvonly, sendonly, false",
        "sendrecv, inactive, true"
    })
    void shouldTellTheTargetThatTheOtherSideHolds(String target, String other, boolean told) {
        border.media.marksBelow = true;
        establish();
        refer("Refer-To: <sip:555@10.0.0.1>\n");
        second.answer(second.request("INVITE"), 200, sdp(target));
        second.request("ACK");
        caller.answer(caller.request("INVITE"), 200, sdp(other));
        caller.request("ACK");
        assertEquals(told, !second.idle());
    }

    @Test
    void shouldGoOnWhenTheTransferorHangsUpAtOnce() {
        establish();
        refer("Refer-To: <sip:555@10.0.0.1>\n");
        SipRequest invite = second.request("INVITE");
        callee.bye();
        assertEquals(200, callee.status());
        assertTrue(caller.idle(), "the other side does not hear of it");
        second.answer(invite, 180, "");
        assertTrue(callee.idle(), "nothing more is notified");
        second.answer(invite, 200, "v=target");
        second.request("ACK");
        caller.answer(caller.request("INVITE"), 200, "v=caller2");
        caller.request("ACK");
        assertEquals(1, border.manager.live());
        caller.bye();
        assertEquals(200, caller.status());
        second.answer(second.request("BYE"), 200, "");
    }

    @Test
    void shouldKeepTheCallWhenTheTargetRefuses() {
        establish();
        refer("Refer-To: <sip:555@10.0.0.1>\n");
        SipRequest invite = second.request("INVITE");
        second.answer(invite, 486, "");
        second.request("ACK");
        notified("486 Busy Here", "terminated");
        assertEquals(1, border.manager.live());
        caller.bye();
        assertEquals(200, caller.status());
        callee.answer(callee.request("BYE"), 200, "");
    }

    @Test
    void shouldEndTheCallWhenTheTargetRefusesAndTheTransferorIsGone() {
        establish();
        refer("Refer-To: <sip:555@10.0.0.1>\n");
        SipRequest invite = second.request("INVITE");
        callee.bye();
        callee.status();
        second.answer(invite, 486, "");
        second.request("ACK");
        caller.answer(caller.request("BYE"), 200, "");
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldGiveTheTransferUpWhenTheOtherSideHangsUp() {
        establish();
        refer("Refer-To: <sip:555@10.0.0.1>\n");
        SipRequest invite = second.request("INVITE");
        second.answer(invite, 180, "");
        notified("180 Ringing", "active");
        caller.bye();
        assertEquals(200, caller.status());
        second.answer(second.request("CANCEL"), 200, "");
        second.answer(invite, 487, "");
        second.request("ACK");
        assertTrue(callee.last().toString().startsWith("NOTIFY ") || callee.idle());
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldKeepTheCallWhenTheOtherSideRefusesTheTargetsMedia() {
        establish();
        refer("Refer-To: <sip:555@10.0.0.1>\n");
        SipRequest invite = second.request("INVITE");
        second.answer(invite, 200, "v=target");
        second.request("ACK");
        caller.answer(caller.request("INVITE"), 488, "");
        caller.request("ACK");
        notified("488 Not Acceptable Here", "terminated");
        second.answer(second.request("BYE"), 200, "");
        assertEquals(1, border.manager.live());
        assertEquals(1, border.media.open);
    }

    @Test
    void shouldWaitOutGlareWithTheOtherSide() {
        establish();
        refer("Refer-To: <sip:555@10.0.0.1>\n");
        SipRequest invite = second.request("INVITE");
        second.answer(invite, 200, "v=target");
        second.request("ACK");
        caller.answer(caller.request("INVITE"), 491, "");
        caller.request("ACK");
        border.time.pass(2_100);
        caller.answer((SipRequest) caller.last(), 200, "v=caller2");
        caller.request("ACK");
        notified("200 OK", "terminated");
        callee.answer(callee.request("BYE"), 200, "");
    }

    @Test
    void shouldTellNothingToATransferorThatDoesNotWantToHear() {
        establish();
        callee.inside("REFER", "Refer-To: <sip:555@10.0.0.1>\nRefer-Sub: false\n", "");
        SipResponse accepted = callee.response(202);
        assertEquals("false", accepted.header(HeaderName.REFER_SUB).orElseThrow().toString());
        second.answer(second.request("INVITE"), 200, "v=target");
        second.request("ACK");
        caller.answer(caller.request("INVITE"), 200, "v=caller2");
        caller.request("ACK");
        callee.answer(callee.request("BYE"), 200, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: none\n",
                "Refer-To: <sip:1@h>\nRefer-To: <sip:2@h>\n",
                "Refer-To: <http://h/>\n",
                "Refer-To: <sip:1@h;method=BYE>\n",
                "Refer-To: <sip:1@h?Replaces=nonsense>\n",
            })
    void shouldRefuseAReferThatCannotBeDone(String header) {
        establish();
        callee.inside("REFER", header, "");
        assertEquals(400, callee.status());
    }

    @Test
    void shouldRefuseASecondReferDuringTheFirst() {
        establish();
        refer("Refer-To: <sip:555@10.0.0.1>\n");
        second.request("INVITE");
        caller.inside("REFER", "Refer-To: <sip:556@10.0.0.1>\n", "");
        assertTrue(caller.response(500).has(HeaderName.RETRY_AFTER));
    }

    @Test
    void shouldTransferAttended() {
        consulted();
        SipRequest reinvite = caller.request("INVITE");
        assertTrue(reinvite.body().toString().startsWith("for CALLER v=0"));
        caller.answer(reinvite, 200, "v=caller2");
        caller.request("ACK");
        SipRequest other = second.request("INVITE");
        assertEquals("for CALLEE v=caller2", other.body().toString());
        second.answer(other, 200, "v=second2");
        second.request("ACK");
        SipRequest notify = callee.request("NOTIFY");
        assertTrue(notify.body().toString().startsWith("SIP/2.0 200 OK"), notify.toString());
        callee.answer(notify, 200, "");
        callee.answer(callee.request("BYE"), 200, "");
        assertEquals(1, border.manager.live());
        assertEquals(1, border.media.open);
        assertEquals(1, border.ticketsOut);

        second.bye();
        assertEquals(200, second.status());
        caller.answer(caller.request("BYE"), 200, "");
        assertEquals(0, border.manager.live());
    }

    @Test
    void shouldFailAnAttendedTransferToADialogThatIsNotThere() {
        establish();
        refer("Refer-To: <sip:1@h?Replaces=x%3Bto-tag%3Daaaa%3Bfrom-tag%3Db>\n");
        assertTrue(border.time.loop().timers().size() > 0);
        assertEquals(1, border.manager.live());
    }

    @Test
    void shouldCarryAReferWhereItIsToPass() {
        callerIs(Profiles.with(PeerProfile.Refer.PASS));
        calleesAre(Profiles.with(PeerProfile.Refer.PASS));
        establish();
        callee.inside(
                "REFER",
                "Refer-To: <sip:555@secret.example?Replaces=c%40h%3Bto-tag%3Daaaa%3Bfrom-tag%3Dz>\n",
                "");
        SipRequest refer = caller.request("REFER");
        assertEquals(
                "<sip:555@192.0.2.1:5060?Replaces=aaaa%3Bto-tag%3Daaaa%3Bfrom-tag%3Daaaa>",
                refer.header(HeaderName.REFER_TO).orElseThrow().toString());
        caller.answer(refer, 202, "");
        assertEquals(202, callee.status());
        caller.inside(
                "NOTIFY",
                "Event: refer\nSubscription-State: active\nContent-Type: message/sipfrag\n",
                "SIP/2.0 100 Trying");
        SipRequest notify = callee.request("NOTIFY");
        assertEquals("refer", notify.header(HeaderName.EVENT).orElseThrow().toString());
        callee.answer(notify, 200, "");
        assertEquals(200, caller.status());
    }

    @Test
    void shouldLetACallerTakeThePlaceOfAParty() {
        establish();
        String replaces = replacesOfCallee();
        second.invite("v=second", "Require: replaces\nReplaces: " + replaces);
        assertEquals(100, second.status());
        SipRequest reinvite = caller.request("INVITE");
        assertEquals("for CALLEE v=second", reinvite.body().toString());
        SipRequest bye = callee.request("BYE");
        callee.answer(bye, 200, "");
        caller.answer(reinvite, 200, "v=caller2");
        caller.request("ACK");
        SipResponse ok = second.response(200);
        assertEquals("for CALLER v=caller2", ok.body().toString());
        second.ack(ok, "");
        assertEquals(1, border.manager.live());
        assertEquals(2, border.ticketsOut, "both have brought a call");
        assertEquals(1, border.media.open);
        second.bye();
        assertEquals(200, second.status());
        caller.answer(caller.request("BYE"), 200, "");
    }

    @Test
    void shouldHangUpBothWhenTheOneWhoReplacesGivesUp() {
        establish();
        String replaces = replacesOfCallee();
        SipRequest invite = second.invite("v=second", "Replaces: " + replaces);
        second.status();
        SipRequest reinvite = caller.request("INVITE");
        callee.answer(callee.request("BYE"), 200, "");
        second.cancel(invite);
        assertEquals(200, second.status());
        assertEquals(487, second.status());
        second.ackFailure();
        caller.answer(caller.request("BYE"), 200, "");
        caller.answer(reinvite, 487, "");
        assertEquals(0, border.manager.live());
    }

    @ParameterizedTest
    @CsvSource({
        "x;to-tag=aaaa;from-tag=b, 481",
        "nonsense, 400",
        "%s;early-only, 486",
    })
    void shouldRefuseToReplaceWhatCannotBeReplaced(String value, int status) {
        establish();
        second.invite("v=second", "Replaces: " + value.formatted(replacesOfCallee()));
        second.status();
        assertEquals(status, second.status());
        assertEquals(1, border.manager.live());
    }

    /** A transfer to a target with three codecs, of which the other side takes one. */
    private SipRequest narrowed() {
        establish();
        refer("Refer-To: <sip:555@10.0.0.1>\n");
        second.answer(second.request("INVITE"), 200, codecs("10.0.0.12", "0 8 9"));
        second.request("ACK");
        caller.answer(caller.request("INVITE"), 200, codecs("192.0.2.9", "8"));
        caller.request("ACK");
        return second.request("INVITE");
    }

    private void narrowed(int refusal) {
        second.answer(narrowed(), refusal, "");
    }

    private SipRequest narrowed(String answer) {
        SipRequest offer = narrowed();
        second.answer(offer, 200, answer);
        return offer;
    }

    private void hangUpTransferred() {
        assertEquals(1, border.manager.live());
        assertEquals(1, border.media.open);
        second.bye();
        assertEquals(200, second.status());
        caller.answer(caller.request("BYE"), 200, "");
        assertEquals(0, border.manager.live());
    }

    private static String codecs(String address, String formats) {
        return """
                v=0
                o=- 1 1 IN IP4 %1$s
                s=-
                c=IN IP4 %1$s
                t=0 0
                m=audio 4000 RTP/AVP %2$s
                """
                .formatted(address, formats);
    }

    private static String wire(String text) {
        return text.replace("\n", "\r\n");
    }

    /** The callee's dialog as a third party names it. */
    private String replacesOfCallee() {
        return callee.callId() + ";to-tag=" + callee.peerTag + ";from-tag=callee";
    }

    /** Two calls of the callee, and its REFER that joins their far ends. */
    private void consulted() {
        establish();
        Peer consultant = new Peer(border, callee.flow, "consultant");
        border.first = 1;
        consultant.invite(sdp("sendrecv"));
        consultant.status();
        SipRequest invite = second.request("INVITE");
        second.answer(invite, 200, sdp("sendrecv"));
        second.request("ACK");
        SipResponse ok = consultant.response(200);
        consultant.ack(ok, "");
        String replaces =
                ok.callId()
                        + "%3Bto-tag%3D"
                        + ok.to().tag().orElseThrow()
                        + "%3Bfrom-tag%3D"
                        + ok.from().tag().orElseThrow();
        callee.inside("REFER", "Refer-To: <sip:2@10.0.0.1?Replaces=" + replaces + ">\n", "");
        assertEquals(202, callee.status());
        callee.answer(callee.request("NOTIFY"), 200, "");
        consultant.answer(consultant.request("BYE"), 200, "");
    }

    private void establish() {
        caller.invite(CALLER);
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 200, CALLEE);
        callee.request("ACK");
        caller.ack(caller.response(200), "");
        border.first = 1;
    }

    private void refer(String headers) {
        callee.inside("REFER", headers, "");
        assertEquals(202, callee.status());
        notified("100 Trying", "active");
    }

    private void notified(String status, String state) {
        SipRequest notify = callee.request("NOTIFY");
        assertEquals("SIP/2.0 " + status + "\r\n", notify.body().toString());
        assertTrue(
                notify.header(HeaderName.SUBSCRIPTION_STATE).orElseThrow().startsWith(state),
                notify.toString());
        callee.answer(notify, 200, "");
    }

    private static String sdp(String direction) {
        return """
                v=0
                o=- 1 1 IN IP4 192.0.2.9
                s=-
                c=IN IP4 192.0.2.9
                t=0 0
                m=audio 4000 RTP/AVP 0
                a=%s
                """
                .formatted(direction);
    }
}

package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** The session flows of RFC 3665 section 3 with the box between the two user agents. */
class Rfc3665Test extends FlowScenario {

    /** 3.1 Successful session establishment; either side ends it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldEstablishAndEndASession(boolean callerHangsUp) {
        SipRequest invite = invited();
        assertEquals("1 INVITE", value(invite, HeaderName.CSEQ));
        assertEquals(INSIDE, value(invite, HeaderName.CONTACT));
        assertTrue(invite.to().tag().isEmpty());
        assertEquals("for CALLEE v=caller", body(invite));
        callee.answer(invite, 180, "");
        SipResponse ringing = caller.response(180);
        assertEquals(OUTSIDE, value(ringing, HeaderName.CONTACT));
        callee.answer(invite, 200, "v=callee");
        SipRequest ack = callee.request("ACK");
        assertEquals("sip:callee@10.0.0.11:5060", ack.requestUri().toString());
        assertOfCallee(invite, ack, "1 ACK", "callee");
        assertNotEquals(invite.topVia().branch(), ack.topVia().branch());
        SipResponse ok = caller.response(200);
        assertEquals(ringing.to().tag(), ok.to().tag());
        assertEquals("1 INVITE", value(ok, HeaderName.CSEQ));
        assertEquals(OUTSIDE, value(ok, HeaderName.CONTACT));
        assertEquals("for CALLER v=callee", body(ok));
        caller.ack(ok, "");

        if (callerHangsUp) {
            caller.bye();
            assertEquals("2 BYE", value(caller.response(200), HeaderName.CSEQ));
            SipRequest bye = callee.request("BYE");
            assertOfCallee(invite, bye, "2 BYE", "callee");
            assertEquals("sip:callee@10.0.0.11:5060", bye.requestUri().toString());
            callee.answer(bye, 200, "");
        } else {
            callee.bye();
            callee.response(200);
            SipRequest bye = caller.request("BYE");
            assertOfCaller(ok, bye, "1 BYE");
            assertEquals("sip:caller@192.0.2.9:5060", bye.requestUri().toString());
            caller.answer(bye, 200, "");
        }
        assertOver();
    }

    /** 3.2 Session establishment through two proxies, a pair of them on each side. */
    @Test
    void shouldKeepTheRouteSetOfEachSide() {
        border.strangersAllowed = true;
        List<String> outside = List.of("<sip:192.0.2.20;lr>", "<sip:192.0.2.21;lr>");
        caller.invite("v=caller", "Record-Route: " + String.join(", ", outside));
        caller.response(100);
        SipRequest invite = callee.request("INVITE");
        assertFalse(invite.has(HeaderName.RECORD_ROUTE));
        assertFalse(invite.has(HeaderName.ROUTE));
        callee.answer(
                invite,
                200,
                "v=callee",
                "Record-Route: <sip:10.0.0.20;lr>\nRecord-Route: <sip:10.0.0.21;lr>\n");
        SipRequest ack = (SipRequest) border.stranger.take();
        assertEquals("sip:callee@10.0.0.11:5060", ack.requestUri().toString());
        assertEquals(List.of("<sip:10.0.0.21;lr>", "<sip:10.0.0.20;lr>"), routes(ack));
        SipResponse ok = caller.response(200);
        assertEquals(outside, texts(ok, HeaderName.RECORD_ROUTE));
        assertHides(ok, "10.0.0.");
        caller.ack(ok, "");

        callee.bye();
        callee.response(200);
        SipRequest bye = (SipRequest) border.stranger.take();
        assertEquals("sip:caller@192.0.2.9:5060", bye.requestUri().toString());
        assertEquals(outside, routes(bye));
        assertOfCaller(ok, bye, "1 BYE");
    }

    /**
     * 3.3 Session with multiple proxy authentication: a challenge of the far side is for the box,
     * and credentials for somebody else stay on their side.
     */
    @ParameterizedTest
    @CsvSource({"401,WWW-Authenticate,Authorization", "407,Proxy-Authenticate,Proxy-Authorization"})
    void shouldCarryNeitherChallengeNorCredentials(int status, String challenge, String answer) {
        border.destinations = 1;
        caller.invite(
                "v=caller",
                answer
                        + ": Digest username=\"alice\", realm=\"biloxi.example\", nonce=\"a\","
                        + " uri=\"sip:b\", response=\"42ce3cef44b22f50c6a6071bc8aabbcc\"");
        caller.response(100);
        SipRequest invite = callee.request("INVITE");
        assertHides(invite, "Digest", "biloxi");
        callee.answer(
                invite, status, "", challenge + ": Digest realm=\"inside\", nonce=\"secret\"\n");
        assertEquals(invite.topVia().branch(), callee.request("ACK").topVia().branch());
        SipResponse refused = caller.response(403);
        assertHides(refused, "Digest", "secret", "inside");
        caller.ackFailure();
        assertOver();
    }

    /** 3.4 Successful session with proxy failure: the next one is called when one is silent. */
    @Test
    void shouldReachTheSecondWhenTheFirstIsDead() {
        SipRequest first = invited();
        border.time.pass(31_900);
        for (int repeats = 0; repeats < 6; repeats++) {
            assertEquals(first.toString(), callee.request("INVITE").toString());
        }
        assertTrue(callee.idle() && second.idle() && caller.idle());
        border.time.pass(200);
        SipRequest next = second.request("INVITE");
        assertNotEquals(first.callId(), next.callId());
        assertNotEquals(first.from().tag(), next.from().tag());
        assertEquals("for CALLEE v=caller", body(next));
        second.answer(next, 200, "v=second");
        assertOfCallee(next, second.request("ACK"), "1 ACK", "second");
        SipResponse ok = caller.response(200);
        assertEquals("for CALLER v=second", body(ok));
        caller.ack(ok, "");
        callee.answer(first, 200, "v=late");
        assertEquals(1, border.manager.live());
        caller.bye();
        caller.response(200);
        second.answer(second.request("BYE"), 200, "");
    }

    /** 3.5 Session through a SIP ALG: a caller with a private address and no ALG of its own. */
    @Test
    void shouldReachACallerBehindANatWhereItCameFrom() {
        caller.invite("v=caller", "Contact: <sip:caller@192.168.1.5:5060>");
        caller.response(100);
        SipRequest invite = callee.request("INVITE");
        assertHides(invite, "192.168.1.5");
        callee.answer(invite, 200, "v=callee");
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        caller.ack(ok, "");
        callee.bye();
        callee.response(200);
        SipRequest bye = caller.request("BYE");
        assertEquals("sip:caller@192.168.1.5:5060", bye.requestUri().toString());
        assertOfCaller(ok, bye, "1 BYE");
        caller.answer(bye, 200, "");
    }

    /** 3.6 Session via redirect and proxy servers with SDP in ACK. */
    @Test
    void shouldFollowARedirectionWithTheAnswerInTheAck() {
        border.destinations = 1;
        calleesAre(Profiles.following(1));
        caller.invite("");
        caller.response(100);
        SipRequest first = callee.request("INVITE");
        assertFalse(first.hasBody());
        callee.answer(first, 302, "", "Contact: <sip:bob@10.0.0.12:5060>\n");
        assertEquals(first.topVia().branch(), callee.request("ACK").topVia().branch());
        SipRequest next = second.request("INVITE");
        assertEquals("sip:bob@10.0.0.12:5060", next.requestUri().toString());
        assertFalse(next.hasBody());
        assertTrue(caller.idle(), "the caller does not hear of the redirection");
        second.answer(next, 180, "");
        caller.response(180);
        second.answer(next, 200, "v=offer");
        assertTrue(second.idle(), "the ACK waits for the answer");
        SipResponse ok = caller.response(200);
        assertEquals("for CALLER v=offer", body(ok));
        caller.ack(ok, "v=answer");
        SipRequest ack = second.request("ACK");
        assertOfCallee(next, ack, "1 ACK", "second");
        assertEquals("for CALLEE v=answer", body(ack));
        second.bye();
        second.response(200);
        caller.answer(caller.request("BYE"), 200, "");
        assertOver();
    }

    /**
     * 3.7 Session with re-INVITE: a side changes its address, and is reached there from then on.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFollowASideThatChangesItsAddress(boolean callerMoves) {
        Established call = establish();
        Peer moving = callerMoves ? caller : callee;
        Peer staying = callerMoves ? callee : caller;
        String moved = callerMoves ? "sip:alice@192.0.2.77:5070" : "sip:bob@10.0.0.77:5070";
        border.strangersAllowed = true;
        moving.reinvite("v=moved", "Contact: <" + moved + ">\n");
        moving.response(100);
        SipRequest reinvite = staying.request("INVITE");
        if (callerMoves) {
            assertOfCallee(call.invite(), reinvite, "2 INVITE", "callee");
            assertEquals(INSIDE, value(reinvite, HeaderName.CONTACT));
            assertEquals("for CALLEE v=moved", body(reinvite));
        } else {
            assertOfCaller(call.ok(), reinvite, "1 INVITE");
            assertEquals(OUTSIDE, value(reinvite, HeaderName.CONTACT));
            assertEquals("for CALLER v=moved", body(reinvite));
        }
        assertHides(reinvite, "5070");
        staying.answer(reinvite, 200, "v=same");
        staying.request("ACK");
        SipResponse ok = moving.response(200);
        moving.ack(ok, "");
        assertTrue(border.stranger.idle(), "a response goes where its request came from");

        staying.bye();
        staying.response(200);
        SipRequest bye = (SipRequest) border.stranger.take();
        assertEquals("BYE", bye.method().name().toString());
        assertEquals(moved, bye.requestUri().toString());
        assertEquals(ok.callId(), bye.callId());
        assertEquals(ok.to().tag(), bye.from().tag());
    }

    /** 3.8 Unsuccessful: no answer, and the caller gives up. */
    @Test
    void shouldCancelWhenNobodyAnswers() {
        SipRequest sent = caller.invite("v=caller");
        caller.response(100);
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 180, "");
        SipResponse ringing = caller.response(180);
        caller.cancel(sent);
        assertEquals("1 CANCEL", value(caller.response(200), HeaderName.CSEQ));
        SipResponse terminated = caller.response(487);
        assertEquals("1 INVITE", value(terminated, HeaderName.CSEQ));
        assertEquals(ringing.to().tag(), terminated.to().tag());
        caller.ackFailure();

        SipRequest cancel = callee.request("CANCEL");
        assertEquals(invite.topVia().toString(), cancel.topVia().toString());
        assertEquals(invite.requestUri().toString(), cancel.requestUri().toString());
        assertEquals(value(invite, HeaderName.TO), value(cancel, HeaderName.TO));
        assertEquals(value(invite, HeaderName.FROM), value(cancel, HeaderName.FROM));
        assertEquals(invite.callId(), cancel.callId());
        assertEquals("1 CANCEL", value(cancel, HeaderName.CSEQ));
        callee.answer(cancel, 200, "");
        callee.answer(invite, 487, "");
        assertOfCallee(invite, callee.request("ACK"), "1 ACK", "callee");
        border.time.pass(10_000);
        assertTrue(caller.idle() && callee.idle());
        assertOver();
    }

    /**
     * 3.9 Unsuccessful: busy; 3.11 Unsuccessful: temporarily unavailable, after it has rung. Each
     * side of the failure is acknowledged by itself.
     */
    @ParameterizedTest
    @CsvSource({"486,false", "480,true"})
    void shouldTellThatTheCalleeCannotBeHad(int status, boolean rings) {
        SipRequest invite = rings ? ringing() : invited();
        callee.answer(invite, status, "", "Retry-After: 60\nServer: SecretPbx\n");
        SipRequest ack = callee.request("ACK");
        assertOfCallee(invite, ack, "1 ACK", "callee");
        assertEquals(invite.topVia().branch(), ack.topVia().branch());
        assertEquals(invite.requestUri().toString(), ack.requestUri().toString());
        SipResponse refused = caller.response(status);
        assertTrue(refused.to().tag().isPresent());
        assertEquals("60", value(refused, HeaderName.RETRY_AFTER));
        assertHides(refused, "Secret", "10.0.0.");
        assertOver();

        border.time.pass(510);
        assertEquals(refused.toString(), caller.response(status).toString());
        callee.answer(invite, status, "");
        assertEquals(ack.toString(), callee.request("ACK").toString());
        caller.ackFailure();
        border.time.pass(10_000);
        assertTrue(caller.idle() && callee.idle() && second.idle());
    }

    /** 3.10 Unsuccessful: no response from the user agent. */
    @Test
    void shouldGiveUpACalleeThatSaysNothing() {
        border.destinations = 1;
        invited();
        border.time.pass(32_100);
        caller.response(408);
        caller.ackFailure();
        for (int repeats = 0; repeats < 6; repeats++) {
            callee.request("INVITE");
        }
        assertTrue(callee.idle(), "what never answered cannot be cancelled");
        assertOver();
    }

    private static List<String> routes(SipRequest request) {
        return texts(request, HeaderName.ROUTE);
    }

    private static List<String> texts(SipMessage message, HeaderName name) {
        Stream<String> texts = message.values(name).stream().map(Object::toString);
        return texts.toList();
    }
}

package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/**
 * A call with a re-INVITE, a hold and a BYE, whose messages overtake each other on the way to the
 * box: each pair that a side sends without waiting in between. The call goes on, or ends as the
 * RFCs have it.
 */
class ReorderTest extends FlowScenario {
    private static final String OFFER = sdp("192.0.2.9", "sendrecv");
    private static final String CHANGED = sdp("192.0.2.10", "sendrecv");
    private static final String HELD = sdp("192.0.2.10", "sendonly");
    private static final String ANSWER = sdp("10.0.0.11", "sendrecv");
    private static final String RESUMED = sdp("10.0.0.11", "recvonly");

    /** The pairs: ACK and re-INVITE, ACK and hold, ACK and BYE. */
    @ParameterizedTest
    @CsvSource({
        "-1, true",
        "0, true",
        "1, true",
        "2, true",
        "-1, false",
        "0, false",
        "1, false",
        "2, false"
    })
    void shouldGoOnWhenARequestOvertakesTheAckBeforeIt(int overtaken, boolean byCaller) {
        Peer a = byCaller ? caller : callee;
        Peer b = byCaller ? callee : caller;
        callee.answer(invited(), 200, ANSWER);
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        if (byCaller) {
            caller.hold();
            caller.ack(ok, "");
        } else {
            caller.ack(ok, "");
        }
        a.reinvite(CHANGED);
        a.arrive(byCaller && overtaken == 0 ? 0 : -1);
        SipResponse changed = modified(a, b);
        a.hold();
        a.ack(changed, "");
        a.reinvite(HELD);
        a.arrive(overtaken == 1 || (!byCaller && overtaken == 0) ? 0 : -1);
        SipResponse held = modified(a, b);
        a.hold();
        a.ack(held, "");
        a.bye();
        a.arrive(overtaken == 2 ? 0 : -1);
        assertEquals(200, a.status());
        b.answer(b.request("BYE"), 200, "");
        border.time.pass(33_000);
        assertTrue(a.idle() && b.idle(), "nothing is repeated and nothing left over");
        assertOver();
    }

    /** RFC 5407 3.1.5: the ACK has the answer, so the re-INVITE is early, and comes again. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseAReinviteThatOvertakesAnAckWithTheAnswer(boolean swapped) {
        SipResponse ok = lateOffer();
        caller.hold();
        caller.ack(ok, OFFER);
        SipRequest reinvite = caller.reinvite(CHANGED);
        caller.arrive(swapped ? 0 : -1);
        if (swapped) {
            assertEquals(100, caller.status());
            assertEquals(491, caller.status());
            callee.request("ACK");
            caller.ackFailure();
            assertEquals(1, border.manager.live());
            caller.reinvite(CHANGED);
        } else {
            callee.request("ACK");
        }
        assertTrue(reinvite.has(HeaderName.CONTACT));
        caller.ack(modified(caller, callee), "");
        assertStandsAndEnd();
    }

    @Test
    void shouldEndACallWhoseByeOvertakesTheAckWithTheAnswer() {
        SipResponse ok = lateOffer();
        caller.hold();
        caller.ack(ok, OFFER);
        caller.bye();
        caller.arrive(0);
        assertEquals(200, caller.status());
        callee.request("ACK");
        callee.answer(callee.request("BYE"), 200, "");
        border.time.pass(33_000);
        assertTrue(caller.idle() && callee.idle(), "nothing left over");
        assertOver();
    }

    /** RFC 3261 12.2.2: what is late by its number gets 500, and the call goes on. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseARequestThatALaterOneHasOvertaken(boolean byCaller) {
        establish();
        Peer a = byCaller ? caller : callee;
        Peer b = byCaller ? callee : caller;
        a.hold();
        a.inside("INFO", "Content-Type: application/dtmf\n", "5");
        a.reinvite(CHANGED);
        a.arrive(0);
        assertEquals(100, a.status());
        assertEquals(500, a.status());
        b.answer(b.request("INVITE"), 200, ANSWER);
        b.request("ACK");
        a.ack(a.response(200), "");
        assertStandsAndEnd();
    }

    /** RFC 3261 15.1.2: the BYE ends the dialog, so the re-INVITE before it finds none. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldAnswer481ToAReinviteThatItsOwnByeHasOvertaken(boolean byCaller) {
        establish();
        Peer a = byCaller ? caller : callee;
        Peer b = byCaller ? callee : caller;
        a.hold();
        a.reinvite(CHANGED);
        a.bye();
        a.arrive(0);
        assertEquals(200, a.status());
        assertEquals(481, last(a));
        b.answer(b.request("BYE"), 200, "");
        assertOver();
    }

    /** The asked side answers and sends something of its own at once, which comes first. */
    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "true, true", "false, true"})
    void shouldRefuseAReinviteThatOvertakesTheAnswerOfTheSameSide(
            boolean byCaller, boolean swapped) {
        establish();
        Peer a = byCaller ? caller : callee;
        Peer b = byCaller ? callee : caller;
        a.reinvite(CHANGED);
        assertEquals(100, a.status());
        SipRequest asked = b.request("INVITE");
        b.hold();
        b.answer(asked, 200, ANSWER);
        b.reinvite(RESUMED);
        b.arrive(swapped ? 0 : -1);
        if (swapped) {
            assertEquals(100, b.status());
            assertEquals(491, b.status());
            b.request("ACK");
        } else { // while the ACK of the other side is still under way
            b.request("ACK");
            assertEquals(100, b.status());
            assertEquals(491, b.status());
        }
        b.ackFailure();
        a.ack(a.response(200), "");
        b.reinvite(RESUMED);
        b.ack(modified(b, a), "");
        assertStandsAndEnd();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCarryAnInfoThatOvertakesTheAnswerOfTheSameSide(boolean byCaller) {
        establish();
        Peer a = byCaller ? caller : callee;
        Peer b = byCaller ? callee : caller;
        a.reinvite(CHANGED);
        assertEquals(100, a.status());
        SipRequest asked = b.request("INVITE");
        b.hold();
        b.answer(asked, 200, ANSWER);
        b.inside("INFO", "Content-Type: application/dtmf\n", "5");
        b.arrive(0);
        b.request("ACK");
        a.answer(a.request("INFO"), 200, "");
        assertEquals(200, b.status());
        a.ack(a.response(200), "");
        assertStandsAndEnd();
    }

    /** RFC 5407 3.2.3. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldEndACallWhoseByeOvertakesTheAnswerOfTheSameSide(boolean byCaller) {
        establish();
        Peer a = byCaller ? caller : callee;
        Peer b = byCaller ? callee : caller;
        a.reinvite(CHANGED);
        assertEquals(100, a.status());
        SipRequest asked = b.request("INVITE");
        b.hold();
        b.answer(asked, 200, ANSWER);
        b.bye();
        b.arrive(0);
        assertEquals(200, b.status());
        a.answer(a.request("BYE"), 200, "");
        assertEquals(487, a.status());
        a.ackFailure();
        b.request("ACK");
        border.time.pass(33_000);
        assertTrue(a.idle() && b.idle(), "nothing left over");
        assertOver();
    }

    @Test
    void shouldKeepTheCallWhoseRingingComesAfterItsAnswer() {
        SipRequest invite = invited();
        callee.hold();
        callee.answer(invite, 180, "");
        callee.answer(invite, 200, ANSWER);
        callee.arrive(0);
        callee.request("ACK");
        caller.ack(caller.response(200), "");
        assertStandsAndEnd();
    }

    /** Each side's request in the moment when the other's ACK is still under way. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldChangeTheSessionForTheCalleeBeforeTheCallerHasAcknowledged(boolean acked) {
        callee.answer(invited(), 200, ANSWER);
        callee.request("ACK");
        SipResponse ok = caller.response(200);
        caller.hold();
        caller.ack(ok, "");
        if (acked) {
            caller.arrive(-1);
        }
        callee.reinvite(RESUMED);
        assertEquals(100, callee.status());
        caller.arrive(-1);
        caller.answer(caller.request("INVITE"), 200, OFFER);
        caller.request("ACK");
        callee.ack(callee.response(200), "");
        assertStandsAndEnd();
    }

    /** The call's 2xx to a caller that has made no offer. */
    private SipResponse lateOffer() {
        caller.invite("");
        caller.response(100);
        callee.answer(callee.request("INVITE"), 200, ANSWER);
        return caller.response(200);
    }

    /** A re-INVITE that is on its way to the other side; the 2xx that it gets. */
    private static SipResponse modified(Peer a, Peer b) {
        assertEquals(100, a.status());
        b.answer(b.request("INVITE"), 200, ANSWER);
        b.request("ACK");
        return a.response(200);
    }

    private static int last(Peer peer) {
        return ((SipResponse) peer.last()).status();
    }
}

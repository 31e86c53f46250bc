package org.portcullis.core.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.border.CauseMap;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.topology.HeaderAction;
import org.portcullis.core.topology.HeaderRule;
import org.portcullis.core.topology.HeaderRules;
import org.portcullis.core.topology.Numbers;
import org.portcullis.core.transaction.Answers;

/** Single requests outside calls. */
class RelayTest {
    private static final String TEXT = "Content-Type: text/plain\n";

    private final RelayBorder border = new RelayBorder();
    private final Party alice = border.alice;
    private final Party pbx = border.pbx;
    private final Party second = border.second;

    @AfterEach
    void shouldHoldNothingInTheEnd() {
        border.assertNothingHeld();
    }

    @Test
    void shouldCarryAMessageAndItsAnswer() {
        alice.outside("MESSAGE", TEXT + "Expires: 60 (soon)\nUser-Agent: Secret\n", "hello");
        assertEquals(1, border.ticketsOut);
        SipRequest message = pbx.request("MESSAGE");
        assertEquals("sip:bob@10.0.0.11:5060", message.requestUri().text().toString());
        assertEquals("hello", message.body().toString());
        assertEquals("text/plain", message.contentType().orElseThrow().toString());
        assertEquals(69, message.maxForwards());
        assertEquals("60", value(message, HeaderName.EXPIRES));
        assertEquals("10.0.0.1:5060", hostPort(message));
        assertFalse(message.has(HeaderName.CONTACT), "RFC 3428 8");
        assertFalse(message.toString().contains("Secret"), message.toString());
        assertFalse(message.toString().contains("192.0.2."), message.toString());
        pbx.answer(message, 202, "Server: Secret\n");
        SipResponse accepted = alice.response(202);
        assertFalse(accepted.toString().contains("10.0.0."), accepted.toString());
        assertFalse(accepted.toString().contains("Secret"), accepted.toString());
        assertEquals(0, border.ticketsOut);
        assertEquals(
                1,
                border.count(
                        "portcullis_requests_relayed_total",
                        "method",
                        "MESSAGE",
                        "origin",
                        "outside"));
    }

    @Test
    void shouldCarryTheStateOfAPublication() {
        alice.outside(
                "PUBLISH",
                """
                Event: presence;id=7
                Expires: 600
                SIP-If-Match: etag1
                Content-Type: application/pidf+xml
                """,
                "<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='sip:bob@192.0.2.9'/>");
        SipRequest publish = pbx.request("PUBLISH");
        assertEquals("presence", value(publish, HeaderName.EVENT));
        assertEquals("600", value(publish, HeaderName.EXPIRES));
        assertEquals("etag1", value(publish, HeaderName.SIP_IF_MATCH));
        assertTrue(publish.body().toString().contains("sip:bob@10.0.0.1:5060"));
        pbx.answer(publish, 200, "SIP-ETag: etag2\nExpires: 300\n");
        SipResponse ok = alice.response(200);
        assertEquals("etag2", value(ok, HeaderName.SIP_ETAG));
        assertEquals("300", value(ok, HeaderName.EXPIRES));
    }

    @Test
    void shouldCarryAMethodItDoesNotKnow() {
        alice.outside("FEED", "", "");
        SipRequest feed = pbx.request("FEED");
        assertEquals("<sip:10.0.0.1:5060>", value(feed, HeaderName.CONTACT));
        pbx.answer(feed, 200);
        alice.response(200);
    }

    @Test
    void shouldCarryANotifyOfNoSubscription() {
        border.plan = List.of(List.of(alice));
        pbx.outside(
                "NOTIFY",
                """
                Event: message-summary
                Subscription-State: active
                Content-Type: application/simple-message-summary
                """,
                """
                Messages-Waiting: yes
                Message-Account: sip:bob@10.0.0.11
                """);
        SipRequest notify = alice.request("NOTIFY");
        assertEquals("active", value(notify, HeaderName.SUBSCRIPTION_STATE));
        assertEquals(
                "Messages-Waiting: yes\r\nMessage-Account: sip:bob@192.0.2.1:5060\r\n",
                notify.body().toString());
        alice.answer(notify, 489);
        pbx.response(489);
    }

    @ParameterizedTest
    @CsvSource({
        "404, 404",
        "403, 403",
        "481, 481",
        "412, 412",
        "503, 503",
        "603, 603",
        "401, 403",
        "407, 403",
        "302, 480"
    })
    void shouldShowWhyItWasRefused(int status, int shown) {
        alice.outside("MESSAGE", TEXT, "hello");
        pbx.answer(pbx.request("MESSAGE"), status, "Contact: <sip:secret@10.0.0.99>\n");
        SipResponse refusal = alice.response(shown);
        assertFalse(refusal.has(HeaderName.CONTACT));
        assertEquals(
                1,
                border.count(
                        "portcullis_requests_refused_total",
                        "method",
                        "MESSAGE",
                        "status",
                        Integer.toString(shown)));
    }

    @Test
    void shouldShowAFailureAsThePeerIsConfigured() {
        border.profile = profile(0, new CauseMap(Map.of(404, 410), Map.of()));
        alice.outside("MESSAGE", TEXT, "hello");
        pbx.answer(pbx.request("MESSAGE"), 404, "Retry-After: 9\n");
        assertFalse(alice.response(410).has(HeaderName.RETRY_AFTER));
    }

    @Test
    void shouldCarryWhatExplainsARefusal() {
        alice.outside("PUBLISH", "Event: x\n", "");
        pbx.answer(pbx.request("PUBLISH"), 489, "Allow-Events: presence, secret-pbx, dialog\n");
        assertEquals("presence, dialog", value(alice.response(489), HeaderName.ALLOW_EVENTS));
        alice.outside("PUBLISH", "Event: x\n", "");
        pbx.answer(pbx.request("PUBLISH"), 423, "Min-Expires: 60\n");
        assertEquals("60", value(alice.response(423), HeaderName.MIN_EXPIRES));
        alice.outside("MESSAGE", TEXT, "x");
        pbx.answer(pbx.request("MESSAGE"), 405, "Allow: INVITE, SECRET\n");
        assertEquals(Answers.ALLOWED.toString(), value(alice.response(405), HeaderName.ALLOW));
        alice.outside("MESSAGE", TEXT, "x");
        pbx.answer(pbx.request("MESSAGE"), 480, "Retry-After: 18;duration=9 (at 10.0.0.11)\n");
        assertEquals("18", value(alice.response(480), HeaderName.RETRY_AFTER));
    }

    @Test
    void shouldTryTheNextDestinationWhenOneFails() {
        border.plan = List.of(List.of(pbx), List.of(second));
        alice.outside("MESSAGE", TEXT, "hello");
        SipRequest first = pbx.request("MESSAGE");
        pbx.answer(first, 503);
        SipRequest next = second.request("MESSAGE");
        assertNotEquals(first.callId(), next.callId());
        assertNotEquals(first.from().tag(), next.from().tag());
        second.answer(next, 200);
        alice.response(200);
        assertEquals(List.of("silent pbx", "next 503", "answered second"), border.told);
    }

    @Test
    void shouldTryTheNextDestinationWhenOneIsSilent() {
        border.plan = List.of(List.of(pbx), List.of(second));
        alice.outside("MESSAGE", TEXT, "hello");
        SipRequest first = pbx.request("MESSAGE");
        border.time.pass(8_020);
        second.answer(second.request("MESSAGE"), 200);
        alice.response(100);
        alice.response(200);
        pbx.answer(first, 200);
        alice.assertIdle();
        assertEquals(List.of("silent pbx", "next 408", "answered second"), border.told);
        pbx.forget();
    }

    @Test
    void shouldWaitForTheOnlyDestination() {
        alice.outside("MESSAGE", TEXT, "hello");
        SipRequest message = pbx.request("MESSAGE");
        border.time.pass(20_000);
        alice.response(100);
        pbx.answer(message, 200);
        alice.response(200);
        pbx.forget();
    }

    @Test
    void shouldNotLeaveADestinationThatIsAtWork() {
        border.plan = List.of(List.of(pbx), List.of(second));
        alice.outside("MESSAGE", TEXT, "hello");
        SipRequest message = pbx.request("MESSAGE");
        pbx.answer(message, 100);
        border.time.pass(20_000);
        second.assertIdle();
        pbx.answer(message, 200);
        alice.response(100);
        alice.response(200);
        pbx.forget();
    }

    @Test
    void shouldSay100WhenTheSenderRepeatsSlowestAndNothingOnceItHasGivenUp() {
        alice.outside("MESSAGE", TEXT, "hello");
        border.time.pass(3_480);
        alice.assertIdle();
        border.time.pass(50);
        alice.response(100);
        border.time.pass(40_000);
        alice.assertIdle();
        assertEquals(0, border.ticketsOut);
        assertEquals(List.of("silent pbx", "next 408"), border.told);
    }

    @Test
    void shouldLetTheFirstOfAGroupWin() {
        border.plan = List.of(List.of(pbx, second));
        alice.outside("MESSAGE", TEXT, "hello");
        SipRequest one = pbx.request("MESSAGE");
        SipRequest two = second.request("MESSAGE");
        pbx.answer(one, 404);
        alice.assertIdle();
        second.answer(two, 200);
        alice.response(200);
    }

    @ParameterizedTest
    @CsvSource({
        "404, 486, 404",
        "486, 401, 403",
        "500, 404, 404",
        "404, 603, 603",
        "500, 302, 480"
    })
    void shouldShowTheBestFailureOfAGroup(int one, int two, int shown) {
        border.plan = List.of(List.of(pbx, second));
        alice.outside("MESSAGE", TEXT, "hello");
        pbx.answer(pbx.request("MESSAGE"), one);
        second.answer(second.request("MESSAGE"), two);
        alice.response(shown);
    }

    @Test
    void shouldIgnoreWhoeverAnswersSecond() {
        border.plan = List.of(List.of(pbx, second));
        alice.outside("MESSAGE", TEXT, "hello");
        SipRequest one = pbx.request("MESSAGE");
        SipRequest two = second.request("MESSAGE");
        pbx.answer(one, 200);
        second.answer(two, 200);
        alice.response(200);
        alice.assertIdle();
    }

    @Test
    void shouldFollowARedirectionToWhereItIsPermitted() {
        border.profile = profile(1, CauseMap.NONE);
        border.permitted = Optional.of(second);
        alice.outside("MESSAGE", TEXT, "hello");
        pbx.answer(pbx.request("MESSAGE"), 302, "Contact: <sip:carol@10.0.0.12>\n");
        SipRequest redirected = second.request("MESSAGE");
        assertEquals("sip:carol@10.0.0.12:5060", redirected.requestUri().text().toString());
        second.answer(redirected, 302, "Contact: <sip:dave@10.0.0.12>\n");
        alice.response(480);
    }

    @Test
    void shouldRefuseWhereNoDestinationIsUp() {
        border.plan = List.of();
        alice.outside("MESSAGE", TEXT, "hello");
        alice.response(503);
    }

    @Test
    void shouldRefuseAsTheRouteSays() {
        border.decision = Optional.of(new RouteDecision.Reject(404));
        alice.outside("MESSAGE", TEXT, "hello");
        alice.response(404);
    }

    @Test
    void shouldRefuseInTheWordsOfTheRoute() {
        border.decision = Optional.of(new RouteDecision.Reject(603, AsciiString.of("Not Today")));
        alice.outside("MESSAGE", TEXT, "hello");
        assertEquals("Not Today", alice.response(603).reason().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "SUBSCRIBE"})
    void shouldRedirectAsTheRouteSays(String method) {
        border.decision =
                Optional.of(
                        new RouteDecision.Redirect(
                                302,
                                List.of(
                                        AsciiString.of("sip:bob@192.0.2.9"),
                                        AsciiString.of("tel:+4930"))));
        alice.outside(method, "Event: presence\n", "");
        assertEquals(
                List.of(AsciiString.of("<sip:bob@192.0.2.9>"), AsciiString.of("<tel:+4930>")),
                alice.response(302).values(HeaderName.CONTACT));
        pbx.assertIdle();
    }

    /** Its answer bears the From and To that it came with (RFC 3261 8.2.6.2). */
    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "SUBSCRIBE"})
    void shouldSendWhatTheRouteHasMadeOfIt(String method) {
        border.rewriting =
                request ->
                        Numbers.replaced(request, AsciiString.of("+4930"), AsciiString.of("0409"));
        border.headers =
                new HeaderRules(
                        List.of(
                                new HeaderRule(
                                        HeaderRule.When.ALWAYS,
                                        List.of(
                                                new HeaderAction.Set(
                                                        HeaderName.of(AsciiString.of("X-Way")),
                                                        "low")))));
        SipRequest came = alice.outside(method, "Event: presence\n", "");
        SipRequest left = pbx.request(method);
        assertEquals("+4930", left.requestUri().user().toString());
        assertEquals("+4930", left.to().uri().user().toString());
        assertEquals("0409", left.from().uri().user().toString());
        assertEquals("low", value(left, HeaderName.of(AsciiString.of("X-Way"))));
        pbx.answer(left, 404);
        SipResponse response = alice.response(404);
        assertEquals(value(came, HeaderName.FROM), value(response, HeaderName.FROM));
        assertTrue(value(response, HeaderName.TO).startsWith(value(came, HeaderName.TO)));
    }

    @ParameterizedTest
    @CsvSource({
        "MESSAGE, Max-Forwards: 0, 483",
        "MESSAGE, Require: secret, 420",
        "PUBLISH, Subject: x, 489",
        "SUBSCRIBE, Event: ;, 489",
        "NOTIFY, Subject: x, 489",
        "REFER, Subject: x, 405",
        "BYE, Subject: x, 481",
        "INFO, Subject: x, 481",
        "UPDATE, Subject: x, 481",
        "NOTIFY, Event: keep-alive, 200"
    })
    void shouldAnswerByItself(String method, String header, int status) {
        alice.outside(method, header + '\n', "");
        SipResponse response = alice.response(status);
        assertEquals(status == 405, response.has(HeaderName.ALLOW));
        assertEquals(status == 489, response.has(HeaderName.ALLOW_EVENTS));
        assertEquals(status == 420, response.has(HeaderName.UNSUPPORTED));
        pbx.assertIdle();
    }

    @ParameterizedTest
    @CsvSource({
        "application/sdp, 415",
        "multipart/signed;boundary=x, 415",
        "application/pidf+xml, 400"
    })
    void shouldRefuseABodyThatCannotCross(String type, int status) {
        alice.outside("MESSAGE", "Content-Type: " + type + '\n', "x=y");
        assertEquals(status == 415, alice.response(status).has(HeaderName.ACCEPT));
    }

    @Test
    void shouldRefuseARequestThatComesTwiceByDifferentWays() {
        alice.outside("MESSAGE", TEXT, "");
        SipRequest message = pbx.request("MESSAGE");
        alice.again("MESSAGE", TEXT);
        alice.response(482);
        pbx.answer(message, 200);
        alice.response(200);
        pbx.assertIdle();
    }

    @Test
    void shouldAbsorbRetransmissions() {
        SipRequest message = alice.outside("MESSAGE", TEXT, "hello");
        alice.send(message);
        pbx.answer(pbx.request("MESSAGE"), 200);
        pbx.assertIdle();
        alice.response(200);
        alice.send(message);
        alice.response(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "SUBSCRIBE", "FEED"})
    void shouldRefuseNewRequestsWhileDraining(String method) {
        border.relays.drain(border.time.nowNanos());
        alice.outside(method, "Event: presence\n", "");
        assertTrue(alice.response(503).has(HeaderName.RETRY_AFTER));
        alice.outside("OPTIONS", "", "");
        alice.response(503);
    }

    @Test
    void shouldSayWhatItCan() {
        alice.outside("OPTIONS", "", "");
        SipResponse ok = alice.response(200);
        assertTrue(value(ok, HeaderName.ALLOW).contains("SUBSCRIBE"));
        assertTrue(value(ok, HeaderName.ALLOW_EVENTS).contains("presence"));
    }

    @Test
    void shouldAnswer500OnAnExceptionAndGoOn() {
        border.bug = true;
        border.expectedBugs = 1;
        alice.outside("MESSAGE", TEXT, "hello");
        alice.response(500);
        border.bug = false;
        alice.outside("MESSAGE", TEXT, "hello");
        pbx.answer(pbx.request("MESSAGE"), 200);
        alice.response(200);
    }

    private static PeerProfile profile(int redirections, CauseMap causes) {
        PeerProfile usual = PeerProfile.DEFAULT;
        return new PeerProfile(
                usual.headers(),
                usual.reliableProvisionals(),
                usual.sessionTimer(),
                usual.refer(),
                redirections,
                usual.ringNanos(),
                usual.lengthNanos(),
                usual.silenceNanos(),
                causes);
    }

    private static String hostPort(SipRequest request) {
        String from = request.from().uri().text().toString();
        return from.substring(from.indexOf('@') + 1);
    }

    private static String value(SipMessage message, HeaderName name) {
        return message.header(name).orElseThrow(() -> new AssertionError(message)).toString();
    }
}

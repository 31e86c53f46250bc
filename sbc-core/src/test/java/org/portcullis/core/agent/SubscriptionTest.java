package org.portcullis.core.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/** Subscriptions of a user outside to a PBX inside. */
class SubscriptionTest {
    private static final String PRESENCE = "Event: presence;id=5\nExpires: 600\n";
    private static final String ACTIVE =
            "Event: presence\nSubscription-State: active;expires=600\n";
    private static final String OVER =
            "Event: presence\nSubscription-State: terminated;reason=noresource;retry-after=9\n";

    private final RelayBorder border = new RelayBorder();
    private final Party alice = border.alice;
    private final Party pbx = border.pbx;
    private final Party second = border.second;

    @AfterEach
    void shouldHoldNothingInTheEnd() {
        border.assertNothingHeld();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"presence", "message-summary", "dialog", "reg", "x-unknown", "reg.winfo"})
    void shouldCarryASubscriptionFromItsBeginningToItsEnd(String event) {
        alice.outside(
                "SUBSCRIBE",
                "Event: " + event + ";id=5\nExpires: 600\nAccept: application/pidf+xml\n",
                "");
        SipRequest subscribe = pbx.request("SUBSCRIBE");
        assertEquals(event, value(subscribe, HeaderName.EVENT));
        assertEquals("600", value(subscribe, HeaderName.EXPIRES));
        assertEquals("application/pidf+xml", value(subscribe, HeaderName.ACCEPT));
        assertEquals("<sip:10.0.0.1:5060>", value(subscribe, HeaderName.CONTACT));
        pbx.join(subscribe, "pbx-tag");
        pbx.answer(subscribe, 202, "Expires: 300\n");
        SipResponse ok = alice.response(200);
        alice.joined(ok);
        assertEquals("300", value(ok, HeaderName.EXPIRES));
        assertEquals("<sip:192.0.2.1:5060>", value(ok, HeaderName.CONTACT));

        pbx.inside("NOTIFY", "Event: " + event + "\nSubscription-State: active;expires=299\n", "");
        SipRequest notify = alice.request("NOTIFY");
        assertEquals(event + ";id=5", value(notify, HeaderName.EVENT));
        assertEquals("active;expires=299", value(notify, HeaderName.SUBSCRIPTION_STATE));
        assertEquals(ok.to().tag(), notify.from().tag());
        assertEquals(ok.callId(), notify.callId());
        alice.answer(notify, 200);
        pbx.response(200);
        assertEquals(1, border.relays.live());
        assertEquals(1, border.ticketsOut);

        alice.inside("SUBSCRIBE", "Event: " + event + ";id=5\nExpires: 0\n", "");
        SipRequest unsubscribe = pbx.request("SUBSCRIBE");
        assertEquals("0", value(unsubscribe, HeaderName.EXPIRES));
        assertEquals(subscribe.callId(), unsubscribe.callId());
        pbx.answer(unsubscribe, 200, "Expires: 0\n");
        assertEquals("0", value(alice.response(200), HeaderName.EXPIRES));
        pbx.inside(
                "NOTIFY",
                "Event: " + event + "\nSubscription-State: terminated;reason=timeout\n",
                "");
        assertEquals(0, border.relays.live());
        assertEquals(0, border.ticketsOut);
        SipRequest last = alice.request("NOTIFY");
        assertEquals("terminated;reason=timeout", value(last, HeaderName.SUBSCRIPTION_STATE));
        alice.answer(last, 200);
        pbx.response(200);
        assertEquals(1, ended(RelayCounters.End.TERMINATED));
    }

    @Test
    void shouldCarryWhatIsNotifiedWithOurAddress() {
        establish();
        pbx.inside(
                "NOTIFY",
                ACTIVE + "Content-Type: application/pidf+xml\nServer: Secret\n",
                "<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='sip:bob@10.0.0.11'/>");
        SipRequest notify = alice.request("NOTIFY");
        assertTrue(
                notify.body().toString().contains("entity=\"sip:bob@192.0.2.1:5060\""),
                notify.toString());
        assertFalse(notify.toString().contains("10.0.0."), notify.toString());
        assertFalse(notify.toString().contains("Secret"), notify.toString());
        alice.answer(notify, 200, "Server: Secret\n");
        assertFalse(pbx.response(200).toString().contains("Secret"));
    }

    @Test
    void shouldRefuseAMalformedBodyAndKeepTheSubscription() {
        establish();
        pbx.inside("NOTIFY", ACTIVE + "Content-Type: application/pidf+xml\n", "<");
        pbx.response(400);
        alice.assertIdle();
        notified(ACTIVE);
        pbx.inside("NOTIFY", OVER + "Content-Type: application/pidf+xml\n", "<");
        assertFalse(alice.request("NOTIFY").hasBody(), "the end is told all the same");
    }

    @Test
    void shouldAcceptTheSubscriptionThatANotifyMakes() {
        alice.outside("SUBSCRIBE", PRESENCE, "");
        SipRequest subscribe = pbx.request("SUBSCRIBE");
        pbx.join(subscribe, "pbx-tag");
        pbx.inside("NOTIFY", "Event: presence\nSubscription-State: pending;expires=60\n", "");
        SipResponse ok = alice.response(200);
        alice.joined(ok);
        assertEquals("60", value(ok, HeaderName.EXPIRES));
        SipRequest notify = alice.request("NOTIFY");
        assertEquals("pending;expires=60", value(notify, HeaderName.SUBSCRIPTION_STATE));
        alice.answer(notify, 200);
        pbx.response(200);
        pbx.answer(subscribe, 200, "Expires: 600\n");
        alice.assertIdle();
        notified(ACTIVE);
        alice.inside("SUBSCRIBE", PRESENCE, "");
        SipRequest refresh = pbx.request("SUBSCRIBE");
        assertEquals("sip:pbx@10.0.0.11:5060", refresh.requestUri().text().toString());
        assertEquals(2, refresh.cseq().number());
        assertEquals("pbx-tag", refresh.to().tag().orElseThrow().toString());
        pbx.answer(refresh, 200);
        alice.response(200);
    }

    @Test
    void shouldKeepTheFirstOfSeveralDialogs() {
        alice.outside("SUBSCRIBE", PRESENCE, "");
        SipRequest subscribe = pbx.request("SUBSCRIBE");
        pbx.join(subscribe, "one");
        pbx.answer(subscribe, 200, "Expires: 600\n");
        alice.joined(alice.response(200));
        notified(ACTIVE);
        second.join(subscribe, "two");
        second.inside("NOTIFY", ACTIVE, "");
        second.response(481);
        alice.assertIdle();
        notified(ACTIVE);
    }

    @Test
    void shouldKeepTheFirstOfAGroup() {
        border.plan = List.of(List.of(pbx, second));
        alice.outside("SUBSCRIBE", PRESENCE, "");
        SipRequest one = pbx.request("SUBSCRIBE");
        SipRequest two = second.request("SUBSCRIBE");
        assertNotEquals(one.callId(), two.callId());
        pbx.join(one, "one");
        second.join(two, "two");
        second.inside("NOTIFY", ACTIVE, "");
        alice.joined(alice.response(200));
        alice.answer(alice.request("NOTIFY"), 200);
        second.response(200);
        pbx.answer(one, 200, "Expires: 600\n");
        pbx.inside("NOTIFY", ACTIVE, "");
        pbx.response(481);
        second.answer(two, 200);
        alice.assertIdle();
        assertEquals(1, border.relays.live());
    }

    @Test
    void shouldTryTheNextDestinationWhenOneFails() {
        border.plan = List.of(List.of(pbx), List.of(second));
        alice.outside("SUBSCRIBE", PRESENCE, "");
        pbx.answer(pbx.request("SUBSCRIBE"), 500);
        SipRequest subscribe = second.request("SUBSCRIBE");
        second.join(subscribe, "two");
        second.answer(subscribe, 200);
        assertEquals("600", value(alice.response(200), HeaderName.EXPIRES));
        second.inside("NOTIFY", ACTIVE, "");
        alice.answer(alice.request("NOTIFY"), 200);
        second.response(200);
    }

    @Test
    void shouldFetchTheStateOnce() {
        alice.outside("SUBSCRIBE", "Event: presence\nExpires: 0\n", "");
        SipRequest subscribe = pbx.request("SUBSCRIBE");
        pbx.join(subscribe, "pbx-tag");
        pbx.answer(subscribe, 200, "Expires: 0\n");
        assertEquals("0", value(alice.response(200), HeaderName.EXPIRES));
        pbx.inside("NOTIFY", OVER, "");
        SipRequest notify = alice.request("NOTIFY");
        assertEquals(
                "terminated;reason=noresource;retry-after=9",
                value(notify, HeaderName.SUBSCRIPTION_STATE));
        alice.answer(notify, 200);
        pbx.response(200);
        assertEquals(0, border.relays.live());
    }

    @ParameterizedTest
    @CsvSource({"403, 403", "404, 404", "489, 489", "401, 403", "302, 480", "603, 603"})
    void shouldShowWhyItWasRefused(int status, int shown) {
        alice.outside("SUBSCRIBE", PRESENCE, "");
        pbx.answer(pbx.request("SUBSCRIBE"), status, "Allow-Events: dialog\n");
        SipResponse refusal = alice.response(shown);
        assertEquals(status == shown, refusal.has(HeaderName.ALLOW_EVENTS));
        assertEquals(0, border.relays.live());
        assertEquals(0, border.ticketsOut);
        assertEquals(1, ended(RelayCounters.End.REFUSED));
    }

    @Test
    void shouldRefreshAndBeRefusedTooShortAnInterval() {
        establish();
        border.time.pass(500_000);
        alice.inside("SUBSCRIBE", PRESENCE, "");
        SipRequest refresh = pbx.request("SUBSCRIBE");
        assertEquals("presence", value(refresh, HeaderName.EVENT));
        pbx.answer(refresh, 423, "Min-Expires: 900\n");
        assertEquals("900", value(alice.response(423), HeaderName.MIN_EXPIRES));
        alice.inside("SUBSCRIBE", "Event: presence;id=5\nExpires: 900\n", "");
        pbx.answer(pbx.request("SUBSCRIBE"), 200, "Expires: 900\n");
        alice.response(200);
        notified(ACTIVE);
        border.time.pass(600_000);
        assertEquals(1, border.relays.live());
    }

    @Test
    void shouldEndWhenItIsNotRefreshedAndTheNotifierKeepsSilent() {
        establish();
        border.time.pass(600_000);
        assertEquals(1, border.relays.live());
        alice.assertIdle();
        border.time.pass(32_100);
        assertEquals(0, border.relays.live());
        SipRequest notify = alice.request("NOTIFY");
        assertEquals("terminated;reason=timeout", value(notify, HeaderName.SUBSCRIPTION_STATE));
        assertEquals("presence;id=5", value(notify, HeaderName.EVENT));
        alice.answer(notify, 200);
        assertEquals(1, ended(RelayCounters.End.EXPIRED));
        pbx.inside("NOTIFY", ACTIVE, "");
        pbx.response(481);
    }

    @Test
    void shouldEndWhenNoNotifyFollows() {
        alice.outside("SUBSCRIBE", PRESENCE, "");
        SipRequest subscribe = pbx.request("SUBSCRIBE");
        pbx.join(subscribe, "pbx-tag");
        pbx.answer(subscribe, 200, "Expires: 600\n");
        alice.joined(alice.response(200));
        border.time.pass(32_100);
        assertEquals(0, border.relays.live());
        assertEquals(1, ended(RelayCounters.End.UNNOTIFIED));
        alice.answer(alice.request("NOTIFY"), 200);
        alice.inside("SUBSCRIBE", PRESENCE, "");
        alice.response(481);
    }

    @Test
    void shouldTakeTheNotifiersWordForHowLongItLasts() {
        establish();
        notified("Event: presence\nSubscription-State: active;expires=60\n");
        border.time.pass(92_100);
        assertEquals(0, border.relays.live());
        alice.forget();
    }

    @Test
    void shouldForgetWhenNobodyAnswersTheSubscribe() {
        alice.outside("SUBSCRIBE", PRESENCE, "");
        border.time.pass(33_000);
        alice.response(100);
        alice.assertIdle();
        assertEquals(0, border.relays.live());
        pbx.forget();
    }

    @ParameterizedTest
    @ValueSource(ints = {481, 404, 489})
    void shouldEndWhenTheSubscriberKnowsItNoMore(int status) {
        establish();
        pbx.inside("NOTIFY", ACTIVE, "");
        alice.answer(alice.request("NOTIFY"), status);
        pbx.response(status);
        assertEquals(0, border.relays.live());
        assertEquals(1, ended(RelayCounters.End.LOST));
        pbx.inside("NOTIFY", ACTIVE, "");
        pbx.response(481);
    }

    @Test
    void shouldGoOnWhenTheSubscriberFailsForAWhile() {
        establish();
        pbx.inside("NOTIFY", ACTIVE, "");
        alice.answer(alice.request("NOTIFY"), 503, "Retry-After: 5\n");
        assertEquals("5", value(pbx.response(503), HeaderName.RETRY_AFTER));
        notified(ACTIVE);
    }

    @Test
    void shouldEndWhenTheSubscriberDoesNotAnswer() {
        establish();
        pbx.inside("NOTIFY", ACTIVE, "");
        border.time.pass(33_000);
        assertEquals(0, border.relays.live());
        pbx.response(100);
        pbx.assertIdle();
        alice.forget();
    }

    @Test
    void shouldEndWhenTheNotifierKnowsItNoMore() {
        establish();
        alice.inside("SUBSCRIBE", PRESENCE, "");
        pbx.answer(pbx.request("SUBSCRIBE"), 481);
        alice.response(481);
        assertEquals(0, border.relays.live());
    }

    @Test
    void shouldKeepItWhenARefreshIsNotAnswered() {
        establish();
        alice.inside("SUBSCRIBE", PRESENCE, "");
        border.time.pass(33_000);
        alice.response(100);
        alice.assertIdle();
        pbx.forget();
        assertEquals(1, border.relays.live());
        notified(ACTIVE);
    }

    @Test
    void shouldAnswerBothWhenTheEndCrossesARefresh() {
        establish();
        alice.inside("SUBSCRIBE", PRESENCE, "");
        SipRequest refresh = pbx.request("SUBSCRIBE");
        pbx.inside("NOTIFY", OVER, "");
        alice.answer(alice.request("NOTIFY"), 200);
        pbx.response(200);
        pbx.answer(refresh, 481);
        alice.response(481);
        assertEquals(0, border.relays.live());
    }

    @Test
    void shouldRefuseWhatTheDialogsAreNotFor() {
        establish();
        alice.inside("SUBSCRIBE", "Event: presence;id=6\n", "");
        alice.response(489);
        alice.inside("SUBSCRIBE", "Event: dialog;id=5\n", "");
        alice.response(489);
        alice.inside("MESSAGE", "", "");
        alice.response(405);
        alice.inside("OPTIONS", "", "");
        alice.response(200);
        pbx.inside("NOTIFY", "Event: dialog\nSubscription-State: active\n", "");
        pbx.response(489);
        pbx.inside("SUBSCRIBE", PRESENCE, "");
        pbx.response(405);
        alice.inside("SUBSCRIBE", PRESENCE + "Content-Type: application/sdp\n", "v=0");
        alice.response(415);
        assertEquals(1, border.relays.live());
    }

    @Test
    void shouldRefuseRequestsOutOfOrder() {
        establish();
        pbx.again("NOTIFY", ACTIVE);
        assertTrue(pbx.response(500).has(HeaderName.RETRY_AFTER));
        alice.again("SUBSCRIBE", PRESENCE);
        alice.response(500);
    }

    @Test
    void shouldRefuseADialogOfSomebodyElse() {
        second.join(establish(), "stranger");
        second.inside("NOTIFY", ACTIVE, "");
        second.response(481);
    }

    @Test
    void shouldBoundSubscriptions() {
        establish();
        establish();
        alice.outside("SUBSCRIBE", PRESENCE, "");
        assertTrue(alice.response(503).has(HeaderName.RETRY_AFTER));
        pbx.assertIdle();
        assertEquals(2, border.relays.live());
        border.relays.limit(1);
        assertEquals(2, border.relays.live(), "what stands stays");
        border.relays.limit(3);
        establish();
        assertEquals(3, border.relays.live());
    }

    @Test
    void shouldEndBothSidesWhenDraining() {
        establish();
        border.relays.drain(border.time.nowNanos());
        SipRequest notify = alice.request("NOTIFY");
        assertEquals("terminated;reason=deactivated", value(notify, HeaderName.SUBSCRIPTION_STATE));
        SipRequest unsubscribe = pbx.request("SUBSCRIBE");
        assertEquals("0", value(unsubscribe, HeaderName.EXPIRES));
        assertEquals(0, border.relays.live());
        assertTrue(border.dialogs.isEmpty());
    }

    @Test
    void shouldRefuseWhatIsNotAcceptedYetWhenDraining() {
        alice.outside("SUBSCRIBE", PRESENCE, "");
        SipRequest subscribe = pbx.request("SUBSCRIBE");
        border.relays.drain(border.time.nowNanos());
        alice.response(503);
        pbx.join(subscribe, "pbx-tag");
        pbx.answer(subscribe, 200);
        pbx.inside("NOTIFY", ACTIVE, "");
        pbx.response(481);
    }

    @Test
    void shouldReachASubscriberByItsConnectionUntilItBreaks() {
        RelayBorder tcp = new RelayBorder("tcp");
        tcp.alice.outside("SUBSCRIBE", PRESENCE, "");
        SipRequest subscribe = tcp.pbx.request("SUBSCRIBE");
        tcp.pbx.join(subscribe, "pbx-tag");
        tcp.pbx.answer(subscribe, 200);
        tcp.alice.joined(tcp.alice.response(200));
        tcp.pbx.inside("NOTIFY", ACTIVE, "");
        tcp.alice.request("NOTIFY");
        tcp.alice.flow.fail();
        tcp.pbx.response(503);
        assertEquals(1, tcp.relays.live());
        tcp.pbx.inside("NOTIFY", ACTIVE, "");
        tcp.alice.answer(tcp.alice.request("NOTIFY"), 200);
        tcp.pbx.response(200);
        tcp.assertNothingHeld();
    }

    @Test
    void shouldAnswer500OnAnExceptionAndEndThatSubscription() {
        establish();
        pbx.inside("NOTIFY", ACTIVE, "");
        SipRequest notify = alice.request("NOTIFY");
        border.bug = true;
        border.expectedBugs = 1;
        alice.answer(notify, 200);
        border.bug = false;
        pbx.response(500);
        assertEquals(0, border.relays.live());
        assertEquals(1, ended(RelayCounters.End.ERROR));
    }

    @Test
    void shouldEndEverySubscriptionThoughOneThrows() {
        establish();
        establish();
        border.bug = true;
        border.expectedBugs = 2;
        border.relays.drain(border.time.nowNanos());
        border.bug = false;
        assertEquals(0, border.relays.live());
    }

    /** A subscription that stands, with its first NOTIFY answered. */
    private SipRequest establish() {
        alice.outside("SUBSCRIBE", PRESENCE, "");
        SipRequest subscribe = pbx.request("SUBSCRIBE");
        pbx.join(subscribe, "pbx-tag");
        pbx.answer(subscribe, 200, "Expires: 600\n");
        alice.joined(alice.response(200));
        notified(ACTIVE);
        return subscribe;
    }

    /** A NOTIFY that comes through. */
    private void notified(String headers) {
        pbx.inside("NOTIFY", headers, "");
        alice.answer(alice.request("NOTIFY"), 200);
        pbx.response(200);
    }

    private long ended(RelayCounters.End how) {
        return border.count(
                "portcullis_subscriptions_ended_total", "how", how.name().toLowerCase(Locale.ROOT));
    }

    private static String value(SipMessage message, HeaderName name) {
        return message.header(name).orElseThrow(() -> new AssertionError(message)).toString();
    }
}

package org.portcullis.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Authentication;
import org.portcullis.core.border.Credentials;
import org.portcullis.core.border.Origin;
import org.portcullis.core.codec.LoopMark;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Identifiers;

/** Callees that ask who calls, and callers that are asked. */
class ChallengeTest extends CallScenario {
    private static final String PROXY = "Proxy-Authenticate: ours\n";
    private static final String SERVER = "WWW-Authenticate: ours\n";

    private @Nullable SipRequest incoming;
    private int answers;
    private int accepted;

    /** Answers challenges that are ours, twice at the most, with a number that goes up. */
    private final class Numbered implements Credentials.Exchange {
        private final List<HeaderName> shown = new ArrayList<>();

        @Override
        public List<Credentials.Line> first(SipRequest request) {
            return List.of();
        }

        @Override
        public List<Credentials.Line> again(SipRequest request, SipResponse challenge) {
            boolean proxy = challenge.has(HeaderName.PROXY_AUTHENTICATE);
            HeaderName asked = proxy ? HeaderName.PROXY_AUTHENTICATE : HeaderName.WWW_AUTHENTICATE;
            HeaderName answer = proxy ? HeaderName.PROXY_AUTHORIZATION : HeaderName.AUTHORIZATION;
            boolean ours = challenge.header(asked).filter(v -> v.contentEquals("ours")).isPresent();
            if (!ours || shown.contains(answer)) {
                return List.of();
            }
            shown.add(answer);
            answers++;
            return shown.stream()
                    .map(name -> new Credentials.Line(name, AsciiString.of("box " + answers)))
                    .toList();
        }

        @Override
        public void accepted(SipResponse success) {
            accepted++;
        }
    }

    @BeforeEach
    void weHaveAnAccountWithTheCallees() {
        border.layer.credentials(
                peer ->
                        peer.equals(new Origin.Dispatcher("pbx"))
                                ? Optional.of(Numbered::new)
                                : Optional.empty());
    }

    private SipRequest challenged(int status, String header) {
        incoming = caller.invite("v=caller");
        caller.status();
        SipRequest first = callee.request("INVITE");
        callee.answer(first, status, "", header);
        SipRequest ack = callee.request("ACK");
        assertEquals(first.topVia().branch(), ack.topVia().branch());
        assertFalse(ack.has(HeaderName.AUTHORIZATION));
        return callee.request("INVITE");
    }

    private static String shown(SipRequest request) {
        return request.header(HeaderName.AUTHORIZATION).map(AsciiString::toString).orElse("-")
                + "/"
                + request.header(HeaderName.PROXY_AUTHORIZATION)
                        .map(AsciiString::toString)
                        .orElse("-");
    }

    @ParameterizedTest
    @CsvSource({"401, WWW-Authenticate, box 1/-", "407, Proxy-Authenticate, -/box 1"})
    void shouldCallOnceMoreWithCredentials(int status, String header, String expected) {
        SipRequest called = caller.invite("v=caller");
        caller.status();
        SipRequest first = callee.request("INVITE");
        assertEquals("-/-", shown(first));
        callee.answer(first, status, "", header + ": ours\n");
        callee.request("ACK");
        SipRequest second = callee.request("INVITE");
        assertEquals(expected, shown(second));
        assertEquals(first.callId(), second.callId());
        assertEquals(first.from().tag(), second.from().tag());
        assertEquals(Optional.empty(), second.to().tag());
        assertEquals(first.cseq().number() + 1, second.cseq().number());
        assertNotEquals(first.topVia().branch(), second.topVia().branch());
        assertEquals(first.body(), second.body());
        assertEquals(first.contentType(), second.contentType());
        assertEquals(1, second.values(HeaderName.VIA).size());
        int mark = LoopMark.of("outside", called);
        assertTrue(Identifiers.carries(second.topVia().branch(), mark), "a loop would be seen");
        assertTrue(caller.idle(), "the caller notices nothing");
        callee.answer(second, 200, "v=callee");
        SipRequest ack = callee.request("ACK");
        assertEquals(second.cseq().number(), ack.cseq().number());
        assertEquals(expected, shown(ack), "RFC 3261 13.2.2.4");
        callee.answer(second, 200, "v=callee");
        assertEquals(expected, shown(callee.request("ACK")));
        caller.ack(caller.response(200), "");
        assertTrue(accepted > 0);
    }

    @Test
    void shouldAnswerAProxyAndThenTheServerBehindIt() {
        SipRequest second = challenged(407, PROXY);
        callee.answer(second, 401, "", SERVER);
        callee.request("ACK");
        SipRequest third = callee.request("INVITE");
        assertEquals("box 2/box 2", shown(third));
        assertEquals(3, third.cseq().number());
        callee.answer(third, 401, "", SERVER);
        callee.request("ACK");
        caller.response(403);
        assertTrue(callee.idle());
        caller.ackFailure();
    }

    @ParameterizedTest
    @CsvSource({
        "401, WWW-Authenticate: theirs",
        "407, Proxy-Authenticate: theirs",
        "401, Subject: no challenge",
    })
    void shouldShowTheCallerARefusalWhereItHasNoAnswer(int status, String header) {
        caller.invite("v=caller");
        caller.status();
        callee.answer(callee.request("INVITE"), status, "", header + '\n');
        callee.request("ACK");
        SipResponse refused = caller.response(403);
        assertFalse(refused.has(HeaderName.WWW_AUTHENTICATE));
        assertFalse(refused.has(HeaderName.PROXY_AUTHENTICATE));
        assertTrue(callee.idle());
        caller.ackFailure();
    }

    @Test
    void shouldAnswerAChallengeThatComesTwiceOnce() {
        caller.invite("v=caller");
        caller.status();
        SipRequest first = callee.request("INVITE");
        callee.answer(first, 401, "", SERVER);
        callee.request("ACK");
        SipRequest second = callee.request("INVITE");
        callee.answer(first, 401, "", SERVER);
        callee.request("ACK");
        assertTrue(callee.idle());
        callee.answer(second, 486, "");
        callee.request("ACK");
        caller.response(486);
        caller.ackFailure();
    }

    @Test
    void shouldCancelWhatItHasSentLast() {
        SipRequest second = challenged(401, SERVER);
        callee.answer(second, 180, "");
        caller.response(180);
        caller.cancel(Objects.requireNonNull(incoming));
        caller.response(200);
        caller.response(487);
        caller.ackFailure();
        SipRequest cancel = callee.request("CANCEL");
        assertEquals(second.topVia().branch(), cancel.topVia().branch());
        assertEquals(second.cseq().number(), cancel.cseq().number());
        callee.answer(cancel, 200, "");
        callee.answer(second, 487, "");
        callee.request("ACK");
    }

    @Test
    void shouldCancelAnInviteThatIsBeingRepeated() {
        SipRequest second = challenged(401, SERVER);
        caller.cancel(Objects.requireNonNull(incoming));
        caller.response(200);
        caller.response(487);
        caller.ackFailure();
        assertTrue(callee.idle(), "not before a provisional response");
        callee.answer(second, 100, "");
        SipRequest cancel = callee.request("CANCEL");
        assertEquals(second.topVia().branch(), cancel.topVia().branch());
        callee.answer(cancel, 200, "");
        callee.answer(second, 487, "");
        callee.request("ACK");
    }

    @Test
    void shouldNotCallOnceMoreAfterTheCallerHasGivenUp() {
        SipRequest called = caller.invite("v=caller");
        caller.status();
        SipRequest first = callee.request("INVITE");
        callee.answer(first, 100, "");
        caller.cancel(called);
        caller.response(200);
        caller.response(487);
        caller.ackFailure();
        callee.answer(callee.request("CANCEL"), 200, "");
        callee.answer(first, 401, "", SERVER);
        callee.request("ACK");
        assertTrue(callee.idle());
        assertEquals(0, answers);
    }

    @Test
    void shouldCountTheCallAsUnreachableWhenNothingAnswersTheSecondTime() {
        border.destinations = 1;
        SipRequest second = challenged(401, SERVER);
        assertEquals(2, second.cseq().number());
        border.time.pass(33_000);
        assertEquals(408, ((SipResponse) caller.flow.take()).status());
        caller.ackFailure();
        assertTrue(callee.last() instanceof SipRequest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INFO", "MESSAGE", "NOTIFY", "SUBSCRIBE", "NEWMETHOD"})
    void shouldSendARequestInTheCallOnceMore(String method) {
        border.establish();
        caller.inside(method, "Event: x\n", "");
        SipRequest first = callee.request(method);
        callee.answer(first, 401, "", SERVER);
        SipRequest second = callee.request(method);
        assertEquals("box 1/-", shown(second));
        assertEquals(first.cseq().number() + 1, second.cseq().number());
        assertEquals(first.to().tag(), second.to().tag());
        callee.answer(second, 200, "");
        caller.response(200);
        caller.bye();
        SipRequest bye = callee.request("BYE");
        assertEquals(second.cseq().number() + 1, bye.cseq().number());
        callee.answer(bye, 407, "", PROXY);
        caller.response(200);
        SipRequest again = callee.request("BYE");
        assertEquals("-/box 2", shown(again));
        assertEquals(bye.cseq().number() + 1, again.cseq().number());
        callee.answer(again, 200, "");
        assertEquals(0, border.manager.live());
    }

    /** The number must be above all that were used meanwhile (RFC 3261 12.2.1.1). */
    @Test
    void shouldNumberARepetitionAfterWhatWasSentMeanwhile() {
        border.establish();
        caller.inside("INFO", "", "");
        SipRequest info = callee.request("INFO");
        caller.inside("MESSAGE", "", "");
        SipRequest message = callee.request("MESSAGE");
        callee.answer(info, 401, "", SERVER);
        SipRequest again = callee.request("INFO");
        assertEquals(message.cseq().number() + 1, again.cseq().number());
        callee.answer(again, 200, "");
        caller.response(200);
        callee.answer(message, 200, "");
        caller.response(200);
    }

    @Test
    void shouldAskForANewSessionOnceMore() {
        border.establish();
        caller.reinvite("v=hold");
        caller.response(100);
        SipRequest first = callee.request("INVITE");
        callee.answer(first, 401, "", SERVER);
        callee.request("ACK");
        SipRequest second = callee.request("INVITE");
        assertEquals("box 1/-", shown(second));
        assertTrue(second.body().toString().contains("v=hold"));
        callee.answer(second, 200, "v=held");
        SipRequest ack = callee.request("ACK");
        assertEquals("box 1/-", shown(ack));
        assertEquals(second.cseq().number(), ack.cseq().number());
        caller.ack(caller.response(200), "");
    }

    @Test
    void shouldAcknowledgeReliablyOnceMore() {
        caller.invite("v=caller", "Supported: 100rel");
        caller.status();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 183, "v=early", "Require: 100rel\nRSeq: 7\n");
        SipRequest prack = callee.request("PRACK");
        callee.answer(prack, 407, "", PROXY);
        SipRequest again = callee.request("PRACK");
        assertEquals("-/box 1", shown(again));
        assertEquals(prack.header(HeaderName.RACK), again.header(HeaderName.RACK));
        callee.answer(again, 200, "");
        callee.answer(invite, 486, "");
        callee.request("ACK");
        caller.last();
        caller.ackFailure();
    }

    @Test
    void shouldNeverCarryCredentialsOver() {
        caller.invite(
                "v=caller",
                "Authorization: Digest username=\"callers\", realm=\"r\", nonce=\"n\","
                        + " uri=\"sip:a\", response=\"x\"\n"
                        + "Proxy-Authorization: Digest username=\"callers\", realm=\"r\","
                        + " nonce=\"n\", uri=\"sip:a\", response=\"x\"");
        caller.status();
        SipRequest first = callee.request("INVITE");
        assertEquals("-/-", shown(first));
        callee.answer(first, 401, "", SERVER);
        callee.request("ACK");
        SipRequest second = callee.request("INVITE");
        assertFalse(second.toString().contains("callers"));
        callee.answer(second, 200, "v=callee", "Authentication-Info: nextnonce=\"n\"\n");
        assertFalse(callee.request("ACK").toString().contains("callers"));
        SipResponse ok = caller.response(200);
        assertFalse(ok.has(HeaderName.AUTHENTICATION_INFO));
        caller.ack(ok, "");
    }

    @Test
    void shouldAskAStrangerAndRememberNothing() {
        border.callerKnown = false;
        border.proof =
                new Authentication.Challenged(
                        List.of(AsciiString.of("Digest one"), AsciiString.of("Digest two")));
        SipRequest invite = caller.invite("v=caller");
        SipResponse response = caller.response(401);
        assertEquals(
                List.of("Digest one", "Digest two"),
                response.values(HeaderName.WWW_AUTHENTICATE).stream()
                        .map(AsciiString::toString)
                        .toList());
        assertEquals(0, border.layer.size());
        assertEquals(0, border.ticketsOut);
        caller.send(invite);
        assertEquals(response.to().tag(), caller.response(401).to().tag(), "RFC 3261 8.2.7");
        caller.ackFailure();
        assertTrue(caller.idle());
        assertTrue(callee.idle());
    }

    @Test
    void shouldLetAUserInThatHasProvenWhoItIs() {
        border.callerKnown = false;
        border.proof = new Authentication.Proven("alice");
        border.establish();
        assertEquals("user", border.manager.views(1).getFirst().caller().peer());
        border.proof = new Authentication.Challenged(List.of());
        caller.bye();
        caller.response(200);
        callee.answer(callee.request("BYE"), 200, "");
    }

    @Test
    void shouldNotAnswerAStrangerThatIsNotToKnowOfUs() {
        border.callerKnown = false;
        border.proof = new Authentication.Silence();
        caller.invite("v=caller");
        assertTrue(caller.idle());
        border.proof = new Authentication.Unasked();
        border.verdict = new Admission.Refused(403, 0);
        caller.invite("v=caller");
        caller.response(100);
        caller.response(403);
        caller.ackFailure();
    }

    @Test
    void shouldNotAskThoseItKnows() {
        border.proof = new Authentication.Challenged(List.of(AsciiString.of("Digest x")));
        border.establish();
    }
}

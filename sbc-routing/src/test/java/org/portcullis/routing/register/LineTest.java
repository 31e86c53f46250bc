package org.portcullis.routing.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.agent.RegisterClient.Listener;
import org.portcullis.core.agent.RegisterClient.Register;
import org.portcullis.core.agent.RegisterClient.Reply;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.runtime.Bugs;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.TimerWheel;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;
import org.portcullis.core.transport.Trust;
import org.portcullis.routing.Peers;
import org.portcullis.routing.resolve.NextHop;
import org.portcullis.routing.resolve.Way;

class LineTest {
    private static final Realm REALM =
            new Realm("outside", List.of(ListenPoint.parse("udp:10.0.0.1:5060")), Trust.UNTRUSTED);
    private static final long SECOND = 1_000_000_000;

    private final Counters counters = new Counters();
    private final Carrier carrier = new Carrier();
    private final TimerWheel timers = new TimerWheel(0, new Bugs(counters));
    private final Line line =
            new Line(
                    new LineSettings(
                            new Origin.Trunk("carrier"),
                            REALM,
                            NextHop.parseNamed("sip:carrier.test"),
                            (SipUri)
                                    Uri.parse(new AsciiString("sip:100@carrier.test"))
                                            .orElseThrow(),
                            "100",
                            Duration.ofHours(1),
                            Duration.ofSeconds(4),
                            Duration.ofSeconds(64)),
                    new Line.Identity(
                            new AsciiString("token"),
                            new AsciiString("id"),
                            new AsciiString("tag")),
                    carrier,
                    timers,
                    new SplittableRandom(3),
                    new LineCounters("carrier", counters));
    private long nowNanos;

    @BeforeEach
    void start() {
        carrier.serve("10.0.1.1", "10.0.1.2");
        line.start(0, 0);
        after(0.1);
    }

    @Test
    void shouldRefreshBeforeItRunsOut() {
        carrier.reply(registered(600));
        assertTrue(line.registered());
        after(400);
        assertEquals(1, carrier.sent.size());

        untilAsked();
        assertTrue(nowNanos < 481 * SECOND, () -> "at " + nowNanos / SECOND);

        assertEquals(2, carrier.sent.size());
        Register refresh = carrier.last();
        assertEquals("id", refresh.callId().toString());
        assertEquals(List.of(1L, 2L), carrier.numbers);
        assertEquals(3600, refresh.expiresSeconds());
    }

    @Test
    void shouldAskForAsLongAsTheRegistrarWantsAtLeast() {
        carrier.reply(new Reply(423, true, -1, 7200, -1, List.of()));
        assertEquals(7200, carrier.last().expiresSeconds());
        carrier.reply(registered(7200));

        assertTrue(line.registered());
    }

    @Test
    void shouldNotAskAgainWhereTheMinimumMakesNoSense() {
        carrier.reply(new Reply(423, true, -1, 60, -1, List.of()));
        assertEquals(1, carrier.sent.size());
        assertFalse(line.registered());

        after(5);
        assertEquals(2, carrier.sent.size(), "it tries again later");
    }

    @Test
    void shouldTryEveryAddress() {
        carrier.reply(Reply.silence(503));
        assertEquals("10.0.1.2", carrier.lastHost());
        carrier.reply(registered(600));

        assertTrue(line.registered());
        assertEquals(List.of("silent 10.0.1.1", "answered 10.0.1.2"), carrier.health);
    }

    @Test
    void shouldLeaveASilentAddressForTheNext() {
        after(9);

        assertEquals("10.0.1.2", carrier.lastHost());
        assertEquals(1, carrier.takenBack);
    }

    @Test
    void shouldStayWithTheAddressThatItIsRegisteredAt() {
        carrier.reply(Reply.silence(503));
        carrier.reply(registered(600));
        untilAsked();

        assertEquals("10.0.1.2", carrier.lastHost());
    }

    @Test
    void shouldFollowTheNameElsewhere() {
        carrier.reply(registered(600));
        carrier.serve("10.0.1.9");
        untilAsked();

        assertEquals("10.0.1.9", carrier.lastHost());
        carrier.reply(registered(600));
        assertTrue(line.registered());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 407, 480, 500, 503, 600, 603})
    void shouldNeverGiveUp(int status) {
        carrier.serve("10.0.1.1");
        after(0);
        for (int i = 0; i < 50; i++) {
            carrier.reply(new Reply(status, true, -1, -1, -1, List.of()));
            after(65);
        }
        assertFalse(line.registered());
        assertTrue(carrier.sent.size() >= 50, () -> carrier.sent.size() + " attempts");

        carrier.reply(registered(600));

        assertTrue(line.registered());
        assertEquals(0, line.view(nowNanos).failures());
    }

    @Test
    void shouldWaitLongerAfterEachFailureUpToTheMost() {
        carrier.serve("10.0.1.1");
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            carrier.reply(new Reply(403, true, -1, -1, -1, List.of()));
            int before = carrier.sent.size();
            long since = nowNanos;
            while (carrier.sent.size() == before) {
                after(0.1);
            }
            waits.add((nowNanos - since) / SECOND);
        }
        for (int i = 0; i < waits.size(); i++) {
            long most = Math.min(64, 4L << i);
            assertTrue(waits.get(i) >= most / 2 - 1 && waits.get(i) <= most + 1, waits::toString);
        }
    }

    @Test
    void shouldWaitForAsLongAsTheRegistrarSays() {
        carrier.serve("10.0.1.1");
        carrier.reply(new Reply(503, true, -1, -1, 300, List.of()));
        carrier.reply(new Reply(503, true, -1, -1, 300, List.of()));
        after(299);
        assertEquals(2, carrier.sent.size());

        after(10);

        assertEquals(3, carrier.sent.size());
    }

    @Test
    void shouldNotWaitForAYear() {
        carrier.serve();
        carrier.reply(new Reply(503, true, -1, -1, 31_536_000, List.of()));
        carrier.reply(new Reply(503, true, -1, -1, 31_536_000, List.of()));
        carrier.serve("10.0.1.1");
        int before = carrier.sent.size();

        after(3_700);

        assertEquals(before + 1, carrier.sent.size());
    }

    @Test
    void shouldFollowRedirections() {
        carrier.reply(redirection("sip:10.0.2.2:5070"));

        assertEquals("10.0.2.2", carrier.lastHost());
        assertEquals("sip:10.0.2.2:5070", carrier.last().registrar().toString());
        carrier.reply(registered(600));
        assertTrue(line.registered());
    }

    @Test
    void shouldFollowNoMoreThanSomeRedirectionsAndNoneThatCannotBeReached() {
        for (int i = 0; i < 10; i++) {
            carrier.replyIfAsked(
                    redirection("tel:110", "sip:10.0.2.2;transport=tls", "sip:10.0.2.2"));
        }
        assertEquals(6, carrier.sent.size());
        assertFalse(line.registered());
    }

    @Test
    void shouldStandUntilItRunsOutWhereTheRegistrarIsGone() {
        carrier.reply(registered(600));
        carrier.serve("10.0.1.1");
        untilAsked();
        carrier.reply(Reply.silence(503));
        assertTrue(line.registered());

        for (int i = 0; i < 60; i++) {
            after(5);
            carrier.replyIfAsked(Reply.silence(408));
        }

        assertFalse(line.registered());
        assertEquals(1, Peers.value(counters, "portcullis_line_lost_total", "peer", "carrier"));
        after(65);
        carrier.reply(registered(600));
        assertTrue(line.registered());
    }

    @Test
    void shouldKnowThatItIsLostWhereTheRegistrarRefuses() {
        carrier.reply(registered(600));
        untilAsked();
        carrier.reply(new Reply(403, true, -1, -1, -1, List.of()));

        LineView view = line.view(nowNanos);
        assertEquals(LineView.State.UNREGISTERED, view.state());
        assertEquals(403, view.status());
        assertEquals("403 refused", view.lastError());
        assertEquals(Optional.of("udp:10.0.1.1:5060"), view.registrar());
    }

    @Test
    void shouldDoubtA200ThatDoesNotHaveUsInIt() {
        carrier.reply(registered(0));

        assertFalse(line.registered());
        after(5);
        assertEquals(2, carrier.sent.size());
    }

    @Test
    void shouldTryAgainWhereTheNameLeadsNowhere() {
        carrier.serve();
        carrier.reply(Reply.silence(503));
        carrier.reply(Reply.silence(503));
        after(5);
        assertEquals(2, carrier.sent.size());
        carrier.serve("10.0.1.7");

        after(10);

        assertEquals("10.0.1.7", carrier.lastHost());
    }

    @Test
    void shouldTakeItBackAtTheEnd() {
        carrier.reply(registered(600));
        boolean[] ended = {false};
        line.end(() -> ended[0] = true, nowNanos);
        assertEquals(0, carrier.last().expiresSeconds());
        assertEquals("10.0.1.1", carrier.lastHost());
        assertFalse(ended[0]);

        carrier.reply(registered(0));

        assertTrue(ended[0]);
        assertFalse(line.registered());
        int sent = carrier.sent.size();
        after(4_000);
        assertEquals(sent, carrier.sent.size());
    }

    @Test
    void shouldNotWaitForASilentRegistrarAtTheEnd() {
        carrier.reply(registered(600));
        boolean[] ended = {false};
        line.end(() -> ended[0] = true, nowNanos);

        after(9);

        assertTrue(ended[0]);
    }

    @Test
    void shouldHaveNothingToTakeBackBeforeItIsRegistered() {
        boolean[] ended = {false};
        line.end(() -> ended[0] = true, nowNanos);

        assertTrue(ended[0]);
        assertEquals(1, carrier.sent.size());
        assertEquals(1, carrier.takenBack);
    }

    private static Reply registered(long seconds) {
        return new Reply(200, true, seconds, -1, -1, List.of());
    }

    private static Reply redirection(String... contacts) {
        return new Reply(
                302,
                true,
                -1,
                -1,
                -1,
                Stream.of(contacts)
                        .flatMap(text -> Uri.parse(new AsciiString(text)).stream())
                        .filter(SipUri.class::isInstance)
                        .map(SipUri.class::cast)
                        .toList());
    }

    private void after(double seconds) {
        long target = nowNanos + (long) (seconds * SECOND);
        while (nowNanos < target) {
            nowNanos = Math.min(target, nowNanos + SECOND / 20);
            timers.advance(nowNanos);
        }
    }

    /** Lets time go by until a REGISTER is under way. */
    private void untilAsked() {
        while (carrier.waiting.isEmpty()) {
            after(0.1);
        }
    }

    /** The carrier's registrar and its name. */
    private final class Carrier implements LinePort {
        private final List<Register> sent = new ArrayList<>();
        private final List<Long> numbers = new ArrayList<>();
        private final List<String> health = new ArrayList<>();
        private Optional<Listener> waiting = Optional.empty();
        private List<String> addresses = List.of();
        private int takenBack;

        void serve(String... its) {
            addresses = List.of(its);
        }

        @Override
        public void ways(NextHop registrar, Realm realm, Found then) {
            List<Way> ways =
                    registrar.target().resolved()
                            ? List.of(new Way.Numeric(registrar.target()))
                            : addresses.stream().map(this::way).toList();
            then.found(ways, nowNanos);
        }

        private Way way(String address) {
            Target target = NextHop.parse("sip:" + address).target();
            return new Way() {
                @Override
                public Target target() {
                    return target;
                }

                @Override
                public void answered() {
                    health.add("answered " + address);
                }

                @Override
                public void silent(long now) {
                    health.add("silent " + address);
                }
            };
        }

        @Override
        public Runnable send(Register register, Listener listener) {
            numbers.add(register.cseq().getAsLong());
            sent.add(register);
            waiting = Optional.of(listener);
            return () -> takenBack++;
        }

        void reply(Reply reply) {
            Listener listener = waiting.orElseThrow();
            waiting = Optional.empty();
            listener.replied(reply, nowNanos);
        }

        void replyIfAsked(Reply reply) {
            if (waiting.isPresent()) {
                reply(reply);
            }
        }

        Register last() {
            return sent.getLast();
        }

        String lastHost() {
            return last().target().address().getAddress().getHostAddress();
        }
    }
}

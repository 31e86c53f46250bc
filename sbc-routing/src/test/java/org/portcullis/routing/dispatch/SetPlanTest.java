package org.portcullis.routing.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.Together;
import org.portcullis.routing.Peers;
import org.portcullis.routing.dispatch.DispatcherSettings.Member;
import org.portcullis.routing.probe.DestinationState;
import org.portcullis.routing.probe.Health;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;

/** What a request tries in a set, whatever the algorithm, and what is counted of it. */
class SetPlanTest {
    private static final long SECOND = 1_000_000_000;
    private static final SipRequest INVITE = Peers.invite();

    private final Counters counters = new Counters();
    private final List<Admission.Ticket> calls = new ArrayList<>();
    private long nowNanos = -SECOND;
    private Destinations known = new Destinations(() -> nowNanos, counters);

    /** What is tried by a call that nobody takes. */
    @ParameterizedTest
    @CsvSource({
        "PRIORITY, ABC",
        "ROUND_ROBIN, ABC",
        "CALL_LOAD, ABC",
        "PRIORITY_ROUND_ROBIN, ABC",
        "LATENCY, ABC",
        "SRV, CBA",
    })
    void shouldTryEveryOneOnce(Algorithm algorithm, String tried) {
        DispatcherSet set =
                set(algorithm, member("A", 30, 0), member("B", 20, 0), member("C", 10, 0));
        assertEquals(tried, run(set.plan(INVITE, false)));
    }

    @ParameterizedTest
    @CsvSource({
        "HASH_CALL_ID", "HASH_FROM_URI", "HASH_TO_URI", "HASH_REQUEST_URI", "HASH_AUTH_USER",
        "RANDOM", "WEIGHT", "RELATIVE_WEIGHT", "OVERLOAD", "RENDEZVOUS"
    })
    void shouldTryEveryOneOnceInSomeOrder(Algorithm algorithm) {
        String tried = run(equal(algorithm, 4).plan(INVITE, false));
        assertEquals(4, tried.chars().distinct().count(), tried);
        assertEquals(4, tried.length(), tried);
    }

    @ParameterizedTest
    @CsvSource({"HASH_CALL_ID", "HASH_FROM_URI", "RENDEZVOUS"})
    void shouldSendTheSameKeyToTheSamePlace(Algorithm algorithm) {
        DispatcherSet set = equal(algorithm, 4);
        String first = name(set.plan(INVITE, false).first());
        for (int i = 0; i < 10; i++) {
            assertEquals(first, name(set.plan(INVITE, false).first()));
        }
    }

    @Test
    void shouldTakeTurnsWhereThereIsNoKey() {
        DispatcherSet set = equal(Algorithm.HASH_AUTH_USER, 3);
        StringBuilder picks = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            picks.append(name(set.plan(INVITE, false).first()));
        }
        assertEquals("ABCA", picks.toString());
    }

    @Test
    void shouldCallAllAtTheSameTime() {
        DispatcherSet set = equal(Algorithm.PARALLEL, 3);
        hold(set, 1, Health.Hold.DRAINING);
        RoutePlan plan = set.plan(INVITE, false);
        List<Hop> all = plan.first();
        assertEquals("AC", name(all));
        assertEquals(List.of(), plan.next(503));
        all.forEach(hop -> occupy(plan, hop));
        plan.end();
        assertEquals("1 0 1", loads(set));
        calls.forEach(Admission.Ticket::release);
        assertEquals("0 0 0", loads(set));
    }

    @Test
    void shouldPickTheFewestCallsAndCountThemAsLongAsTheyStand() {
        DispatcherSet set = equal(Algorithm.CALL_LOAD, 3);
        assertEquals("ABCABC", begin(set, 6));
        assertEquals("2 2 2", loads(set));
        calls.get(1).release();
        assertEquals("2 1 2", loads(set));
        assertEquals("B", begin(set, 1));
    }

    @Test
    void shouldGiveAPlaceBackWhereTheCallDoesNotDepart() {
        DispatcherSet set = equal(Algorithm.CALL_LOAD, 2);
        RoutePlan plan = set.plan(INVITE, false);
        plan.first();
        assertEquals("1 0", loads(set));
        plan.end();
        plan.end();
        assertEquals("0 0", loads(set));
    }

    @Test
    void shouldMoveACallsPlaceWithIt() {
        DispatcherSet set = equal(Algorithm.ROUND_ROBIN, 2);
        RoutePlan plan = set.plan(INVITE, false);
        Admission.Ticket first = occupy(plan, plan.first().getFirst());
        first.release(); // it failed
        occupy(plan, plan.next(503).getFirst());
        plan.end();
        assertEquals("0 1", loads(set));
    }

    @Test
    void shouldCountNoRequestThatIsNoCall() {
        DispatcherSet set = equal(Algorithm.CALL_LOAD, 2);
        SipRequest message =
                Messages.request(
                        """
                        MESSAGE sip:100@192.0.2.1 SIP/2.0
                        Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK1
                        From: <sip:alice@198.51.100.1>;tag=1
                        To: <sip:100@192.0.2.1>
                        Call-ID: 1@198.51.100.1
                        CSeq: 1 MESSAGE

                        """);
        set.plan(message, false).first();
        assertEquals("0 0", loads(set));
    }

    @ParameterizedTest
    @CsvSource({"ROUND_ROBIN", "CALL_LOAD", "PRIORITY", "RANDOM", "RELATIVE_WEIGHT", "RENDEZVOUS"})
    void shouldKeepToTheMaximumAndRefuseBeyondIt(Algorithm algorithm) {
        DispatcherSet set = set(algorithm, member("A", 0, 2), member("B", 0, 3));
        begin(set, 5);
        assertEquals("2 3", loads(set));
        assertEquals(List.of(), set.plan(INVITE, false).first());
        assertEquals(1, set.plan(INVITE, true).first().size(), "who must get through does");
    }

    /** Of calls that several loops send at the same time, too. */
    @Test
    void shouldHoldTheMaximumAndTheBalanceToTheCallOverSeveralLoops()
            throws InterruptedException, ExecutionException {
        DispatcherSet even = equal(Algorithm.CALL_LOAD, 4);
        Together.run(4, () -> keep(even, 2_000));
        assertEquals("2000 2000 2000 2000", loads(even));
        known = new Destinations(() -> nowNanos, counters);
        DispatcherSet full = set(Algorithm.ROUND_ROBIN, member("A", 0, 700), member("B", 0, 0));
        Together.run(4, () -> keep(full, 1_000));
        assertEquals("700 3300", loads(full));
    }

    @Test
    void shouldSendNoCallToWhomAPersonDrainsOrDisables() {
        DispatcherSet set = equal(Algorithm.ROUND_ROBIN, 3);
        begin(set, 3);
        hold(set, 0, Health.Hold.DRAINING);
        hold(set, 1, Health.Hold.DISABLED);
        assertEquals("CCCC", begin(set, 4));
        assertEquals("1 1 5", loads(set));
        assertEquals(DestinationState.DRAINING, state(set, 0));
        assertEquals(DestinationState.DISABLED, state(set, 1));
        hold(set, 2, Health.Hold.DISABLED);
        assertEquals(List.of(), set.plan(INVITE, false).first());
        assertEquals(List.of(), set.plan(INVITE, true).first());
        hold(set, 0, Health.Hold.NONE);
        assertEquals("A", begin(set, 1));
    }

    @ParameterizedTest
    @CsvSource({"60, 60", "60 (maintenance), 60", "7200;duration=1, 300", "soon, 0", "'', 0"})
    void shouldLeaveOneAloneThatAsksForIt(String retryAfter, long seconds) {
        DispatcherSet set = equal(Algorithm.ROUND_ROBIN, 2);
        RoutePlan plan = set.plan(INVITE, false);
        Hop first = plan.first().getFirst();
        plan.heard(first, response(503, "", retryAfter));
        plan.silent(first);
        if (seconds > 0) {
            assertEquals("BBB", begin(set, 3));
            assertEquals(DestinationState.INACTIVE, state(set, 0));
            nowNanos += seconds * SECOND - 1;
            assertEquals("BB", begin(set, 2));
            nowNanos++;
        }
        assertTrue(begin(set, 2).contains("A"));
    }

    @Test
    void shouldRefuseRatherThanCallWhoAskedToBeLeftAloneUnlessItMustGetThrough() {
        DispatcherSet set = equal(Algorithm.ROUND_ROBIN, 1);
        RoutePlan plan = set.plan(INVITE, false);
        plan.heard(plan.first().getFirst(), response(503, "", "10"));
        assertEquals(List.of(), set.plan(INVITE, false).first());
        assertEquals(1, set.plan(INVITE, true).first().size());
    }

    /** RFC 7339: of a hundred requests, so many fewer, for so long. */
    @Test
    void shouldSendLessToOneThatIsOverloaded() {
        DispatcherSet set = equal(Algorithm.OVERLOAD, 2);
        tell(set, "oc=50;oc-algo=\"loss\";oc-validity=1000;oc-seq=1.2");
        String picks = begin(set, 300);
        long a = picks.chars().filter(c -> c == 'A').count();
        assertTrue(a >= 98 && a <= 102, picks);
        assertEquals(50, set.destination(0).view().unwantedPercent());
        nowNanos += SECOND;
        assertEquals(0, set.destination(0).view().unwantedPercent());
        assertEquals(50, begin(set, 100).chars().filter(c -> c == 'A').count());
    }

    @ParameterizedTest
    @CsvSource({
        "oc=30, 30",
        "oc=100, 100",
        "oc=101, 0",
        "oc=-1, 0",
        "oc=x, 0",
        "oc, 0",
        "oc=30;oc-algo=loss, 30",
        "oc=30;oc-algo=\"rate\", 0",
        "oc=30;oc-validity=0, 0",
        "oc=30;oc-validity=x, 0",
    })
    void shouldTakeWhatRfc7339Says(String parameters, int percent) {
        DispatcherSet set = equal(Algorithm.OVERLOAD, 1);
        tell(set, parameters);
        assertEquals(percent, set.destination(0).view().unwantedPercent());
    }

    @Test
    void shouldNotTakeWhatIsOlderThanWhatItKnows() {
        DispatcherSet set = equal(Algorithm.OVERLOAD, 1);
        tell(set, "oc=10;oc-seq=5.75");
        tell(set, "oc=20;oc-seq=5.7");
        assertEquals(10, set.destination(0).view().unwantedPercent());
        tell(set, "oc=20;oc-seq=5.8");
        assertEquals(20, set.destination(0).view().unwantedPercent());
    }

    @Test
    void shouldRefuseWhatNobodyOverloadedWants() {
        DispatcherSet set = equal(Algorithm.OVERLOAD, 2);
        tell(set, "oc=100");
        tell(set, "oc=100");
        assertEquals(List.of(), set.plan(INVITE, false).first());
        assertEquals(1, set.plan(INVITE, true).first().size());
    }

    @Test
    void shouldKeepCallsAndStatesOfThoseThatStay() {
        DispatcherSet set = set(Algorithm.CALL_LOAD, member("A", 0, 0), member("B", 0, 0));
        known.use();
        begin(set, 4);
        hold(set, 1, Health.Hold.DRAINING);
        set.destination(0).weigh(7);
        known = known.next();
        Member moved = withUri(member("A", 0, 0), "sip:10.0.0.77");
        DispatcherSet next = set(Algorithm.CALL_LOAD, moved, member("B", 0, 9), member("C", 0, 0));
        known.use();
        assertEquals("2 2 0", loads(next), "A by its duid, B by its URI");
        assertEquals(DestinationState.DRAINING, state(next, 1));
        assertEquals(7, next.destination(0).view().weight());
        calls.forEach(Admission.Ticket::release);
        assertEquals("0 0 0", loads(next), "calls of the old set end in the new one");
        assertEquals(
                0,
                counters.samples().stream()
                        .filter(s -> s.name().equals("portcullis_destination_calls"))
                        .filter(s -> s.labels().contains("sip:10.0.0.1"))
                        .count());
    }

    @Test
    void shouldTakeWhatTheFileSaysAnewOverWhatAPersonSaid() {
        DispatcherSet set = equal(Algorithm.SRV, 1);
        known.use();
        set.destination(0).weigh(7);
        hold(set, 0, Health.Hold.DISABLED);
        known = known.next();
        Member a = member("A", 0, 0);
        set(
                Algorithm.SRV,
                new Member(a.hop(), a.duid(), 3, 1, 0, 0, DestinationState.DRAINING, a.probe()));
        known.use();
        assertEquals(3, set.destination(0).view().weight());
        assertEquals(DestinationState.DRAINING, state(set, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, ACTIVE, AB",
        "TRYING, TRYING, AB",
        "INACTIVE, INACTIVE, BA",
        "DISABLED, DISABLED, B",
        "DRAINING, DRAINING, B"
    })
    void shouldBeginAsConfigured(DestinationState begin, DestinationState state, String tried) {
        Member a = member("A", 0, 0);
        DispatcherSet set =
                set(
                        Algorithm.PRIORITY,
                        new Member(a.hop(), a.duid(), 1, 1, 0, 0, begin, a.probe()),
                        member("B", 0, 0));
        assertEquals(state, state(set, 0));
        assertEquals(tried, run(set.plan(INVITE, false)));
    }

    private void tell(DispatcherSet set, String parameters) {
        RoutePlan plan = set.plan(INVITE, true);
        plan.heard(plan.first().getFirst(), response(200, ";" + parameters, ""));
    }

    private static SipResponse response(int status, String via, String retryAfter) {
        return Messages.response(
                """
                SIP/2.0 %d Any
                Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1%s
                From: <sip:a@10.0.0.1>;tag=1
                To: <sip:b@10.0.0.2>;tag=2
                Call-ID: 1@198.51.100.1
                CSeq: 1 INVITE
                %s
                """
                        .formatted(
                                status,
                                via,
                                retryAfter.isEmpty() ? "" : "Retry-After: " + retryAfter + "\n"));
    }

    private String keep(DispatcherSet set, int count) {
        for (int i = 0; i < count; i++) {
            RoutePlan plan = set.plan(INVITE, false);
            List<Hop> hop = plan.first();
            assertInstanceOf(Admission.Cleared.class, plan.occupy(hop.getFirst()));
            plan.end();
        }
        return "";
    }

    /** Begins calls that stand, and names where they went. */
    private String begin(DispatcherSet set, int count) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            RoutePlan plan = set.plan(INVITE, false);
            List<Hop> hop = plan.first();
            names.append(name(hop));
            occupy(plan, hop.getFirst());
            plan.end();
        }
        return names.toString();
    }

    private Admission.Ticket occupy(RoutePlan plan, Hop hop) {
        Admission.Ticket ticket =
                assertInstanceOf(Admission.Cleared.class, plan.occupy(hop)).ticket();
        calls.add(ticket);
        return ticket;
    }

    private static String run(RoutePlan plan) {
        StringBuilder tried = new StringBuilder();
        List<Hop> hop = plan.first();
        while (!hop.isEmpty()) {
            tried.append(name(hop));
            plan.answered(hop.getFirst());
            hop = plan.next(500);
        }
        return tried.toString();
    }

    private static void hold(DispatcherSet set, int index, Health.Hold hold) {
        set.destination(index).hold(hold);
    }

    private static DestinationState state(DispatcherSet set, int index) {
        return set.destination(index).view().state();
    }

    private static String loads(DispatcherSet set) {
        List<String> loads = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            loads.add(Integer.toString(set.destination(i).load.calls()));
        }
        return String.join(" ", loads);
    }

    private DispatcherSet equal(Algorithm algorithm, int size) {
        Member[] members = new Member[size];
        for (int i = 0; i < size; i++) {
            Member each = member("" + (char) ('A' + i), 0, 0);
            int percent = 100 / size + (i < 100 % size ? 1 : 0);
            members[i] =
                    new Member(
                            each.hop(),
                            each.duid(),
                            percent,
                            1,
                            0,
                            0,
                            DestinationState.ACTIVE,
                            each.probe());
        }
        return set(algorithm, members);
    }

    private DispatcherSet set(Algorithm algorithm, Member... members) {
        return new DispatcherSet(
                new DispatcherSettings(
                        "pbx",
                        Peers.INSIDE,
                        algorithm,
                        Optional.of(
                                new ProbeSettings(
                                        Duration.ofSeconds(10), Duration.ofSeconds(2), 3, 1)),
                        List.of(members)),
                known);
    }

    private static Member member(String name, int priority, int maxLoad) {
        return new Member(
                NextHop.parse("sip:10.0.0." + (name.charAt(0) - 'A' + 1)),
                Optional.of(name),
                1,
                1,
                priority,
                maxLoad,
                DestinationState.ACTIVE,
                Optional.empty());
    }

    private static Member withUri(Member member, String uri) {
        return new Member(
                NextHop.parse(uri),
                member.duid(),
                member.weight(),
                member.rweight(),
                member.priority(),
                member.maxLoad(),
                member.state(),
                member.probe());
    }

    /** A for the first destination, and so on. */
    private static String name(List<Hop> hops) {
        StringBuilder names = new StringBuilder();
        for (Hop hop : hops) {
            byte[] address = hop.target().address().getAddress().getAddress();
            names.append((char) ('A' + address[3] - 1));
        }
        return names.toString();
    }
}

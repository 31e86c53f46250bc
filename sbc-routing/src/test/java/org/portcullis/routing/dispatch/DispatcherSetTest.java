package org.portcullis.routing.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Together;
import org.portcullis.routing.Peers;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;

class DispatcherSetTest {

    private static final long SECOND = 1_000_000_000;

    private final Counters counters = new Counters();
    private long nowNanos = -SECOND;
    private final DispatcherSet set = set(3);

    @Test
    void shouldPickOneAfterTheOther() {
        assertEquals("ABCABCA", picks(7));
    }

    @Test
    void shouldGiveTheWholeHop() {
        Hop hop = set.plan(Peers.invite(), false).first().getFirst();
        assertEquals(new Origin.Dispatcher("pbx"), hop.peer());
        assertEquals(Peers.INSIDE, hop.realm());
        assertEquals("sip:10.0.0.1", hop.uri().toString());
        assertEquals("udp:10.0.0.1:5060", hop.target().toString());
    }

    /** What a call tries, where each destination ends it with these; the caller hears the last. */
    @ParameterizedTest
    @CsvSource({
        "408, ABC",
        "503, ABC",
        "500, ABC",
        "502 504 503, ABC",
        "503 486, AB",
        "486, A",
        "404, A",
        "487, A",
        "501, A",
        "505, A",
        "603, A",
        "503 503 603, ABC",
    })
    void shouldFailOverToTheNext(String statuses, String tried) {
        assertEquals(tried, run(set.plan(Peers.invite(), false), statuses.split(" ")));
    }

    @Test
    void shouldGoOnFromWhereTheTurnWas() {
        set.plan(Peers.invite(), false).first();
        assertEquals("BCA", run(set.plan(Peers.invite(), false), "503"));
        assertEquals("CAB", run(set.plan(Peers.invite(), false), "503"));
    }

    @Test
    void shouldShareEvenlyAmongThoseThatAreUpAndKeepTheOthersForLast() {
        takeDown("B");
        String picks = picks(8);
        assertEquals(4, picks.chars().filter(c -> c == 'A').count(), picks);
        assertEquals(4, picks.chars().filter(c -> c == 'C').count(), picks);
        String tried = run(set.plan(Peers.invite(), false), "503");
        assertEquals('B', tried.charAt(2), tried);
    }

    @Test
    void shouldTryAllInTurnWhenAllAreDown() {
        takeDown("ABC");
        List<String> tried = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tried.add(run(set.plan(Peers.invite(), false), "503"));
        }
        for (int name : "ABC".chars().toArray()) {
            assertEquals(1, tried.stream().filter(s -> s.charAt(0) == name).count(), "" + tried);
            assertTrue(tried.stream().allMatch(s -> s.length() == 3 && s.indexOf(name) >= 0));
        }
    }

    @Test
    void shouldReviveADestinationByAnyAnswer() {
        takeDown("ABC");
        RoutePlan plan = set.plan(Peers.invite(), false);
        List<Hop> answering = plan.first();
        String first = name(answering);
        plan.answered(answering.getFirst());
        assertEquals(first.repeat(4), picks(4));
    }

    /** What each of many calls hears of every destination: P a provisional, then the final. */
    @ParameterizedTest
    @CsvSource({
        "408, down",
        "503, down",
        "P408, up",
        "P503, up",
        "500, up",
        "486, up",
        "603, up",
    })
    void shouldTellSilenceFromAnAnswer(String heard, String state) {
        int status = Integer.parseInt(heard.substring(heard.length() - 3));
        for (int i = 0; i < 9; i++) {
            RoutePlan plan = set.plan(Peers.invite(), false);
            List<Hop> hop = plan.first();
            while (!hop.isEmpty()) {
                if (heard.startsWith("P")) {
                    plan.answered(hop.getFirst());
                }
                hop = after(plan, hop, status);
            }
        }
        assertEquals(state.equals("up") ? 1 : 0, value("portcullis_destination_up", "A"));
        assertEquals(state.equals("up"), value("portcullis_destination_answers_total", "A") > 0);
    }

    @Test
    void shouldJudgeEachDestinationByItself() {
        Destination ringing = destination("sip:10.0.0.8");
        Destination silent = destination("sip:10.0.0.9");
        for (int i = 0; i < 3; i++) {
            RoutePlan plan = new HopPlan(ringing, silent);
            List<Hop> first = plan.first();
            plan.answered(first.getFirst());
            after(plan, after(plan, first, 503), 408);
        }
        assertTrue(ringing.health.isUp());
        assertFalse(silent.health.isUp());
    }

    @Test
    void shouldPutADestinationWhoseTrialIsDueFirstOnce() {
        takeDown("B");
        nowNanos += 30 * SECOND;
        String tried = run(set.plan(Peers.invite(), false), "408");
        assertEquals(3, tried.length(), "the others stand behind it");
        assertEquals('B', tried.charAt(0));
        assertTrue(picks(10).indexOf('B') < 0);
        nowNanos += 30 * SECOND;
        RoutePlan again = set.plan(Peers.invite(), false);
        List<Hop> trial = again.first();
        assertEquals("B", name(trial));
        again.answered(trial.getFirst());
        assertTrue(picks(3).indexOf('B') >= 0);
    }

    @Test
    void shouldCountAttemptsAndAnswers() {
        RoutePlan plan = set.plan(Peers.invite(), false);
        List<Hop> second = after(plan, plan.first(), 408);
        plan.answered(second.getFirst());
        plan.answered(second.getFirst());
        assertEquals(1, value("portcullis_destination_attempts_total", "A"));
        assertEquals(0, value("portcullis_destination_answers_total", "A"));
        assertEquals(1, value("portcullis_destination_attempts_total", "B"));
        assertEquals(1, value("portcullis_destination_answers_total", "B"));
        assertEquals(0, value("portcullis_destination_attempts_total", "C"));
    }

    @Test
    void shouldNameWhomToProbe() {
        assertEquals(List.of(), set.probed());
        DispatcherSet probed =
                new DispatcherSet(
                        Peers.dispatcher("p", Optional.of(ProbeSettings.DEFAULT), uri(1), uri(2)),
                        () -> nowNanos,
                        counters);
        assertEquals(
                List.of(uri(1), uri(2)),
                probed.probed().stream().map(p -> p.hop().uri().toString()).toList());
        assertEquals(ProbeSettings.DEFAULT, probed.probed().getFirst().settings());
    }

    /** Over several loops each destination still gets its share, to the call. */
    @Test
    void shouldShareExactlyOverSeveralLoops() throws InterruptedException, ExecutionException {
        Map<String, Integer> picks = new HashMap<>();
        for (String own : Together.run(4, () -> picks(9_000))) {
            for (int name : own.chars().toArray()) {
                picks.merge("" + (char) name, 1, Integer::sum);
            }
        }
        assertEquals(Map.of("A", 12_000, "B", 12_000, "C", 12_000), picks);
    }

    private DispatcherSet set(int size) {
        String[] uris = new String[size];
        for (int i = 0; i < size; i++) {
            uris[i] = uri(i + 1);
        }
        return new DispatcherSet(
                Peers.dispatcher("pbx", Optional.empty(), uris), () -> nowNanos, counters);
    }

    private Destination destination(String uri) {
        return new Destination(
                new Origin.Dispatcher("pbx"),
                Peers.INSIDE,
                NextHop.parse(uri),
                ProbeSettings.DEFAULT,
                () -> nowNanos,
                counters);
    }

    private static String uri(int number) {
        return "sip:10.0.0." + number;
    }

    private String picks(int count) {
        StringBuilder picks = new StringBuilder();
        for (int i = 0; i < count; i++) {
            picks.append(name(set.plan(Peers.invite(), false).first()));
        }
        return picks.toString();
    }

    /**
     * Runs a plan to its end, each destination in turn ending the call with the next status, the
     * last of them repeated.
     */
    private static String run(RoutePlan plan, String... statuses) {
        StringBuilder tried = new StringBuilder();
        List<Hop> hop = plan.first();
        for (int i = 0; !hop.isEmpty(); i++) {
            tried.append(name(hop));
            hop = after(plan, hop, Integer.parseInt(statuses[Math.min(i, statuses.length - 1)]));
        }
        return tried.toString();
    }

    /** A destination ends the call as a call tells of it. */
    private static List<Hop> after(RoutePlan plan, List<Hop> present, int status) {
        if (status == 408 || status == 503) {
            plan.silent(present.getFirst());
        } else {
            plan.answered(present.getFirst());
        }
        return plan.next(status);
    }

    private void takeDown(String names) {
        for (int i = 0; i < 9; i++) {
            RoutePlan plan = set.plan(Peers.invite(), false);
            List<Hop> hop = plan.first();
            while (!hop.isEmpty()) {
                if (names.contains(name(hop))) {
                    hop = after(plan, hop, 408);
                } else {
                    plan.answered(hop.getFirst());
                    hop = after(plan, hop, 503);
                }
            }
        }
        for (int name : names.chars().toArray()) {
            assertEquals(1, value("portcullis_destination_turned_down_total", "" + (char) name));
        }
    }

    /** A for the first destination, and so on. */
    private static String name(List<Hop> hop) {
        byte[] address = hop.getFirst().target().address().getAddress().getAddress();
        return "" + (char) ('A' + address[3] - 1);
    }

    private long value(String name, String destination) {
        String uri = uri(destination.charAt(0) - 'A' + 1);
        return Peers.value(counters, name, "peer", "pbx", "destination", uri);
    }
}

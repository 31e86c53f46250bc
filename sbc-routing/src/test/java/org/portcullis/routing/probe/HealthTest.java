package org.portcullis.routing.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.Method;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Together;
import org.portcullis.routing.Peers;
import org.portcullis.routing.resolve.NextHop;

class HealthTest {

    private static final long SECOND = 1_000_000_000;
    private static final String URI = "sip:10.0.0.7";

    private final Counters counters = new Counters();
    private long nowNanos = -SECOND;
    private final Health health =
            new Health(
                    new Origin.Dispatcher("pbx"),
                    NextHop.parse(URI),
                    new ProbeSettings(Duration.ofSeconds(10), Duration.ofSeconds(2), 3, 2),
                    () -> nowNanos,
                    counters);

    /**
     * Down after 3, up after 2. C a call answered, c a call failed; P a probe answered, p one
     * without an answer, r one refused; what follows the arrow is the state after each.
     */
    @ParameterizedTest
    @CsvSource({
        "ccc,     110",
        "ccCcc,   11111",
        "ccpcc,   11100",
        "ppp,     110",
        "ppPpp,   11111",
        "ppcp,    1110",
        "ppCpp,   11111",
        "pppPP,   11001",
        "pppPpPP, 1100001",
        "cccPP,   11001",
        "pppC,    1101",
        "cccC,    1101",
        "cccc,    1100",
        "rrr,     110",
        "CrCrCr,  111110",
        "CpCpCp,  111111",
        "Cppppp,  111100",
        "pppCppp, 1101111",
        "pppCpppp,11011110",
    })
    void shouldGoDownAndUp(String events, String states) {
        StringBuilder seen = new StringBuilder();
        for (int event : events.chars().toArray()) {
            happen((char) event);
            seen.append(health.isUp() ? '1' : '0');
        }
        assertEquals(states, seen.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 404, 405, 481, 486, 501, 603})
    void shouldTakeAnyOtherAnswerForALife(int status) {
        takeDown();
        probe(status);
        probe(status);
        assertTrue(health.isUp());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 502, 503, 504})
    void shouldTakeARefusalForADeath(int status) {
        for (int i = 0; i < 3; i++) {
            assertTrue(health.isUp());
            probe(status);
        }
        assertFalse(health.isUp());
    }

    @Test
    void shouldBeTriedByOneCallAfterAWhile() {
        takeDown();
        assertFalse(health.takeTrial());
        nowNanos += 30 * SECOND - 1;
        assertFalse(health.takeTrial());
        nowNanos++;
        assertTrue(health.takeTrial());
        assertFalse(health.takeTrial(), "one call at a time");
        health.callFailed();
        assertFalse(health.isUp());
        nowNanos += 30 * SECOND;
        assertTrue(health.takeTrial());
        health.callAnswered();
        assertTrue(health.isUp());
        nowNanos += 60 * SECOND;
        assertFalse(health.takeTrial(), "nothing to try while it is up");
    }

    @Test
    void shouldNotBeTriedByCallsWhereProbesWillTell() {
        probe(200);
        takeDown();
        nowNanos += 300 * SECOND;
        assertFalse(health.takeTrial());
    }

    @Test
    void shouldTakeAnswersForALifeThatAreConfiguredAsSuch() {
        health.use(with(ProbeSettings.Mode.ALL, Set.of(500)));
        for (int i = 0; i < 9; i++) {
            probe(500);
        }
        assertTrue(health.isUp());
    }

    @Test
    void shouldKnowHowLongAnAnswerTookButNotHowLongNoneDid() {
        health.probeSent();
        nowNanos += SECOND / 20;
        health.probeEnded(200);
        health.probeSent();
        nowNanos += 2 * SECOND;
        health.probeEnded(408);
        assertEquals(SECOND / 20, health.latency().estimateNanos());
        assertEquals(SECOND / 20, value("portcullis_destination_latency_seconds"));
    }

    /** C and c, P and p as above; whether it would be probed after each. */
    @ParameterizedTest
    @CsvSource({
        "ALL, CcPp, 1111",
        "FAILED_ONLY, CcCpPcpppPP, 01000111110",
        "NEVER, CcPp, 0000",
    })
    void shouldBeProbedWhenItsModeSaysSo(ProbeSettings.Mode mode, String events, String probed) {
        StringBuilder seen = new StringBuilder();
        for (int event : events.chars().toArray()) {
            happen((char) event);
            seen.append(health.wantsProbe(mode) ? '1' : '0');
        }
        assertEquals(probed, seen.toString());
    }

    @Test
    void shouldNotBeProbedNorRaisedWhileAPersonHasDisabledIt() {
        health.hold(Health.Hold.DISABLED);
        assertFalse(health.wantsProbe(ProbeSettings.Mode.ALL));
        probe(200);
        assertEquals(DestinationState.DISABLED, health.state());
        health.hold(Health.Hold.DRAINING);
        assertTrue(health.wantsProbe(ProbeSettings.Mode.ALL));
        health.hold(Health.Hold.NONE);
        assertEquals(DestinationState.ACTIVE, health.state());
        happen('c');
        assertEquals(DestinationState.TRYING, health.state());
        assertTrue(health.takesCalls());
        takeDown();
        assertEquals(DestinationState.INACTIVE, health.state());
        assertEquals(
                1,
                Peers.value(
                        counters,
                        "portcullis_destination_state",
                        "peer",
                        "pbx",
                        "destination",
                        URI,
                        "state",
                        "inactive"));
    }

    private static ProbeSettings with(ProbeSettings.Mode mode, Set<Integer> alive) {
        return new ProbeSettings(
                mode,
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                3,
                2,
                Duration.ofMinutes(5),
                Method.OPTIONS,
                alive,
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void shouldCountProbesAndEdges() {
        assertEquals(1, value("portcullis_destination_up"));
        takeDown();
        assertEquals(0, value("portcullis_destination_up"));
        happen('p');
        happen('P');
        happen('P');
        happen('P');
        assertEquals(1, value("portcullis_destination_up"));
        assertEquals(1, value("portcullis_destination_turned_down_total"));
        assertEquals(1, value("portcullis_destination_turned_up_total"));
        assertEquals(3, value("portcullis_destination_probes_answered_total"));
        assertEquals(1, value("portcullis_destination_probes_failed_total"));
    }

    /** Whatever the order of calls on several loops, downs and ups alternate. */
    @Test
    void shouldCountEachEdgeOnceFromSeveralLoops() throws InterruptedException, ExecutionException {
        Together.run(
                4,
                () -> {
                    for (int i = 0; i < 200_000; i++) {
                        happen(i % 7 == 0 ? 'C' : 'c');
                    }
                    return 0;
                });
        long downs = value("portcullis_destination_turned_down_total");
        long ups = value("portcullis_destination_turned_up_total");
        assertTrue(downs > 0);
        assertEquals(health.isUp() ? downs : downs - 1, ups);
    }

    private void happen(char event) {
        switch (event) {
            case 'C' -> health.callAnswered();
            case 'c' -> health.callFailed();
            case 'P' -> probe(200);
            case 'p' -> probe(408);
            case 'r' -> probe(503);
            default -> throw new AssertionError(event);
        }
    }

    private void probe(int status) {
        health.probeSent();
        health.probeEnded(status);
    }

    private void takeDown() {
        for (int i = 0; i < 3; i++) {
            health.callFailed();
        }
        assertFalse(health.isUp());
    }

    private long value(String name) {
        return Peers.value(counters, name, "peer", "pbx", "destination", URI);
    }
}

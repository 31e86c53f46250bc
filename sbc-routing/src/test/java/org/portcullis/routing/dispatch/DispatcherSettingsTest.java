package org.portcullis.routing.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.routing.Peers;
import org.portcullis.routing.dispatch.DispatcherSettings.Member;
import org.portcullis.routing.probe.DestinationState;
import org.portcullis.routing.resolve.NextHop;

class DispatcherSettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"round-robin", "4"})
    void shouldKnowRoundRobinByNameAndNumber(String text) {
        assertEquals(Algorithm.ROUND_ROBIN, Algorithm.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"16", "-1", "63", "weights", "Round-Robin", ""})
    void shouldRefuseOtherAlgorithmsAndNameThoseThatThereAre(String text) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Algorithm.parse(text));
        assertEquals(
                "algorithm: "
                        + text
                        + " (expected: hash-call-id (0), hash-from-uri (1), hash-to-uri (2),"
                        + " hash-request-uri (3), round-robin (4), hash-auth-user (5), random (6),"
                        + " hash-expression (7), priority (8), weight (9), call-load (10),"
                        + " relative-weight (11), parallel (12), latency (13),"
                        + " priority-round-robin (14), srv (15), round-robin-overload (64),"
                        + " rendezvous)",
                e.getMessage());
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void shouldKnowEachAlgorithmByNameAndByNumber(Algorithm algorithm) {
        assertEquals(algorithm, Algorithm.parse(algorithm.toString()));
        if (!algorithm.number().isEmpty()) {
            assertEquals(algorithm, Algorithm.parse(algorithm.number()));
        }
    }

    @Test
    void shouldRefusePercentThatDoNotSum() {
        refuse(
                () -> set(Algorithm.WEIGHT, member(1, "a", 60), member(2, "b", 39)),
                "destinations: weights of 99 in all (expected: 100, for the algorithm takes them as"
                        + " percent)");
        set(Algorithm.WEIGHT, member(1, "a", 60), member(2, "b", 40));
        set(Algorithm.SRV, member(1, "a", 60), member(2, "b", 39));
    }

    @Test
    void shouldRefuseADuidTwice() {
        refuse(
                () -> set(Algorithm.SRV, member(1, "a", 1), member(2, "a", 1)),
                "destinations: duid a twice (expected: once)");
    }

    @Test
    void shouldRefuseAnExpressionThatIsMissing() {
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> set(Algorithm.HASH_EXPRESSION, member(1, "a", 1)));
        assertTrue(String.valueOf(e.getMessage()).startsWith("hash-key: missing (expected: call"));
    }

    @Test
    void shouldRefuseCongestionControlWhereNothingIsMeasured() {
        refuse(
                () ->
                        new DispatcherSettings(
                                "pbx",
                                Peers.INSIDE,
                                Algorithm.SRV,
                                Optional.empty(),
                                true,
                                Optional.empty(),
                                List.of(member(1, "a", 1))),
                "congestion-control: true without probes of all (expected: probe.mode all, for"
                        + " latency is that of probes)");
    }

    private static void refuse(Executable making, String message) {
        Exception e = assertThrows(IllegalArgumentException.class, making);
        assertEquals(message, e.getMessage());
    }

    private static DispatcherSettings set(Algorithm algorithm, Member... members) {
        return new DispatcherSettings(
                "pbx", Peers.INSIDE, algorithm, Optional.empty(), List.of(members));
    }

    private static Member member(int host, String duid, int weight) {
        return new Member(
                NextHop.parse("sip:10.0.0." + host),
                Optional.of(duid),
                weight,
                1,
                0,
                0,
                DestinationState.ACTIVE,
                Optional.empty());
    }

    @Test
    void shouldRefuseASetOfNothing() {
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Peers.dispatcher("pbx", Optional.empty()));
        assertEquals("destinations: 0 (expected: at least one and at most 1000)", e.getMessage());
    }

    @Test
    void shouldRefuseADestinationTwice() {
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                Peers.dispatcher(
                                        "pbx", Optional.empty(), "sip:10.0.0.7", "sip:10.0.0.7"));
        assertEquals("destinations: sip:10.0.0.7 twice (expected: once)", e.getMessage());
    }

    @Test
    void shouldRefuseADestinationThatTheRealmCannotReach() {
        assertThrows(
                IllegalArgumentException.class,
                () -> Peers.dispatcher("pbx", Optional.empty(), "sip:[2001:db8::1]"));
    }

    @Test
    void shouldRefuseANegativeWeight() {
        NextHop hop = NextHop.parse("sip:10.0.0.7");
        Exception e = assertThrows(IllegalArgumentException.class, () -> new Member(hop, -1));
        assertEquals("weight: -1 (expected: 0-1000)", e.getMessage());
    }
}

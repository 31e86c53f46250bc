package org.portcullis.routing.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.routing.Peers;
import org.portcullis.routing.resolve.NextHop;

class DispatcherSettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"round-robin", "4"})
    void shouldKnowRoundRobinByNameAndNumber(String text) {
        assertEquals(Algorithm.ROUND_ROBIN, Algorithm.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash-call-id", "0", "weight", "9", "rendezvous", "Round-Robin", ""})
    void shouldRefuseOtherAlgorithmsByName(String text) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Algorithm.parse(text));
        assertEquals("algorithm: " + text + " (expected: round-robin)", e.getMessage());
    }

    @Test
    void shouldRefuseASetOfNothing() {
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Peers.dispatcher("pbx", Optional.empty()));
        assertEquals("destinations: empty (expected: at least one)", e.getMessage());
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
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new DispatcherSettings.Member(hop, -1));
        assertEquals("weight: -1 (expected: at least 0)", e.getMessage());
    }
}

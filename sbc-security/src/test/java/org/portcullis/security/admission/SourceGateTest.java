package org.portcullis.security.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Trust;
import org.portcullis.security.flood.FloodLimiter;
import org.portcullis.security.flood.FloodSettings;

class SourceGateTest {

    private final Counters counters = new Counters();
    private final SourceGate gate =
            new SourceGate(
                    new FloodLimiter(FloodSettings.DEFAULT, source -> false, counters, 0),
                    counters,
                    0);

    @ParameterizedTest
    @EnumSource(
            value = Trust.class,
            names = {"UNTRUSTED", "KNOWN"})
    void shouldDropAFloodAndCountIt(Trust trust) {
        Flow flow = Fixtures.flow(trust);
        for (int i = 0; i < 38; i++) {
            assertTrue(accept(flow));
        }
        for (int i = 0; i < 5; i++) {
            assertFalse(accept(flow));
        }
        assertEquals(5, dropped());
    }

    @Test
    void shouldNotJudgeOurOwnSide() {
        Flow inside = Fixtures.flow(Trust.TRUSTED);
        for (int i = 0; i < 1_000; i++) {
            assertTrue(accept(inside));
        }
        assertTrue(accept(Fixtures.flow(Trust.UNTRUSTED)));
        assertEquals(0, dropped());
    }

    private boolean accept(Flow from) {
        return gate.accept(from.remote(), from.realm(), 0);
    }

    private long dropped() {
        return Fixtures.value(counters, "portcullis_gate_dropped_total", "reason", "flood");
    }
}

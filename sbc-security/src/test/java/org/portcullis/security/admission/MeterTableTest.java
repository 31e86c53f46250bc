package org.portcullis.security.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Together;

class MeterTableTest {
    private static final long SECOND = 1_000_000_000;
    private static final CallLimits LIMITS = new CallLimits(2, 1);

    private final RefusalPair refusals =
            RefusalPair.of(Scope.SOURCE, "outside", Direction.IN, new Counters(), 0);

    @Test
    void shouldForgetWhatIsIdleForWhoIsNew() {
        MeterTable table = new MeterTable(LIMITS, 4, refusals);
        for (int i = 0; i < 1_000; i++) {
            assertTrue(table.use(i, i * SECOND).orElseThrow().takeToken(i * SECOND));
            table.done(i);
            assertTrue(table.size() <= 4, "size: " + table.size());
        }
    }

    @Test
    void shouldKeepWhoHasACallOrHasSpentItsTokens() {
        MeterTable table = new MeterTable(LIMITS, 2, refusals);
        Meter calling = table.use("calling", 0).orElseThrow();
        assertTrue(calling.enter());
        assertTrue(table.use("spent", 0).orElseThrow().takeToken(0));
        table.done("spent");
        assertTrue(table.use("third", SECOND / 2).isEmpty(), "it is full");
        assertEquals(2, table.size());
        Meter third = table.use("third", SECOND).orElseThrow();
        assertEquals(0, third.live());
        assertTrue(table.use("fourth", 2 * SECOND).isEmpty(), "both are in use");
        table.done("third");
        assertEquals(calling, table.use("calling", 2 * SECOND).orElseThrow());
        table.done("calling");
        calling.leave();
        table.done("calling");
        assertTrue(table.use("fourth", 3 * SECOND).isPresent());
        assertTrue(table.use("fifth", 3 * SECOND).isPresent());
    }

    @Test
    void shouldHoldWhoIsRememberedToNewLimits() {
        MeterTable table = new MeterTable(LIMITS, 2, refusals);
        Meter meter = table.use("one", 0).orElseThrow();
        assertTrue(meter.enter());
        table.apply(new CallLimits(1, 1), 0);
        assertTrue(!meter.enter());
        assertTrue(table.limited());
        table.apply(CallLimits.NONE, 0);
        assertTrue(!table.limited());
    }

    /** Nobody's calls are forgotten while the table is swept by others. */
    @Test
    void shouldNotForgetACallFromSeveralLoops() throws InterruptedException, ExecutionException {
        MeterTable table = new MeterTable(new CallLimits(1_000, 1_000_000_000), 64, refusals);
        List<Integer> lost =
                Together.run(
                        4,
                        () -> {
                            int wrong = 0;
                            for (int i = 0; i < 50_000; i++) {
                                Object party = i % 97;
                                List<Meter> meters = new ArrayList<>();
                                table.use(party, i * 100L).ifPresent(meters::add);
                                for (Meter meter : meters) {
                                    meter.enterAnyway();
                                    wrong += meter.live() < 1 ? 1 : 0;
                                    wrong +=
                                            table.use(party, i * 100L).orElseThrow() == meter
                                                    ? 0
                                                    : 1;
                                    table.done(party);
                                    meter.leave();
                                    table.done(party);
                                }
                            }
                            return wrong;
                        });
        assertEquals(List.of(0, 0, 0, 0), lost);
    }
}

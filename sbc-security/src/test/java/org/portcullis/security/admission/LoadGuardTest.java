package org.portcullis.security.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.portcullis.core.testkit.TestLoop;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Trust;
import org.portcullis.security.overload.LoadWatch;
import org.portcullis.security.overload.OverloadSettings;

class LoadGuardTest {
    private static final Flow FLOW = Fixtures.flow(Trust.UNTRUSTED);

    private final TestLoop time = new TestLoop(3);
    private int heap;
    private final LoadWatch watch =
            new LoadWatch(
                    time.loop(), OverloadSettings.DEFAULT, () -> heap, () -> 0, time.counters());
    private final LoadGuard guard = new LoadGuard(watch, time.counters(), time.nowNanos());

    @Test
    void shouldBeHeavyAsLongAsThereIsTooMuchOfSomething() {
        watch.start();
        assertEquals(false, guard.heavy());
        heap = 95;
        time.pass(200);
        assertEquals(true, guard.heavy());
        heap = 0;
        time.pass(3_000);
        assertEquals(false, guard.heavy());
    }

    @Test
    void shouldCountEachRefusalByOneReason() {
        watch.start();
        heap = 95;
        time.pass(200);
        guard.refused(false, FLOW, time.nowNanos());
        assertEquals(1, counted("heap"));
        assertEquals(0, counted("transactions"));
        guard.refused(true, FLOW, time.nowNanos());
        assertEquals(1, counted("heap"));
        assertEquals(1, counted("transactions"), "there was no room, whatever the heap is");
    }

    private long counted(String reason) {
        return Fixtures.value(
                time.counters(), "portcullis_overload_refused_total", "reason", reason);
    }
}

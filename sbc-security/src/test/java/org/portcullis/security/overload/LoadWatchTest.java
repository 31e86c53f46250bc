package org.portcullis.security.overload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.portcullis.core.runtime.Counters.Sample;
import org.portcullis.core.testkit.TestLoop;
import org.portcullis.security.overload.LoadWatch.Reason;

class LoadWatchTest {
    private final TestLoop time = new TestLoop(1);
    private int heap;
    private int transactions;
    private final LoadWatch watch =
            new LoadWatch(
                    time.loop(),
                    OverloadSettings.DEFAULT,
                    () -> heap,
                    () -> transactions,
                    time.counters());

    @Test
    void shouldTakeALoopThatIsLateTwiceForOverloaded() {
        watch.start();
        time.pass(1_000);
        assertOverload(Optional.empty());
        stall(400);
        assertOverload(Optional.empty());
        stall(400);
        assertOverload(Optional.of(Reason.LOOP_LAG));
        assertEquals(true, lagNanos() >= 290_000_000, "lag: " + lagNanos());
    }

    @Test
    void shouldTakeOnePauseForNone() {
        watch.start();
        for (int i = 0; i < 20; i++) {
            stall(900);
            time.pass(300);
            assertOverload(Optional.empty());
        }
    }

    @Test
    void shouldRecoverOnlyAfterAWhileWithoutLag() {
        watch.start();
        stall(400);
        stall(400);
        assertOverload(Optional.of(Reason.LOOP_LAG));
        time.pass(1_900);
        assertOverload(Optional.of(Reason.LOOP_LAG));
        stall(200); // late, but not too late: the while begins again
        time.pass(1_900);
        assertOverload(Optional.of(Reason.LOOP_LAG));
        time.pass(300);
        assertOverload(Optional.empty());
    }

    @Test
    void shouldGoByTheHeapAndTheTransactions() {
        watch.start();
        heap = 89;
        transactions = 89;
        time.pass(500);
        assertOverload(Optional.empty());
        heap = 90;
        time.pass(200);
        assertOverload(Optional.of(Reason.HEAP));
        heap = 80;
        time.pass(10_000);
        assertOverload(Optional.of(Reason.HEAP));
        heap = 79;
        transactions = 95;
        time.pass(2_500);
        assertOverload(Optional.of(Reason.TRANSACTIONS));
        transactions = 10;
        time.pass(2_500);
        assertOverload(Optional.empty());
    }

    @Test
    void shouldTakeOtherSettings() {
        watch.start();
        heap = 60;
        time.pass(300);
        assertOverload(Optional.empty());
        watch.apply(
                new OverloadSettings(
                        OverloadSettings.DEFAULT.loopLag(),
                        new OverloadSettings.Level(60, 50),
                        OverloadSettings.DEFAULT.transactions(),
                        Duration.ofMillis(100)));
        time.pass(300);
        assertOverload(Optional.of(Reason.HEAP));
    }

    @Test
    void shouldMeasureTheHeapAgainstItsMost() {
        long[] used = {0};
        HeapLevel level = new HeapLevel(() -> used[0], 1_000);
        assertEquals(0, level.percent());
        used[0] = 905;
        level.sample();
        assertEquals(90, level.percent());
        used[0] = 2_000;
        level.sample();
        assertEquals(100, level.percent());
        HeapLevel jvm = HeapLevel.ofJvm();
        System.gc();
        jvm.sample();
        assertEquals(true, jvm.percent() < 100);
    }

    /** The loop does something else, and then turns its wheel. */
    private void stall(long millis) {
        time.stall(millis);
    }

    private void assertOverload(Optional<Reason> expected) {
        assertEquals(expected, watch.overloaded());
        for (Reason reason : Reason.values()) {
            long shown = expected.equals(Optional.of(reason)) ? 1 : 0;
            assertEquals(shown, value("portcullis_overload", reason.label()));
        }
    }

    private long lagNanos() {
        return value("portcullis_loop_lag_seconds", "0");
    }

    private long value(String name, String label) {
        return time.counters().samples().stream()
                .filter(sample -> sample.name().equals(name) && sample.labels().contains(label))
                .map(Sample::value)
                .findAny()
                .orElseThrow()
                .getAsLong();
    }
}

package org.portcullis.core.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {
    private static final long TICK = TimerWheel.TICK_NANOS;

    private final Counters counters = new Counters();
    private final TimerWheel wheel = new TimerWheel(0, new Bugs(counters));
    private final List<String> fired = new ArrayList<>();

    @Test
    void shouldFireOnceAfterItsDeadlineAndNeverBefore() {
        wheel.schedule(timer("a"), 10 * TICK + 5);
        wheel.advance(10 * TICK + 4);
        assertEquals(List.of(), fired);
        wheel.advance(11 * TICK);
        wheel.advance(20 * TICK);
        assertEquals(List.of("a"), fired);
        assertEquals(0, wheel.size());
    }

    @Test
    void shouldFireWhatAnExpiryArmsForThePast() {
        Timer late = timer("late");
        Timer first =
                new Timer() {
                    @Override
                    protected void expired(long nowNanos) {
                        wheel.schedule(late, nowNanos - TICK);
                    }
                };
        wheel.schedule(first, TICK);
        wheel.advance(3 * TICK);
        wheel.advance(4 * TICK);
        assertEquals(List.of("late"), fired);
    }

    @Test
    void shouldFireTheOthersWhenOneThrows() {
        wheel.schedule(
                new Timer() {
                    @Override
                    protected void expired(long nowNanos) {
                        throw new IllegalStateException("deliberate");
                    }
                },
                TICK);
        wheel.schedule(timer("b"), TICK);
        wheel.advance(2 * TICK);
        assertEquals(List.of("b"), fired);
        assertEquals(1, counters.counter("portcullis_internal_errors_total", "").value());
    }

    @Test
    void shouldKeepATimerThatIsFurtherThanOneRevolution() {
        long far = 5000 * TICK;
        wheel.schedule(timer("far"), far);
        wheel.advance(far - 1);
        assertEquals(List.of(), fired);
        wheel.advance(far + TICK);
        assertEquals(List.of("far"), fired);
    }

    @Test
    void shouldNotFireWhatIsCancelledByAnExpiryOfTheSameTick() {
        Timer victim = timer("victim");
        wheel.schedule(
                new Timer() {
                    @Override
                    protected void expired(long nowNanos) {
                        wheel.cancel(victim);
                    }
                },
                TICK);
        wheel.schedule(victim, TICK);
        wheel.advance(2 * TICK);
        assertEquals(List.of(), fired);
        assertEquals(0, wheel.size());
    }

    /** Random schedules, moves and cancels against a list that is searched. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldAgreeWithAListUnderRandomUse(long seed) {
        Random random = new Random(seed);
        List<Modelled> timers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            timers.add(new Modelled());
        }
        long now = 0;
        for (int step = 0; step < 20_000; step++) {
            Modelled timer = timers.get(random.nextInt(timers.size()));
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    timer.due = now + random.nextLong(-TICK, 6000 * TICK);
                    wheel.schedule(timer, timer.due);
                }
                case 2 -> {
                    timer.due = Modelled.NEVER;
                    wheel.cancel(timer);
                }
                default -> {
                    now += random.nextLong(20 * TICK);
                    wheel.advance(now);
                    for (Modelled t : timers) {
                        assertFalse(
                                t.due != Modelled.NEVER && t.due <= now - 2 * TICK,
                                "a timer was missed");
                    }
                }
            }
            assertEquals(
                    timers.stream().filter(t -> t.due != Modelled.NEVER).count(), wheel.size());
        }
    }

    private Timer timer(String name) {
        return new Timer() {
            @Override
            protected void expired(long nowNanos) {
                fired.add(name);
            }
        };
    }

    private static final class Modelled extends Timer {
        static final long NEVER = Long.MAX_VALUE;

        private long due = NEVER;

        @Override
        protected void expired(long nowNanos) {
            assertTrue(due <= nowNanos, "fired before it was due");
            due = NEVER;
        }
    }
}

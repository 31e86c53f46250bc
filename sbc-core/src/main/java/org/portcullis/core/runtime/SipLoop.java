package org.portcullis.core.runtime;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * One event loop and what it owns: a timer wheel and a maker of identifiers. Everything stateful of
 * the box belongs to exactly one loop and is touched on it alone.
 *
 * <p>{@link #post} is the only way in from elsewhere.
 */
public final class SipLoop {
    /** Commands from other loops that may wait; beyond it they are refused and counted. */
    private static final int MAX_POSTED = 65_536;

    private final int index;
    private final EventLoop executor;
    private final TimerWheel timers;
    private final Identifiers ids;
    private final AtomicInteger posted = new AtomicInteger();
    private final Counter refused;
    private final Bugs bugs;
    private final LongSupplier clock;

    /**
     * @param index the loop's number, below {@link Identifiers#MAX_LOOPS}
     * @param random for identifiers: a cryptographic source outside tests
     * @param clock nanoseconds that never go back, as {@link System#nanoTime}
     */
    public SipLoop(
            int index,
            EventLoop executor,
            RandomGenerator random,
            LongSupplier clock,
            Bugs bugs,
            Counters counters) {
        this.index = index;
        this.executor = executor;
        this.clock = clock;
        this.bugs = bugs;
        this.timers = new TimerWheel(clock.getAsLong(), bugs);
        this.ids = new Identifiers(random, index);
        String loop = Integer.toString(index);
        this.refused =
                counters.counter(
                        "portcullis_loop_commands_refused_total",
                        "Commands from another loop that were refused because the queue was full.",
                        "loop",
                        loop);
        counters.gauge(
                "portcullis_loop_commands_waiting",
                "Commands from other loops that wait for this one.",
                posted::get,
                "loop",
                loop);
    }

    /** Starts turning the timer wheel; it turns until the event loop ends. */
    public void start() {
        executor.scheduleAtFixedRate(
                () -> timers.advance(clock.getAsLong()),
                TimerWheel.TICK_NANOS,
                TimerWheel.TICK_NANOS,
                TimeUnit.NANOSECONDS);
    }

    public int index() {
        return index;
    }

    public EventLoop executor() {
        return executor;
    }

    public boolean inLoop() {
        return executor.inEventLoop();
    }

    /** The time, for work that no batch brought a time along for. */
    public long nowNanos() {
        return clock.getAsLong();
    }

    /** Where unexpected exceptions of this loop's work are reported. */
    public Bugs bugs() {
        return bugs;
    }

    public TimerWheel timers() {
        return timers;
    }

    public Identifiers ids() {
        return ids;
    }

    /**
     * Runs {@code command} on this loop, soon.
     *
     * @return false if too many commands wait already: it was dropped and counted
     */
    public boolean post(Runnable command) {
        if (posted.incrementAndGet() > MAX_POSTED) {
            posted.decrementAndGet();
            refused.increment();
            return false;
        }
        executor.execute(new Posted(command));
        return true;
    }

    /** A command that has been counted. */
    private final class Posted implements Runnable {
        private final Runnable command;

        Posted(Runnable command) {
            this.command = command;
        }

        @Override
        public void run() {
            posted.decrementAndGet();
            try {
                command.run();
            } catch (RuntimeException e) {
                bugs.report("command", e);
            }
        }
    }
}

package org.portcullis.core.testkit;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Random;
import org.portcullis.core.runtime.Bugs;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.SipLoop;

/** A loop whose time is told by hand. Everything runs on the test's own thread. */
public final class TestLoop {
    private final Counters counters = new Counters();
    private final SipLoop loop;
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private long nowNanos;

    public TestLoop(long seed) {
        this(seed, 0);
    }

    /**
     * @param index of this loop among those of the test
     */
    public TestLoop(long seed, int index) {
        this.loop =
                new SipLoop(
                        index,
                        channel.eventLoop(),
                        new Random(seed),
                        () -> nowNanos,
                        new Bugs(counters),
                        counters);
    }

    public SipLoop loop() {
        return loop;
    }

    public Counters counters() {
        return counters;
    }

    public long nowNanos() {
        return nowNanos;
    }

    /** Runs what was posted to this loop. */
    public void runPosted() {
        channel.runPendingTasks();
    }

    /** Lets time pass, a tick of the wheel at a time. */
    public void pass(long millis) {
        long end = nowNanos + millis * 1_000_000;
        while (nowNanos < end) {
            nowNanos = Math.min(end, nowNanos + 1_000_000);
            loop.timers().advance(nowNanos);
        }
    }

    /** Lets much time pass on a loop that is busy: its wheel turns ten times a second only. */
    public void passUnevenly(long millis) {
        long end = nowNanos + millis * 1_000_000;
        while (nowNanos < end) {
            nowNanos = Math.min(end, nowNanos + 100_000_000);
            loop.timers().advance(nowNanos);
        }
    }

    /** Lets time pass in which the loop does something else, and turns its wheel after it. */
    public void stall(long millis) {
        nowNanos += millis * 1_000_000;
        loop.timers().advance(nowNanos);
    }

    /** Exceptions that were caught as bugs. */
    public long bugs() {
        return counters.counter("portcullis_internal_errors_total", "").value();
    }
}

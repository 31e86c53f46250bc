package org.portcullis.core.runtime;

import java.util.Objects;

/**
 * A hashed timer wheel: arming and disarming in constant time, a resolution of one tick of 16.8 ms.
 *
 * <p>Owned by one loop, which turns it with the time of each batch. A timer never fires early and
 * fires within a tick of its deadline if the wheel is turned every tick. Deadlines beyond one
 * revolution stay in their slot and are passed over.
 */
public final class TimerWheel {
    /**
     * 2^24 ns: fine against T1 = 500 ms, coarse enough that an idle loop wakes 60 times a second.
     */
    public static final int TICK_SHIFT = 24;

    public static final long TICK_NANOS = 1L << TICK_SHIFT;

    private static final int SLOTS = 4096;

    private final Head[] slots = new Head[SLOTS];
    private final long startNanos;
    private final Bugs bugs;
    private long tick;
    private int size;

    /**
     * @param startNanos the time now
     * @param bugs told of an expiry that threw; the other timers fire all the same
     */
    public TimerWheel(long startNanos, Bugs bugs) {
        this.startNanos = startNanos;
        this.bugs = bugs;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Head();
        }
    }

    /** Arms {@code timer}, moving it if it is armed already. */
    public void schedule(Timer timer, long deadlineNanos) {
        cancel(timer);
        timer.deadlineNanos = deadlineNanos;
        // A slot is turned once its whole tick has passed, so a timer is never early.
        long due = Math.max(deadlineNanos - startNanos >> TICK_SHIFT, tick);
        Head head = slots[(int) due & SLOTS - 1];
        link(timer, head);
        size++;
    }

    /** Disarms {@code timer}; nothing happens if it is not armed. */
    public void cancel(Timer timer) {
        if (timer.armed()) {
            unlink(timer);
            size--;
        }
    }

    /** Fires every timer whose tick has passed, in order of ticks. Returns how many fired. */
    public int advance(long nowNanos) {
        long target = nowNanos - startNanos >> TICK_SHIFT;
        int fired = 0;
        while (tick < target && size > 0) {
            // The tick moves on first: what an expiry arms for "now" belongs to the next slot.
            fired += expire(slots[(int) tick++ & SLOTS - 1], nowNanos);
        }
        tick = Math.max(tick, target);
        return fired;
    }

    public int size() {
        return size;
    }

    private int expire(Head head, long nowNanos) {
        int fired = 0;
        // The due timers move to a list of their own first: an expiry may arm timers in this very
        // slot.
        Head due = new Head();
        for (Timer t = head.first(); t != head; ) {
            Timer following = Objects.requireNonNull(t.next);
            if (t.deadlineNanos - nowNanos <= 0) {
                unlink(t);
                link(t, due);
            }
            t = following;
        }
        for (Timer t = due.first(); t != due; t = due.first()) {
            unlink(t);
            size--;
            fired++;
            try {
                t.expired(nowNanos);
            } catch (RuntimeException e) {
                bugs.report("timer", e);
            }
        }
        return fired;
    }

    private static void link(Timer timer, Head head) {
        Timer last = Objects.requireNonNull(head.previous);
        timer.previous = last;
        timer.next = head;
        last.next = timer;
        head.previous = timer;
    }

    private static void unlink(Timer timer) {
        Timer before = Objects.requireNonNull(timer.previous);
        Timer after = Objects.requireNonNull(timer.next);
        before.next = after;
        after.previous = before;
        timer.previous = null;
        timer.next = null;
    }

    /** The ends of a slot's ring. */
    private static final class Head extends Timer {
        Head() {
            previous = this;
            next = this;
        }

        Timer first() {
            return Objects.requireNonNull(next);
        }

        @Override
        protected void expired(long nowNanos) {
            throw new IllegalStateException("a slot's head is never armed");
        }
    }
}

package org.portcullis.core.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Something to do later: a node of its loop's {@link TimerWheel}, so that arming and disarming
 * allocate nothing.
 *
 * <p>Owned by one loop.
 */
public abstract class Timer {
    @Nullable Timer previous;
    @Nullable Timer next;
    long deadlineNanos;

    /**
     * Called once on the owning loop when the deadline has passed; may arm this or any other timer.
     */
    protected abstract void expired(long nowNanos);

    public final boolean armed() {
        return previous != null;
    }
}

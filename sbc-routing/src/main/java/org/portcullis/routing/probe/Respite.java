package org.portcullis.routing.probe;

import java.util.concurrent.atomic.AtomicReference;

/** A time for which a destination is left alone, because it has asked for that. Any thread. */
final class Respite {
    private static final Span NONE = new Span(false, 0);

    private final AtomicReference<Span> span = new AtomicReference<>(NONE);

    private record Span(boolean on, long untilNanos) {}

    /**
     * @return whether it was not left alone before
     */
    boolean begin(long untilNanos) {
        return !span.getAndSet(new Span(true, untilNanos)).on;
    }

    boolean on() {
        return span.get().on;
    }

    /**
     * Ends it when its time is over.
     *
     * @return true once
     */
    boolean over(long nowNanos) {
        Span now = span.get();
        return now.on && nowNanos - now.untilNanos >= 0 && span.compareAndSet(now, NONE);
    }
}

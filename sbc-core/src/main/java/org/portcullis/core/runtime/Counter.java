package org.portcullis.core.runtime;

import java.util.concurrent.atomic.LongAdder;

/** A figure that only grows. Any thread may add to it. */
public final class Counter {
    private final LongAdder sum = new LongAdder();

    Counter() {}

    public void increment() {
        sum.increment();
    }

    public void add(long n) {
        sum.add(n);
    }

    public long value() {
        return sum.sum();
    }
}

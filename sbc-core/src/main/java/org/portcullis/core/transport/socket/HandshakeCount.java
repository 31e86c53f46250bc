package org.portcullis.core.transport.socket;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many handshakes with peers that connected are under way: each costs far more than a message.
 * Any loop.
 */
final class HandshakeCount {
    private final int max;
    private final AtomicInteger total = new AtomicInteger();

    HandshakeCount(int max) {
        this.max = max;
    }

    /** Takes a place; false if there is none. */
    boolean acquire() {
        if (total.incrementAndGet() > max) {
            total.decrementAndGet();
            return false;
        }
        return true;
    }

    void release() {
        total.decrementAndGet();
    }

    int total() {
        return total.get();
    }
}

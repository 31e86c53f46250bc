package org.portcullis.core.transport.socket;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.portcullis.core.transport.StreamLimits;

/**
 * How many connections there are, in all and accepted from each source.
 *
 * <p>Any loop: a connection is accepted on one loop and ends on another, far more seldom than a
 * message passes.
 */
final class ConnectionCount {
    private final int max;
    private final int maxPerSource;
    private final AtomicInteger total = new AtomicInteger();
    private final Map<InetAddress, Integer> perSource = new ConcurrentHashMap<>();

    ConnectionCount(StreamLimits limits) {
        this.max = limits.maxConnections();
        this.maxPerSource = limits.maxConnectionsPerSource();
    }

    /** Takes a place for a connection of our own; false if there is none. */
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

    /**
     * Takes a place for a connection from {@code source}; false if there is none, in all or for it.
     */
    boolean acquire(InetAddress source) {
        if (!acquire()) {
            return false;
        }
        if (perSource.merge(source, 1, Integer::sum) > maxPerSource) {
            release(source);
            return false;
        }
        return true;
    }

    void release(InetAddress source) {
        perSource.computeIfPresent(source, (s, n) -> n == 1 ? null : n - 1);
        release();
    }

    int total() {
        return total.get();
    }

    /** Sources with a connection, all remembered. */
    int sources() {
        return perSource.size();
    }
}

package org.portcullis.core.transport.socket;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * UDP peers that took no connection: each is left alone for a while, so that a peer behind a filter
 * costs the time limit of a connection once and not with every call. Owned by one loop.
 */
final class StreamPeers {
    static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** The oldest failures are forgotten first. */
    static final int MOST = 1_000;

    private final Map<InetSocketAddress, Long> failures = new Failures();

    /** Whether it is worth a try. */
    boolean mayHave(InetSocketAddress peer, long nowNanos) {
        Long failed = failures.get(peer);
        if (failed == null) {
            return true;
        }
        if (nowNanos - failed < PAUSE_NANOS) {
            return false;
        }
        failures.remove(peer);
        return true;
    }

    void failed(InetSocketAddress peer, long nowNanos) {
        failures.put(peer, nowNanos);
    }

    private static final class Failures extends LinkedHashMap<InetSocketAddress, Long> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Long> eldest) {
            return size() > MOST;
        }
    }
}

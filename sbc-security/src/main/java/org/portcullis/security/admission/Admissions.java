package org.portcullis.security.admission;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;

/** Calls let in, by peer. Any thread. */
final class Admissions {
    private final Counters counters;
    // By names that are configured, so it is bounded.
    private final Map<String, Counter> byPeer = new ConcurrentHashMap<>();

    Admissions(Counters counters) {
        this.counters = counters;
    }

    void count(Origin origin) {
        Counter known = byPeer.get(origin.name());
        if (known == null) {
            known = byPeer.computeIfAbsent(origin.name(), this::counter);
        }
        known.increment();
    }

    private Counter counter(String peer) {
        return counters.counter(
                "portcullis_admission_calls_total",
                "Calls let in, by the peer that brought them.",
                "peer",
                peer);
    }
}

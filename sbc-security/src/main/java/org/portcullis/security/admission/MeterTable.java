package org.portcullis.security.admission;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A meter for each of many parties, such as source addresses, as long as it has something to
 * remember. Any thread.
 *
 * <p>Bounded: what is idle is forgotten, a little with every party that is new, and where a party
 * is new and nothing can be forgotten there is no meter for it.
 */
final class MeterTable {
    static final int MOST = 131_072;
    private static final int LOOKED_AT = 16;

    private final int most;
    private final RefusalPair refusals;
    private final Map<Object, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    // Used by who has set sweeping.
    private Iterator<Map.Entry<Object, Entry>> next = entries.entrySet().iterator();
    private volatile CallLimits limits;

    /** A meter with the number of those who use it; it is forgotten by nobody meanwhile. */
    private static final class Entry {
        final Meter meter;
        int users; // changed inside compute of its key alone

        Entry(Meter meter) {
            this.meter = meter;
        }
    }

    MeterTable(CallLimits limits, int most, RefusalPair refusals) {
        this.limits = limits;
        this.most = most;
        this.refusals = refusals;
    }

    /** Whether parties are limited at all: if not, none is remembered. */
    boolean limited() {
        return !limits.unlimited();
    }

    void apply(CallLimits changed, long nowNanos) {
        limits = changed;
        entries.values().forEach(entry -> entry.meter.apply(changed, nowNanos));
    }

    /** Parties that are remembered. */
    int size() {
        return entries.size();
    }

    int status() {
        return limits.status();
    }

    /** The meter of a party, to be given back with {@link #done}; empty where the table is full. */
    Optional<Meter> use(Object party, long nowNanos) {
        if (!entries.containsKey(party)) {
            sweep(nowNanos);
            if (entries.size() >= most) {
                return Optional.empty();
            }
        }
        Entry used =
                entries.compute(
                        party,
                        (key, known) -> {
                            Entry entry =
                                    known == null
                                            ? new Entry(new Meter(limits, refusals, nowNanos))
                                            : known;
                            entry.users++;
                            return entry;
                        });
        return Optional.of(used.meter);
    }

    /** A party's meter is not used any more by who had asked for it. */
    void done(Object party) {
        entries.computeIfPresent(
                party,
                (key, entry) -> {
                    entry.users--;
                    return entry;
                });
    }

    private void sweep(long nowNanos) {
        if (!sweeping.compareAndSet(false, true)) {
            return;
        }
        try {
            for (int i = 0; i < LOOKED_AT && next.hasNext(); i++) {
                forgetIfIdle(next.next().getKey(), nowNanos);
            }
            if (!next.hasNext()) {
                next = entries.entrySet().iterator();
            }
        } finally {
            sweeping.set(false);
        }
    }

    private void forgetIfIdle(Object party, long nowNanos) {
        entries.computeIfPresent(
                party,
                (key, entry) -> entry.users == 0 && entry.meter.idle(nowNanos) ? null : entry);
    }
}

package org.portcullis.security.ban;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;

/** What is counted about bans. Any thread. */
final class BanCounters {
    private final Map<BanReason, Counter> added = new EnumMap<>(BanReason.class);
    private final Counter evicted;
    private final Counter spared;

    /**
     * @param inForce how many bans are, read at any time
     */
    BanCounters(Counters counters, LongSupplier inForce) {
        for (BanReason reason : BanReason.values()) {
            added.put(
                    reason,
                    counters.counter(
                            "portcullis_bans_added_total",
                            "Bans of addresses, and of users from addresses, by reason.",
                            "reason",
                            reason.label()));
        }
        this.evicted =
                counters.counter(
                        "portcullis_bans_evicted_total",
                        "Bans forgotten before their time because the table of bans was full.");
        this.spared =
                counters.counter(
                        "portcullis_bans_spared_total",
                        "Bans that did not come about because the source is in an exempt group.");
        counters.gauge("portcullis_bans", "Bans in force, those of users included.", inForce);
    }

    void added(BanReason reason) {
        Objects.requireNonNull(added.get(reason)).increment();
    }

    void evicted() {
        evicted.increment();
    }

    void spared() {
        spared.increment();
    }
}

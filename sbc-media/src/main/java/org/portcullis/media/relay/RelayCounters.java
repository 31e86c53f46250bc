package org.portcullis.media.relay;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;

/** What the relay counts over all sessions. Any thread. */
final class RelayCounters {

    /** Why a packet goes no further. */
    enum Drop {
        /** Nothing is negotiated, or no longer. */
        CLOSED,
        /** It is not RTP or RTCP. */
        MALFORMED,
        /** It comes from somebody who is not, or not yet, known to be the peer. */
        SOURCE,
        /** The other peer has no address that could be sent to. */
        NOWHERE,
        /** The system did not take it. */
        SEND
    }

    /** What was relayed of one kind of packets. */
    record Relayed(Counter packets, Counter bytes) {}

    private final Map<Drop, Counter> drops = new EnumMap<>(Drop.class);
    private final Relayed rtp;
    private final Relayed rtcp;

    RelayCounters(Counters counters) {
        for (Drop drop : Drop.values()) {
            drops.put(
                    drop,
                    counters.counter(
                            "portcullis_media_dropped_packets_total",
                            "Packets that were not relayed, by reason.",
                            "reason",
                            drop.name().toLowerCase(Locale.ROOT)));
        }
        rtp = relayed(counters, "rtp");
        rtcp = relayed(counters, "rtcp");
    }

    void dropped(Drop why) {
        Objects.requireNonNull(drops.get(why)).increment();
    }

    Relayed rtp() {
        return rtp;
    }

    Relayed rtcp() {
        return rtcp;
    }

    private static Relayed relayed(Counters counters, String kind) {
        return new Relayed(
                counters.counter(
                        "portcullis_media_packets_total", "Packets relayed.", "kind", kind),
                counters.counter(
                        "portcullis_media_bytes_total",
                        "UDP payload of the packets relayed, in bytes.",
                        "kind",
                        kind));
    }
}

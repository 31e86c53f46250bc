package org.portcullis.security.admission;

import java.net.InetSocketAddress;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.SourceFilter;
import org.portcullis.core.transport.Trust;
import org.portcullis.security.flood.FloodLimiter;

/**
 * What is decided by the source address alone, before a byte is parsed. Our own side is not judged.
 * Any loop.
 */
public final class SourceGate implements SourceFilter {
    private final FloodLimiter flood;
    private final Refusals floods;

    public SourceGate(FloodLimiter flood, Counters counters, long nowNanos) {
        this.flood = flood;
        this.floods =
                new Refusals(
                        "flood",
                        counters.counter(
                                "portcullis_gate_dropped_total",
                                "Packets dropped before parsing, by reason.",
                                "reason",
                                "flood"),
                        nowNanos);
    }

    @Override
    public boolean accept(InetSocketAddress source, Realm realm, long nowNanos) {
        if (realm.trust() == Trust.TRUSTED || flood.accept(source, nowNanos)) {
            return true;
        }
        floods.refuse(source, realm, nowNanos);
        return false;
    }
}

package org.portcullis.core.transport.socket;

import io.netty.channel.group.ChannelGroup;
import java.util.List;
import java.util.Map;
import org.portcullis.core.codec.SipLimits;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.StreamLimits;
import org.portcullis.core.transport.TlsEngines;

/**
 * What every listener and connection works with. Any loop.
 *
 * @param loops in order of index
 * @param tls by name of realm, of those that have any
 * @param open every channel there is, so that closing forgets none
 */
record Shared(
        IoEngine engine,
        List<SipLoop> loops,
        SipLimits messageLimits,
        StreamLimits streamLimits,
        Counters counters,
        Map<String, TlsEngines> tls,
        ConnectionCount connections,
        HandshakeCount handshakes,
        ChannelGroup open) {

    /** The loop whose thread this is, or {@code otherwise} on a thread that is no loop's. */
    SipLoop current(SipLoop otherwise) {
        if (otherwise.inLoop()) {
            return otherwise;
        }
        for (int i = 0; i < loops.size(); i++) {
            if (loops.get(i).inLoop()) {
                return loops.get(i);
            }
        }
        return otherwise;
    }
}

package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Objects;

/**
 * The headers that are parsed and checked at once: those that every message has (RFC 3261 section
 * 8.1.1), and those that routes go by.
 *
 * @param contacts the addresses in Contact; none where it is {@code *}
 */
public record Essentials(
        Via topVia,
        NameAddr from,
        NameAddr to,
        AsciiString callId,
        CSeq cseq,
        List<NameAddr> contacts,
        List<NameAddr> routes,
        List<NameAddr> recordRoutes) {
    public Essentials {
        Objects.requireNonNull(topVia);
        Objects.requireNonNull(from);
        Objects.requireNonNull(to);
        Objects.requireNonNull(callId);
        Objects.requireNonNull(cseq);
        contacts = List.copyOf(contacts);
        routes = List.copyOf(routes);
        recordRoutes = List.copyOf(recordRoutes);
    }
}

package org.portcullis.core.transport.socket;

import java.util.Locale;
import org.portcullis.core.transport.StreamLimits;

/** Why something that arrived, or was to leave, went no further. */
enum Drop {
    /** Refused by ban, access list or flood limit. */
    FILTERED,
    /** CRLF that keeps a NAT binding open (RFC 5626 3.5.1). */
    KEEP_ALIVE,
    /** STUN on the SIP port that is no sound binding request. */
    STUN,
    /** A connection of a load balancer that began with no PROXY protocol header, or a bad one. */
    PROXY_HEADER,
    /** More connections than {@link StreamLimits} allows. */
    CONNECTION_LIMIT,
    /** More handshakes under way than {@link StreamLimits} allows. */
    HANDSHAKE_LIMIT,
    /** The loop that owns the socket had too many commands waiting. */
    LOOP_FULL,
    /** The kernel took no more datagrams and enough were waiting. */
    SOCKET_FULL;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package org.portcullis.core.transport;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a realm's sockets do otherwise than by default.
 *
 * @param dscp the code point that SIP is sent with (RFC 2474), 0 to 63
 * @param origins the web origins (RFC 6454) whose pages may open a WebSocket, in lower case; any
 *     where there are none. A client that names no origin is no page
 * @param proxies load balancers whose connections begin with a PROXY protocol header, which says
 *     who is behind them
 */
public record RealmOptions(int dscp, List<String> origins, Predicate<InetSocketAddress> proxies) {

    public static final RealmOptions DEFAULT = new RealmOptions(0, List.of(), source -> false);

    public RealmOptions {
        origins = List.copyOf(origins);
        if (dscp < 0 || dscp > 63) {
            throw new IllegalArgumentException("dscp: " + dscp + " (expected: 0-63)");
        }
    }

    /** The byte in the IP header: the code point beside the two bits of ECN. */
    public int trafficClass() {
        return dscp << 2;
    }
}

package org.portcullis.core.transport;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/**
 * Where a request goes next: the outcome of RFC 3263. The address is resolved.
 *
 * @param name what the certificate of a peer reached by TLS must be for (RFC 5922 7.3); empty for
 *     the address itself
 */
public record Target(Protocol protocol, InetSocketAddress address, String name) {
    public Target {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    "address: " + address.getHostString() + " (expected: a resolved one)");
        }
    }

    /** One that no certificate has to name otherwise than by its address. */
    public Target(Protocol protocol, InetSocketAddress address) {
        this(protocol, address, "");
    }

    @Override
    public String toString() {
        return protocol.label() + ':' + NetUtil.toSocketAddressString(address);
    }
}

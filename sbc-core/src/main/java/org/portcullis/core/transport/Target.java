package org.portcullis.core.transport;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/** Where a request goes next: the outcome of RFC 3263. The address is resolved. */
public record Target(Protocol protocol, InetSocketAddress address) {
    public Target {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(
                    "address: " + address.getHostString() + " (expected: a resolved one)");
        }
    }

    @Override
    public String toString() {
        return protocol.label() + ':' + NetUtil.toSocketAddressString(address);
    }
}

package org.portcullis.core.transport;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/**
 * Where a request goes next: the outcome of RFC 3263, or the beginning of it.
 *
 * @param address not resolved as long as it is not looked up where its name leads; then its port is
 *     0 if none is written, and {@code protocol} the one that is written or else the least that
 *     will do
 * @param name what the certificate of a peer reached by TLS must be for (RFC 5922 7.3); empty for
 *     the address itself
 */
public record Target(Protocol protocol, InetSocketAddress address, String name) {
    /** One that no certificate has to name otherwise than by its address. */
    public Target(Protocol protocol, InetSocketAddress address) {
        this(protocol, address, "");
    }

    /** Whether a request can be sent there as it is: its address is a number. */
    public boolean resolved() {
        return !address.isUnresolved();
    }

    @Override
    public String toString() {
        return protocol.label() + ':' + NetUtil.toSocketAddressString(address);
    }
}

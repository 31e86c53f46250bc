package org.portcullis.routing.trunk;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;

/**
 * How the requests of a trunk are recognised: by all of these at once.
 *
 * @param group the sources it sends from
 * @param port the source port
 * @param fromHost the host of the From URI, case ignored
 * @param tlsName the name in the certificate of the peer; not in this version
 */
public record TrunkMatch(
        Predicate<InetSocketAddress> group,
        OptionalInt port,
        Optional<String> fromHost,
        Optional<String> tlsName) {

    public TrunkMatch {
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 0xffff)) {
            throw new IllegalArgumentException("port: " + port.getAsInt() + " (expected: 1-65535)");
        }
        if (fromHost.isPresent() && fromHost.get().isEmpty()) {
            throw new IllegalArgumentException("from-host: empty (expected: a host)");
        }
        if (tlsName.isPresent()) {
            throw new IllegalArgumentException(
                    "tls-name: " + tlsName.get() + " (expected: none, as this version has no TLS)");
        }
    }

    /** Every request of these sources. */
    public static TrunkMatch of(Predicate<InetSocketAddress> group) {
        return new TrunkMatch(group, OptionalInt.empty(), Optional.empty(), Optional.empty());
    }

    public boolean matches(SipRequest request, InetSocketAddress source) {
        return group.test(source)
                && (port.isEmpty() || port.getAsInt() == source.getPort())
                && (fromHost.isEmpty() || isFrom(request, fromHost.get()));
    }

    /**
     * How much it asks for beyond the group; of two trunks that match, the one that asks for more
     * is meant.
     */
    public int conditions() {
        return (port.isPresent() ? 1 : 0) + (fromHost.isPresent() ? 1 : 0);
    }

    private static boolean isFrom(SipRequest request, String host) {
        return request.from().uri() instanceof SipUri uri
                && uri.host().contentEqualsIgnoreCase(host);
    }
}

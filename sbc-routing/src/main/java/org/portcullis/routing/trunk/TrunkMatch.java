package org.portcullis.routing.trunk;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.transport.Flow;
import org.portcullis.routing.resolve.NextHop;

/**
 * How the requests of a trunk are recognised: by all of these at once. Where one is a digest user,
 * a request is the trunk's only once it has been authenticated.
 *
 * @param group the sources it sends from
 * @param port the source port
 * @param fromHost the host of the From URI, case ignored
 * @param tlsName a name in the certificate that the peer has proven to be its own, case ignored
 * @param digestUser the user that it authenticates as
 */
public record TrunkMatch(
        Predicate<InetSocketAddress> group,
        OptionalInt port,
        Optional<String> fromHost,
        Optional<String> tlsName,
        Optional<String> digestUser) {

    /** One that authenticates nobody. */
    public TrunkMatch(
            Predicate<InetSocketAddress> group,
            OptionalInt port,
            Optional<String> fromHost,
            Optional<String> tlsName) {
        this(group, port, fromHost, tlsName, Optional.empty());
    }

    public TrunkMatch {
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 0xffff)) {
            throw new IllegalArgumentException("port: " + port.getAsInt() + " (expected: 1-65535)");
        }
        if (fromHost.isPresent() && fromHost.get().isEmpty()) {
            throw new IllegalArgumentException("from-host: empty (expected: a host)");
        }
        tlsName = tlsName.map(name -> name.toLowerCase(Locale.ROOT));
        tlsName.ifPresent(name -> NextHop.requireDomain("tls-name", name));
    }

    /** Every request of these sources. */
    public static TrunkMatch of(Predicate<InetSocketAddress> group) {
        return new TrunkMatch(group, OptionalInt.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether a request that came over {@code flow} is meant, its digest user aside. */
    public boolean matches(SipRequest request, Flow flow) {
        InetSocketAddress source = flow.remote();
        return group.test(source)
                && (port.isEmpty() || port.getAsInt() == source.getPort())
                && (fromHost.isEmpty() || isFrom(request, fromHost.get()))
                && (tlsName.isEmpty() || flow.peerNames().contains(tlsName.get()));
    }

    /** Whether it asks for nothing but the address and port that a request comes from. */
    public boolean byAddress() {
        return fromHost.isEmpty() && tlsName.isEmpty() && digestUser.isEmpty();
    }

    /**
     * How much it asks for beyond the group; of two trunks that match, the one that asks for more
     * is meant.
     */
    public int conditions() {
        return (port.isPresent() ? 1 : 0)
                + (fromHost.isPresent() ? 1 : 0)
                + (tlsName.isPresent() ? 1 : 0);
    }

    private static boolean isFrom(SipRequest request, String host) {
        return request.from().uri() instanceof SipUri uri
                && uri.host().contentEqualsIgnoreCase(host);
    }
}

package org.portcullis.routing.resolve;

import java.util.List;
import java.util.Optional;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Target;

/**
 * What is looked up for a destination that is known by name (RFC 3263 4). Compared for every
 * request, so its hash is kept.
 */
final class Lookup {
    private final String host;
    private final int port;
    private final Optional<Protocol> transport;
    private final boolean secure;
    private final Reach reach;
    private final String tlsName;
    private final int hash;

    /**
     * @param port -1 where none is written
     * @param transport where one is written
     * @param secure whether nothing but TLS will do
     * @param tlsName what the certificate must be for
     */
    Lookup(
            String host,
            int port,
            Optional<Protocol> transport,
            boolean secure,
            Reach reach,
            String tlsName) {
        this.host = host;
        this.port = port;
        this.transport = transport;
        this.secure = secure;
        this.reach = reach;
        this.tlsName = tlsName;
        this.hash = List.of(host, port, transport, secure, reach, tlsName).hashCode();
    }

    /**
     * The lookup for a target that {@link NextHop} has made of a URI with a name: its protocol is
     * the one that is written, or TLS for a sips URI.
     */
    static Lookup of(SipUri uri, Target target, Reach reach) {
        String host = target.address().getHostString();
        boolean written = uri.params().has(NextHop.TRANSPORT);
        int port = target.address().getPort();
        return new Lookup(
                host,
                port == 0 ? -1 : port,
                written ? Optional.of(target.protocol()) : Optional.empty(),
                target.protocol().secure(),
                reach,
                target.name().isEmpty() ? host : target.name());
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    Optional<Protocol> transport() {
        return transport;
    }

    boolean secure() {
        return secure;
    }

    Reach reach() {
        return reach;
    }

    String tlsName() {
        return tlsName;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Lookup its
                && hash == its.hash
                && port == its.port
                && secure == its.secure
                && host.equals(its.host)
                && transport.equals(its.transport)
                && tlsName.equals(its.tlsName)
                && reach.equals(its.reach);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return host + (port < 0 ? "" : ":" + port);
    }
}

package org.portcullis.core.border;

import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.FlowFailure;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Target;
import org.portcullis.core.transport.Trust;

/**
 * The way to the peer of a dialog (RFC 3261 12.2.1.1, 8.1.2). A connection is kept as long as it
 * stands; a peer that names itself by a domain name, or by a private address it cannot be reached
 * at, is reached where its messages came from. Owned by one loop; watches its flow until closed.
 */
public final class PeerPath {
    private static final AsciiString TRANSPORT = AsciiString.cached("transport");

    private final Outbound outbound;
    private final FlowFailure whenBroken = why -> broken = true;
    private Flow arrival;
    private boolean broken;
    // Where a name of the peer led the last time: it names itself the same way all along.
    private AsciiString named = AsciiString.EMPTY_STRING;
    private @Nullable InetAddress host;

    public PeerPath(Outbound outbound, Flow arrival) {
        this.outbound = outbound;
        this.arrival = arrival;
        arrival.watch(whenBroken);
    }

    /** The flow that the peer's last message used. */
    public Flow arrival() {
        return arrival;
    }

    /** The peer's messages come by another flow from now on, such as a new connection. */
    public void moved(Flow flow) {
        if (!flow.equals(arrival)) {
            arrival.unwatch(whenBroken);
            arrival = flow;
            broken = false;
            flow.watch(whenBroken);
        }
    }

    public void close() {
        arrival.unwatch(whenBroken);
    }

    /** The way for the next request in {@code dialog}. */
    public Flow flow(Dialog dialog) {
        boolean connected = arrival.protocol().reliable() && !broken;
        if (connected || !(dialog.nextHop() instanceof SipUri uri)) {
            return arrival;
        }
        InetAddress host = host(uri);
        if (host == null || behindNat(host)) {
            return arrival;
        }
        // Who came by TLS or WSS is not answered in clear: his ws is wss.
        boolean secure = uri.secure() || arrival.protocol().secure();
        Protocol protocol =
                uri.params()
                        .get(TRANSPORT)
                        .flatMap(name -> Protocol.of(name, secure))
                        .orElse(arrival.protocol());
        int port = uri.port() < 0 ? protocol.defaultPort() : uri.port();
        InetSocketAddress address = new InetSocketAddress(host, port);
        return address.equals(arrival.remote()) && protocol == arrival.protocol() && !broken
                ? arrival
                : outbound.flowTo(arrival.realm(), new Target(protocol, address, provenName()));
    }

    private @Nullable InetAddress host(SipUri uri) {
        if (!named.contentEquals(uri.host())) {
            named = uri.host();
            host = NetUtil.createInetAddressFromIpAddressString(uri.host().toString());
        }
        return host;
    }

    /** Who the peer was the first time he must be again; empty where he has not shown it. */
    private String provenName() {
        return arrival.peerNames().isEmpty() ? "" : arrival.peerNames().getFirst();
    }

    private boolean behindNat(InetAddress claimed) {
        return arrival.realm().trust() == Trust.UNTRUSTED
                && claimed.isSiteLocalAddress()
                && !claimed.equals(arrival.remote().getAddress());
    }
}

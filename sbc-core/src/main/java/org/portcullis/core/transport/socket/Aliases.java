package org.portcullis.core.transport.socket;

import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.Via;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;
import org.portcullis.core.transport.Trust;

/**
 * Connections that peers made to a listen point and that they offer for requests to them as well,
 * with {@code alias} in their Via (RFC 5923).
 *
 * <p>The alias is the port of sent-by at the address that the connection comes from: nobody speaks
 * for another address. Over TLS it counts if the peer has proven the very name that a request is
 * for; in clear, where anybody on that host could take a port, only in realms that are not
 * untrusted. WebSocket clients are reached over their connections anyway (RFC 7118 5).
 *
 * <p>Any loop: connections are aliased and looked up far more seldom than messages pass.
 */
final class Aliases {
    private static final AsciiString ALIAS = AsciiString.cached("alias");

    private final Realm realm;
    private final Protocol protocol;
    private final Counter reused;
    private final Map<InetSocketAddress, StreamFlow> byAddress = new ConcurrentHashMap<>();

    Aliases(Realm realm, Protocol protocol, TransportCounters counters) {
        this.realm = realm;
        this.protocol = protocol;
        this.reused =
                counters.counter(
                        "portcullis_sip_connections_reused_total",
                        "Times that a connection which the peer made was taken for a request to"
                                + " it.");
    }

    /** Takes the offer of a request that came over {@code flow}, if there is one. On its loop. */
    void offered(SipRequest request, StreamFlow flow) {
        Via via = request.topVia();
        if (flow.alias() != null || !via.params().has(ALIAS) || !acceptable(flow)) {
            return;
        }
        int port = ReplyAddress.sentByPort(via, protocol);
        InetSocketAddress alias = new InetSocketAddress(flow.remote().getAddress(), port);
        flow.alias(alias);
        byAddress.put(alias, flow); // the latest one is the one that lives
    }

    private boolean acceptable(StreamFlow flow) {
        return switch (protocol) {
            case TCP -> realm.trust() != Trust.UNTRUSTED;
            case TLS -> !flow.peerNames().isEmpty();
            case UDP, WS, WSS -> false;
        };
    }

    /** The connection to take for {@code target}; null where a new one is to be made. */
    @Nullable StreamFlow find(Target target) {
        StreamFlow flow = byAddress.get(target.address());
        if (flow == null || !flow.isOpen()) {
            return null;
        }
        if (protocol == Protocol.TLS && !flow.peerNames().contains(target.name())) {
            return null;
        }
        reused.increment();
        return flow;
    }

    void ended(StreamFlow flow) {
        InetSocketAddress alias = flow.alias();
        if (alias != null) {
            byAddress.remove(alias, flow);
        }
    }

    int size() {
        return byAddress.size();
    }
}

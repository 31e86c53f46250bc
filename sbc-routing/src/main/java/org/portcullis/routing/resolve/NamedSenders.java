package org.portcullis.routing.resolve;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.portcullis.core.border.ForwardingRouting;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.Routing;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;

/**
 * Routes to which a source that nobody else claims is the peer whose destination's name leads
 * there, as far as it has been looked up: calls and probes do so. Any loop.
 */
public final class NamedSenders extends ForwardingRouting {
    private final Routing routes;
    private final Names names;
    private final List<Named> named;
    private volatile Sources sources = new Sources(-1, Map.of());

    /**
     * @param hops the destinations that are known by name
     */
    public NamedSenders(Routing routes, Names names, List<Hop> hops) {
        this.routes = routes;
        this.names = names;
        this.named =
                hops.stream()
                        .map(
                                hop ->
                                        new Named(
                                                hop,
                                                Lookup.of(
                                                        hop.uri(),
                                                        hop.target(),
                                                        Reach.of(hop.realm()))))
                        .toList();
    }

    private record Named(Hop hop, Lookup lookup) {}

    private record Source(String realm, InetAddress address) {}

    /** Who sends from where, as it was known with a version of the names. */
    private record Sources(int version, Map<Source, Origin> peers) {}

    @Override
    public Origin identify(SipRequest request, Flow flow) {
        Origin origin = routes.identify(request, flow);
        if (named.isEmpty() || !(origin instanceof Origin.Unknown)) {
            return origin;
        }
        InetAddress address = flow.remote().getAddress();
        return sources().peers().getOrDefault(new Source(flow.realm().name(), address), origin);
    }

    private Sources sources() {
        int version = names.version();
        Sources known = sources;
        if (known.version() != version) {
            known = new Sources(version, read());
            sources = known;
        }
        return known;
    }

    private Map<Source, Origin> read() {
        Map<Source, Origin> peers = new HashMap<>();
        for (Named each : named) {
            Hop hop = each.hop();
            for (Endpoint endpoint :
                    names.last(each.lookup()).map(Resolved::all).orElse(List.of())) {
                InetAddress address = endpoint.target().address().getAddress();
                peers.putIfAbsent(new Source(hop.realm().name(), address), hop.peer());
            }
        }
        return Map.copyOf(peers);
    }

    @Override
    protected Routing routes() {
        return routes;
    }
}

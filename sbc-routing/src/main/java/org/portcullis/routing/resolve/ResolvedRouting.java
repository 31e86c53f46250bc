package org.portcullis.routing.resolve;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.portcullis.core.border.ForwardingRouting;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.Routing;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.Uri;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.Realm;

/** Routes of one loop whose destinations may be known by name (RFC 3263). Owned by its loop. */
public final class ResolvedRouting extends ForwardingRouting {
    private final Routing routes;
    private final Names names;
    private final Lookups lookups = new Lookups();
    private final SipLoop loop;
    private final RandomGenerator random;

    /**
     * @param random for the choice among services by weight
     */
    public ResolvedRouting(Routing routes, Names names, SipLoop loop, RandomGenerator random) {
        this.routes = routes;
        this.names = names;
        this.loop = loop;
        this.random = random;
    }

    @Override
    public RouteDecision route(SipRequest request, Origin origin, Realm realm) {
        return switch (routes.route(request, origin, realm)) {
            case RouteDecision.Reject reject -> reject;
            case RouteDecision.Redirect redirect -> redirect;
            case RouteDecision.Forward forward ->
                    new RouteDecision.Forward(
                            forward.route(),
                            new ResolvedPlan(forward.plan(), names, lookups, loop, random),
                            forward.request(),
                            forward.headers());
        };
    }

    /**
     * A redirection to a name is followed where that name is configured and known already: nobody
     * waits for it.
     */
    @Override
    public Optional<Hop> permitted(Uri contact) {
        return routes.permitted(contact).flatMap(this::known);
    }

    private Optional<Hop> known(Hop hop) {
        if (hop.target().resolved()) {
            return Optional.of(hop);
        }
        List<Endpoint> endpoints =
                names.last(lookups.of(hop))
                        .map(found -> found.order(random, loop.nowNanos()))
                        .orElse(List.of());
        return endpoints.stream()
                .findFirst()
                .map(its -> new Hop(hop.peer(), hop.realm(), hop.uri(), its.target()));
    }

    @Override
    protected Routing routes() {
        return routes;
    }
}

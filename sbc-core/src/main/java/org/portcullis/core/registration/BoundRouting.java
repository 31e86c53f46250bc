package org.portcullis.core.registration;

import java.util.List;
import org.portcullis.core.border.ForwardingRouting;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.border.Routing;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Realm;

/**
 * Routes of one loop: what is addressed to a token goes to its phone over its flow and nowhere
 * else, or gets 430 (RFC 5626 5.3.1); everything else goes as configured. Owned by its loop.
 */
public final class BoundRouting extends ForwardingRouting {
    private static final RouteDecision FLOW_FAILED = new RouteDecision.Reject(430);

    private final Bindings bindings;
    private final Routing routes;

    public BoundRouting(Bindings bindings, Routing routes) {
        this.bindings = bindings;
        this.routes = routes;
    }

    @Override
    public RouteDecision route(SipRequest request, Origin origin, Realm realm) {
        if (!Bindings.addressed(request)) {
            return routes.route(request, origin, realm);
        }
        // Phones know no tokens; from one of them it is a guess.
        return bindings.named(request.requestUri().user())
                .filter(binding -> !binding.aor().phones().equals(origin))
                .<RouteDecision>map(
                        binding ->
                                new RouteDecision.Forward(
                                        "registration", new One(binding.hop()), request))
                .orElse(FLOW_FAILED);
    }

    @Override
    protected Routing routes() {
        return routes;
    }

    /** The phone or nobody. */
    private record One(Hop hop) implements RoutePlan {
        @Override
        public List<Hop> first() {
            return List.of(hop);
        }

        @Override
        public List<Hop> next(int status) {
            return List.of();
        }

        @Override
        public void answered(Hop hop) {}

        @Override
        public void silent(Hop hop) {}
    }
}

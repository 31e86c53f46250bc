package org.portcullis.core.registration;

import java.util.ArrayList;
import java.util.List;
import org.portcullis.core.border.ForwardingRouting;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.border.Routing;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.transport.Realm;

/**
 * Routes of one loop: what is for a user that the box has registered itself goes to where that user
 * is, to all contacts of one preference at the same time and to the next after them; everything
 * else goes as configured. Owned by its loop.
 */
public final class UserRouting extends ForwardingRouting {
    private final Whereabouts whereabouts;
    private final RegistrarSettings settings;
    private final Routing routes;

    public UserRouting(Whereabouts whereabouts, RegistrarSettings settings, Routing routes) {
        this.whereabouts = whereabouts;
        this.settings = settings;
        this.routes = routes;
    }

    @Override
    public RouteDecision route(SipRequest request, Origin origin, Realm realm) {
        if (request.requestUri() instanceof SipUri uri
                && !(origin instanceof Origin.Unknown)
                && settings.serves(uri.host())) {
            List<Whereabouts.Place> places = whereabouts.of(uri.user());
            if (!places.isEmpty()) {
                return new RouteDecision.Forward("registered", new ByPreference(places), request);
            }
        }
        return routes.route(request, origin, realm);
    }

    @Override
    protected Routing routes() {
        return routes;
    }

    /** RFC 3261 16.6: parallel where the preference is the same, serial after; 6xx ends it. */
    private static final class ByPreference implements RoutePlan {
        private final List<Whereabouts.Place> places;
        private int tried;

        ByPreference(List<Whereabouts.Place> places) {
            this.places = places;
        }

        @Override
        public List<Hop> first() {
            List<Hop> group = new ArrayList<>(1);
            while (tried < places.size()
                    && (group.isEmpty()
                            || places.get(tried).preference()
                                    == places.get(tried - 1).preference())) {
                group.add(places.get(tried++).hop());
            }
            return group;
        }

        @Override
        public List<Hop> next(int status) {
            return status >= 600 ? List.of() : first();
        }

        @Override
        public void answered(Hop hop) {}

        @Override
        public void silent(Hop hop) {}
    }
}

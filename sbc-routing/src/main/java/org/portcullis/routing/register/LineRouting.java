package org.portcullis.routing.register;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.agent.RegisterClient;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.Routing;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Realm;

/**
 * Routes to which a request for a Contact that we have registered with a carrier comes from that
 * carrier, wherever it comes from: nobody else knows it. Any loop.
 */
public final class LineRouting implements Routing {
    private final Routing routes;
    private final Lines lines;

    public LineRouting(Routing routes, Lines lines) {
        this.routes = routes;
        this.lines = lines;
    }

    @Override
    public Origin identify(SipRequest request, Flow flow) {
        if (request.requestUri() instanceof SipUri uri) {
            AsciiString token = uri.params().valueOf(RegisterClient.LINE);
            Optional<Origin> owner =
                    token.isEmpty() ? Optional.empty() : lines.owner(token, flow.realm());
            if (owner.isPresent()) {
                return owner.get();
            }
        }
        return routes.identify(request, flow);
    }

    @Override
    public Origin identify(SipRequest request, Flow flow, String user) {
        return routes.identify(request, flow, user);
    }

    @Override
    public PeerProfile profile(Origin origin) {
        return routes.profile(origin);
    }

    @Override
    public Optional<AsciiString> emergency(SipRequest request, Origin origin) {
        return routes.emergency(request, origin);
    }

    @Override
    public RouteDecision route(SipRequest request, Origin origin, Realm realm) {
        return routes.route(request, origin, realm);
    }

    @Override
    public Optional<Hop> permitted(Uri contact) {
        return routes.permitted(contact);
    }
}

package org.portcullis.routing.register;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.agent.RegisterClient;
import org.portcullis.core.border.ForwardingRouting;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.Routing;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.transport.Flow;

/**
 * Routes to which a request for a Contact that we have registered with a carrier comes from that
 * carrier, wherever it comes from: nobody else knows it. Any loop.
 */
public final class LineRouting extends ForwardingRouting {
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
    protected Routing routes() {
        return routes;
    }
}

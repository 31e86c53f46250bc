package org.portcullis.appliance.boot;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.Routing;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.Uri;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Realm;

/**
 * The routing of one loop, replaced whole between two messages: whatever is asked about one request
 * is answered by one configuration. Owned by its loop.
 */
final class LoopRouting implements Routing {
    private final SipLoop loop;
    private Routing routing;

    LoopRouting(SipLoop loop, Routing first) {
        this.loop = loop;
        this.routing = first;
    }

    void use(Routing next) {
        assert loop.inLoop();
        routing = next;
    }

    @Override
    public Origin identify(SipRequest request, Flow flow) {
        return routing.identify(request, flow);
    }

    @Override
    public Origin identify(SipRequest request, Flow flow, String user) {
        return routing.identify(request, flow, user);
    }

    @Override
    public PeerProfile profile(Origin origin) {
        return routing.profile(origin);
    }

    @Override
    public Optional<AsciiString> emergency(SipRequest request, Origin origin) {
        return routing.emergency(request, origin);
    }

    @Override
    public RouteDecision route(SipRequest request, Origin origin, Realm realm) {
        return routing.route(request, origin, realm);
    }

    @Override
    public Optional<Hop> permitted(Uri contact) {
        return routing.permitted(contact);
    }
}

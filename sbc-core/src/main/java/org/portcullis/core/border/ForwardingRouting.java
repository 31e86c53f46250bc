package org.portcullis.core.border;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.Uri;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Realm;

/**
 * Routing that leaves to another what a subclass does not answer itself. On the threads that the
 * other may be called on.
 */
public abstract class ForwardingRouting implements Routing {

    /** Who answers for it. */
    protected abstract Routing routes();

    @Override
    public Origin identify(SipRequest request, Flow flow) {
        return routes().identify(request, flow);
    }

    @Override
    public Origin identify(SipRequest request, Flow flow, String user) {
        return routes().identify(request, flow, user);
    }

    @Override
    public PeerProfile profile(Origin origin) {
        return routes().profile(origin);
    }

    @Override
    public Optional<AsciiString> emergency(SipRequest request, Origin origin) {
        return routes().emergency(request, origin);
    }

    @Override
    public RouteDecision route(SipRequest request, Origin origin, Realm realm) {
        return routes().route(request, origin, realm);
    }

    @Override
    public Optional<Hop> permitted(Uri contact) {
        return routes().permitted(contact);
    }
}

package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.Routing;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.Uri;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Realm;

/** Routes that lead nowhere. */
final class NowhereRouting implements Routing {
    @Override
    public Origin identify(SipRequest request, Flow flow) {
        return new Origin.Unknown();
    }

    @Override
    public Origin identify(SipRequest request, Flow flow, String user) {
        return new Origin.Unknown();
    }

    @Override
    public Optional<AsciiString> emergency(SipRequest request, Origin origin) {
        return Optional.empty();
    }

    @Override
    public PeerProfile profile(Origin origin) {
        return PeerProfile.DEFAULT;
    }

    @Override
    public RouteDecision route(SipRequest request, Origin origin, Realm realm) {
        return new RouteDecision.Reject(404);
    }

    @Override
    public Optional<Hop> permitted(Uri contact) {
        return Optional.empty();
    }
}

package org.portcullis.routing.route;

import io.netty.util.AsciiString;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.topology.Numbers;
import org.portcullis.core.transport.Realm;

/**
 * A request that is being routed, with what conditions ask of it again and again.
 *
 * @param realm the name of the side of the border that it came from
 */
record Asked(
        SipRequest request, Origin origin, String realm, AsciiString called, AsciiString calling) {

    static Asked of(SipRequest request, Origin origin, Realm realm) {
        return new Asked(
                request, origin, realm.name(), Numbers.called(request), Numbers.calling(request));
    }
}

package org.portcullis.core.border;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.topology.Crossing;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/**
 * One destination of a call.
 *
 * @param peer whom the call goes to, as configured
 * @param realm the side of the border it lives on
 * @param uri the host and port for the Request-URI and To; the user part is the call's own
 * @param target the transport address to send to
 * @param registered how it is reached, where it is a registered phone: then {@code uri} is its own
 *     Contact, user and all
 */
public record Hop(
        Origin peer, Realm realm, SipUri uri, Target target, Optional<Registered> registered) {

    /** A configured destination. */
    public Hop(Origin peer, Realm realm, SipUri uri, Target target) {
        this(peer, realm, uri, target, Optional.empty());
    }

    /**
     * The way to a registered phone.
     *
     * @param flow that its REGISTER came by (RFC 5626 5.3)
     * @param path the proxies before it, as Route has them (RFC 3327 5.4); seldom any
     */
    public record Registered(Flow flow, List<AsciiString> path) {
        public Registered {
            path = List.copyOf(path);
        }
    }

    /** A registered phone with that Contact, which has no URI headers. */
    public static Hop toPhone(Origin peer, SipUri contact, Registered registered) {
        Flow flow = registered.flow();
        return new Hop(
                peer,
                flow.realm(),
                contact,
                new Target(flow.protocol(), flow.remote()),
                Optional.of(registered));
    }

    /** The way there, called on the loop of {@code outbound}. */
    public Flow flow(Outbound outbound) {
        return registered.isPresent() ? registered.get().flow() : outbound.flowTo(realm, target);
    }

    /** The Request-URI of a request that goes there because {@code incoming} has come. */
    public AsciiString requestUri(Crossing crossing, SipRequest incoming) {
        return registered.isPresent() ? uri.text() : crossing.requestUri(incoming, uri);
    }

    /** Writes the routes of a request that begins something there; mostly none. */
    public void writeRoutes(MessageWriter writer) {
        if (registered.isPresent()) {
            List<AsciiString> path = registered.get().path();
            for (int i = 0; i < path.size(); i++) {
                writer.header(HeaderName.ROUTE, path.get(i));
            }
        }
    }
}

package org.portcullis.core.border;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.Uri;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Realm;

/**
 * The port to route selection: who sent a request, how that peer is treated, and where a request
 * goes next.
 *
 * <p>Called on any loop; an implementation reads one immutable snapshot and keeps shared counters
 * only. No method has a default: what wraps another Routing is a {@link ForwardingRouting}.
 */
public interface Routing {

    /** The configured peer that sent {@code request}, recognised by how it arrived. */
    Origin identify(SipRequest request, Flow flow);

    /**
     * The configured peer that is recognised by {@code user}, which has proven who it is, and by
     * how the request arrived; the user itself where no peer is. Whoever is a peer's user is nobody
     * where the peer is not recognised.
     */
    Origin identify(SipRequest request, Flow flow, String user);

    /** How a peer is treated; the default for one that has nothing of its own configured. */
    PeerProfile profile(Origin origin);

    /**
     * The emergency number that a request outside any dialog is for, if it is for one: it goes
     * ahead of every limit and rule.
     *
     * @param origin who sent it
     */
    Optional<AsciiString> emergency(SipRequest request, Origin origin);

    /**
     * What to do with an admitted request outside any dialog. Called once for each.
     *
     * @param realm the side of the border that it came from
     */
    RouteDecision route(SipRequest request, Origin origin, Realm realm);

    /**
     * The destination that a URI of a redirection means (RFC 3261 8.1.3.4), if it is one that is
     * configured: nobody else is called at a peer's word.
     */
    Optional<Hop> permitted(Uri contact);
}

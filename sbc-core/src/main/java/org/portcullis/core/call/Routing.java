package org.portcullis.core.call;

import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;

/**
 * The port to route selection: who sent a request, and where it goes next.
 *
 * <p>Called on any loop; an implementation reads one immutable snapshot and keeps shared counters
 * only.
 */
public interface Routing {

    /** The configured peer that sent {@code request}, recognised by how it arrived. */
    Origin identify(SipRequest request, Flow flow);

    /** What to do with an admitted request outside any dialog. */
    RouteDecision route(SipRequest request, Origin origin, Flow flow);
}

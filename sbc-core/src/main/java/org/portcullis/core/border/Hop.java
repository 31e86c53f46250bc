package org.portcullis.core.border;

import org.portcullis.core.message.SipUri;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/**
 * One destination of a call.
 *
 * @param peer whom the call goes to, as configured
 * @param realm the side of the border it lives on
 * @param uri the host and port for the Request-URI and To; the user part is the call's own
 * @param target the transport address to send to
 */
public record Hop(Origin peer, Realm realm, SipUri uri, Target target) {}

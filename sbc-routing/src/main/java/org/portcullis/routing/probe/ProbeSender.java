package org.portcullis.routing.probe;

import java.util.function.IntConsumer;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/** Carries probes: a client transaction of core behind it (RFC 3261 17.1.2). */
@FunctionalInterface
public interface ProbeSender {

    /**
     * Sends a probe.
     *
     * @param peer whose destination it is
     * @param uri its Request-URI and To, unless {@code settings} have others
     * @param settings what to send, and how long to wait for the answer
     * @param status called once, on the loop that sends: the final response, 408 for none in time,
     *     503 for a transport error
     */
    void send(
            Origin peer,
            Target target,
            Realm realm,
            SipUri uri,
            ProbeSettings settings,
            IntConsumer status);
}

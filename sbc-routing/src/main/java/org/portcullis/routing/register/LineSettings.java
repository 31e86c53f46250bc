package org.portcullis.routing.register;

import java.time.Duration;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.resolve.NextHop;

/**
 * A registration of the box with a carrier, as configured.
 *
 * @param trunk whose it is, and whose accounts are shown
 * @param aor the address-of-record that is registered
 * @param contactUser the user in our Contact
 * @param expires how long it is asked for
 * @param retry how long the first attempt after a failure waits; each further one twice as long
 * @param retryMost the longest of these waits
 */
public record LineSettings(
        Origin.Trunk trunk,
        Realm realm,
        NextHop registrar,
        SipUri aor,
        String contactUser,
        Duration expires,
        Duration retry,
        Duration retryMost) {

    public LineSettings {
        registrar.requireReachableFrom(realm);
        if (aor.user().isEmpty()) {
            throw new IllegalArgumentException(
                    "aor: " + aor + " (expected: a URI with a user, as sip:100@carrier.example)");
        }
        if (retryMost.compareTo(retry) < 0) {
            throw new IllegalArgumentException(
                    "retry-most: " + retryMost + " (expected: at least retry, " + retry + ")");
        }
    }
}

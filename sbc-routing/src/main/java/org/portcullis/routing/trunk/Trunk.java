package org.portcullis.routing.trunk;

import org.portcullis.core.transport.Realm;
import org.portcullis.routing.resolve.NextHop;

/**
 * A peer of its own, as configured.
 *
 * @param name unique among trunks and dispatchers
 * @param realm the side of the border it lives on
 * @param match whose requests are its
 * @param sendTo where requests to it go; over TLS, to whoever proves to have the name of {@code
 *     match}, where that asks for one
 */
public record Trunk(String name, Realm realm, TrunkMatch match, NextHop sendTo) {
    public Trunk {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("trunks: empty name (expected: a name)");
        }
        sendTo = match.tlsName().map(sendTo::named).orElse(sendTo);
        sendTo.requireReachableFrom(realm);
    }
}

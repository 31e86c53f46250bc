package org.portcullis.routing.trunk;

import java.util.Optional;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.resolve.NextHop;

/**
 * A peer of its own, as configured.
 *
 * @param name unique among trunks and dispatchers
 * @param realm the side of the border it lives on
 * @param match whose requests are its
 * @param sendTo where requests to it go; over TLS, to whoever proves to have the name of {@code
 *     match}, where that asks for one. Empty for phones, which are wherever they register from
 * @param failover which of its failures the next peer of a route makes good
 */
public record Trunk(
        String name,
        Realm realm,
        TrunkMatch match,
        Optional<NextHop> sendTo,
        FailoverCodes failover) {
    public Trunk {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("trunks: empty name (expected: a name)");
        }
        sendTo = sendTo.map(hop -> match.tlsName().map(hop::named).orElse(hop));
        sendTo.ifPresent(hop -> hop.requireReachableFrom(realm));
    }

    /** One with the usual failover codes. */
    public Trunk(String name, Realm realm, TrunkMatch match, Optional<NextHop> sendTo) {
        this(name, realm, match, sendTo, FailoverCodes.DEFAULT);
    }

    /** One that requests go to. */
    public Trunk(String name, Realm realm, TrunkMatch match, NextHop sendTo) {
        this(name, realm, match, Optional.of(sendTo));
    }
}

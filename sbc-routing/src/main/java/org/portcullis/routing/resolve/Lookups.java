package org.portcullis.routing.resolve;

import java.util.IdentityHashMap;
import org.portcullis.core.border.Hop;
import org.portcullis.core.transport.Target;

/** The lookups of configured destinations, made once for each. Owned by one loop. */
final class Lookups {
    /** After so many reloads nothing of the first configurations is worth keeping. */
    private static final int MOST = 10_000;

    private final IdentityHashMap<Target, Lookup> known = new IdentityHashMap<>();

    /** What is to be looked up for a destination whose target is a name. */
    Lookup of(Hop hop) {
        Lookup lookup = known.get(hop.target());
        if (lookup == null) {
            if (known.size() >= MOST) {
                known.clear();
            }
            lookup = Lookup.of(hop.uri(), hop.target(), Reach.of(hop.realm()));
            known.put(hop.target(), lookup);
        }
        return lookup;
    }
}

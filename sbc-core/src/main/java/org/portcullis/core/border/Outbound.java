package org.portcullis.core.border;

import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/** The port to transport for one loop: the way from a realm to a target. Called on that loop. */
@FunctionalInterface
public interface Outbound {
    Flow flowTo(Realm realm, Target target);
}

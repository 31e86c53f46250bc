package org.portcullis.appliance.boot;

import org.portcullis.core.border.ForwardingRouting;
import org.portcullis.core.border.Routing;
import org.portcullis.core.runtime.SipLoop;

/**
 * The routing of one loop, replaced whole between two messages: whatever is asked about one request
 * is answered by one configuration. Owned by its loop.
 */
final class LoopRouting extends ForwardingRouting {
    private final SipLoop loop;
    private Routing routing;

    LoopRouting(SipLoop loop, Routing first) {
        this.loop = loop;
        this.routing = first;
    }

    void use(Routing next) {
        assert loop.inLoop();
        routing = next;
    }

    @Override
    protected Routing routes() {
        return routing;
    }
}

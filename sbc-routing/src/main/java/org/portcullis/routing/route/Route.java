package org.portcullis.routing.route;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;

/**
 * One line of the routing table, as configured.
 *
 * @param name unique
 * @param from the peer it is for; empty for every peer
 */
public record Route(String name, Optional<Origin> from, Action to) {
    public Route {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("routes: empty name (expected: a name)");
        }
    }

    /** What becomes of a request. */
    public sealed interface Action {}

    /** It goes to a trunk or dispatcher. */
    public record Send(Origin peer) implements Action {}

    /** It goes to all of these at the same time, and to whoever answers first. */
    public record Fork(List<Origin> peers) implements Action {
        public Fork {
            peers = List.copyOf(peers);
            if (peers.size() < 2 || Set.copyOf(peers).size() < peers.size()) {
                throw new IllegalArgumentException(
                        "fork: " + peers + " (expected: two or more peers, each once)");
            }
        }
    }

    /** It is refused. */
    public record Reject(RouteDecision.Reject decision) implements Action {
        public Reject(int status) {
            this(new RouteDecision.Reject(status));
        }
    }
}

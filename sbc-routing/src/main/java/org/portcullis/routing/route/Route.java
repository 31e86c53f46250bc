package org.portcullis.routing.route;

import io.netty.util.AsciiString;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.routing.number.NumberTable;

/**
 * One line of the routing table, as configured.
 *
 * @param name unique
 * @param when which requests it is for
 * @param change what of them is rewritten first
 * @param to what becomes of them
 */
public record Route(String name, RouteMatch when, RouteChange change, Action to) {
    public Route {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("routes: empty name (expected: a name)");
        }
    }

    /**
     * One for every request of a peer, which changes nothing.
     *
     * @param from the peer it is for; empty for every peer
     */
    public Route(String name, Optional<Origin> from, Action to) {
        this(name, RouteMatch.from(from), RouteChange.NONE, to);
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

    /** It goes to one of these after the other, the cheapest first, until one takes it. */
    public record InTurn(List<Choice> choices) implements Action {
        public InTurn {
            choices = List.copyOf(choices);
            Set<Origin> peers = new HashSet<>();
            choices.forEach(choice -> peers.add(choice.peer()));
            if (choices.isEmpty() || peers.size() < choices.size()) {
                throw new IllegalArgumentException(
                        "in-turn: " + choices + " (expected: one or more peers, each once)");
            }
        }
    }

    /**
     * One of several peers.
     *
     * @param priority the lowest is tried first
     * @param costMicros among those of one priority the cheapest is first; millionths of anything
     * @param weight how often it comes first among those of one priority and cost
     */
    public record Choice(Origin peer, int priority, int costMicros, int weight) {
        public Choice {
            if (priority < 0 || costMicros < 0 || weight < 0) {
                throw new IllegalArgumentException(
                        priority + ", " + costMicros + ", " + weight + " (expected: 0 or more)");
            }
        }
    }

    /**
     * It goes where a table says, by the longest prefix of the called number; the next route is
     * looked at where the number is not in it.
     */
    public record LookUp(NumberTable table) implements Action {}

    /**
     * Its sender is told where else to try (RFC 3261 8.3).
     *
     * @param status 300 to 399
     * @param contacts URIs, in which {@link #NUMBER} stands for the called number
     */
    public record Redirect(int status, List<String> contacts) implements Action {
        /** In a contact: the called number, as the route has rewritten it. */
        public static final String NUMBER = "{number}";

        public Redirect {
            contacts = List.copyOf(contacts);
            if (contacts.isEmpty()) {
                throw new IllegalArgumentException("contacts: none (expected: one or more)");
            }
        }
    }

    /** It is refused. */
    public record Reject(RouteDecision.Reject decision) implements Action {
        public Reject(int status) {
            this(new RouteDecision.Reject(status));
        }

        /**
         * @param reason the phrase of the status line; empty for the usual one
         */
        public Reject(int status, AsciiString reason) {
            this(new RouteDecision.Reject(status, reason));
        }
    }
}

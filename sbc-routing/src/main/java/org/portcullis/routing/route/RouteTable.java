package org.portcullis.routing.route;

import io.netty.util.AsciiString;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.topology.HeaderRules;
import org.portcullis.core.topology.Numbers;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.dispatch.ForkPlan;
import org.portcullis.routing.number.NumberTable;
import org.portcullis.routing.number.NumberTableBuilder;

/**
 * The routes in their order, with all names looked up: the first that is for a request and knows
 * what to do with it decides. Immutable; any loop.
 */
final class RouteTable {
    private static final Optional<RouteDecision> UNDECIDED = Optional.empty();

    private final List<Rule> rules = new ArrayList<>();
    private final Map<Origin, Way> ways;
    private final Map<String, Way> waysByName = new HashMap<>();
    private final InstantSource clock;
    private final Supplier<RandomGenerator> random;
    private final Counters counters;

    /**
     * @param ways to every peer that a request can go to
     * @param clock for routes that are not always in force
     * @param random the calling thread's, for choices by weight
     * @throws IllegalArgumentException naming a peer that there is no way to
     */
    RouteTable(
            List<Route> routes,
            Map<Origin, Way> ways,
            InstantSource clock,
            Supplier<RandomGenerator> random,
            Counters counters) {
        this.ways = ways;
        this.clock = clock;
        this.random = random;
        this.counters = counters;
        ways.forEach((peer, way) -> waysByName.put(peer.name(), way));
        for (Route route : routes) {
            rules.add(new Rule(route, outcome(route), matches(route)));
        }
    }

    /** A route with all its names looked up. */
    private record Rule(Route route, Outcome outcome, Counter matches) {}

    /** What becomes of a request whose numbers have been rewritten; nothing to pass it on. */
    private interface Outcome {
        Optional<RouteDecision> of(SipRequest request);
    }

    /** What the first route that is for a request says; empty where none is. */
    Optional<RouteDecision> route(SipRequest request, Origin origin, Realm realm) {
        Asked asked = Asked.of(request, origin, realm);
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (rule.route.when().matches(asked, clock)) {
                SipRequest changed = rule.route.change().applied(asked);
                Optional<RouteDecision> decision = rule.outcome.of(changed);
                if (decision.isPresent()) {
                    rule.matches.increment();
                    return decision;
                }
            }
        }
        return UNDECIDED;
    }

    private Outcome outcome(Route route) {
        return switch (route.to()) {
            case Route.Reject(RouteDecision.Reject reject) -> {
                Optional<RouteDecision> always = Optional.of(reject);
                yield request -> always;
            }
            case Route.Redirect(int status, List<String> contacts) ->
                    request ->
                            Optional.of(new RouteDecision.Redirect(status, at(contacts, request)));
            case Route.Send(Origin peer) -> {
                Way way = way(route, peer);
                yield request -> forward(route, way.planner().plan(request, false), request);
            }
            case Route.Fork(List<Origin> peers) -> {
                List<Way> members = peers.stream().map(peer -> way(route, peer)).toList();
                yield request -> forward(route, fork(members, request), request);
            }
            case Route.InTurn(List<Route.Choice> choices) ->
                    lookUp(route, asTable(choices), number -> 0);
            case Route.LookUp(NumberTable table) -> {
                Counter unknown =
                        counters.counter(
                                "portcullis_route_numbers_unknown_total",
                                "Called numbers that were not in the table of the route.",
                                "route",
                                route.name());
                yield lookUp(
                        route,
                        table,
                        number -> {
                            int entry = table.find(number);
                            if (entry == NumberTable.NONE) {
                                unknown.increment();
                            }
                            return entry;
                        });
            }
        };
    }

    /** Finds the entry of a called number. */
    private interface Finder {
        int entry(AsciiString number);
    }

    private Outcome lookUp(Route route, NumberTable table, Finder finder) {
        List<Way> known = new ArrayList<>();
        for (String peer : table.peers()) {
            Way way = waysByName.get(peer);
            if (way == null) {
                throw unknown(route, peer);
            }
            known.add(way);
        }
        return request -> {
            int entry = finder.entry(Numbers.called(request));
            if (entry == NumberTable.NONE) {
                return UNDECIDED;
            }
            AsciiString as = table.rewritten(entry);
            SipRequest changed =
                    as.isEmpty()
                            ? request
                            : Numbers.replaced(request, as, Numbers.calling(request));
            int[] order = table.order(entry, random.get());
            List<Way> inTurn = new ArrayList<>(order.length);
            for (int peer : order) {
                inTurn.add(known.get(peer));
            }
            return forward(route, new PeersByTurn(inTurn, changed), changed);
        };
    }

    /** One entry for every number. */
    private static NumberTable asTable(List<Route.Choice> choices) {
        List<String> names = choices.stream().map(choice -> choice.peer().name()).toList();
        NumberTableBuilder builder = new NumberTableBuilder(names);
        for (Route.Choice choice : choices) {
            NumberTableBuilder.Row row =
                    new NumberTableBuilder.Row(
                            "",
                            choice.peer().name(),
                            "",
                            choice.priority(),
                            choice.costMicros(),
                            choice.weight());
            builder.add(row, 0, true);
        }
        return builder.build();
    }

    private static Optional<RouteDecision> forward(
            Route route, RoutePlan plan, SipRequest request) {
        HeaderRules headers = route.change().headers();
        return Optional.of(new RouteDecision.Forward(route.name(), plan, request, headers));
    }

    private static RoutePlan fork(List<Way> members, SipRequest request) {
        List<RoutePlan> plans = new ArrayList<>(members.size());
        for (Way member : members) {
            plans.add(member.planner().plan(request, false));
        }
        return new ForkPlan(plans);
    }

    private static List<AsciiString> at(List<String> contacts, SipRequest request) {
        String number = Numbers.called(request).toString();
        List<AsciiString> uris = new ArrayList<>(contacts.size());
        for (String contact : contacts) {
            uris.add(new AsciiString(contact.replace(Route.Redirect.NUMBER, number)));
        }
        return uris;
    }

    private Way way(Route route, Origin peer) {
        Way way = ways.get(peer);
        if (way == null) {
            throw unknown(route, peer);
        }
        return way;
    }

    private IllegalArgumentException unknown(Route route, Object peer) {
        return new IllegalArgumentException(
                "routes: "
                        + route.name()
                        + ": "
                        + peer
                        + " (expected: one of "
                        + ways.keySet()
                        + ")");
    }

    private Counter matches(Route route) {
        return counters.counter(
                "portcullis_route_matches_total",
                "Requests that the route decided.",
                "route",
                route.name());
    }
}

package org.portcullis.appliance.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.portcullis.core.border.Origin;
import org.portcullis.routing.route.Route;

/** Reads an item of {@code routes}. */
final class RouteReader {
    private static final Scalar<Route.Action> REJECT =
            Types.integer(400, 699).map(Route.Reject::new);

    private final OneOf<Origin> from;
    private final OneOf<Route.Action> to;

    /**
     * @param trunks the names of the trunks
     * @param reachable those of them that a request can go to
     * @param dispatchers the names of the dispatcher sets
     */
    RouteReader(Set<String> trunks, Set<String> reachable, Set<String> dispatchers) {
        Reference<Origin> trunk = reference("trunks", trunks, Origin.Trunk::new);
        Reference<Origin> target = reference("trunks", reachable, Origin.Trunk::new);
        Reference<Origin> dispatcher = reference("dispatcher", dispatchers, Origin.Dispatcher::new);
        this.from =
                new OneOf<>(
                        List.of(
                                new OneOf.Choice<>("trunk", trunk, "Those of this trunk."),
                                new OneOf.Choice<>(
                                        "dispatcher", dispatcher, "Those of this set's members.")));
        this.to =
                new OneOf<>(
                        List.of(
                                new OneOf.Choice<>(
                                        "trunk", sending(target), "They go to this trunk."),
                                new OneOf.Choice<>(
                                        "dispatcher",
                                        sending(dispatcher),
                                        "They go to a member of this set."),
                                new OneOf.Choice<>(
                                        "fork",
                                        new Nested<>(s -> fork(s, target, dispatcher)),
                                        "They go to all of these at the same time, and to whoever"
                                                + " answers first."),
                                new OneOf.Choice<>(
                                        "reject",
                                        REJECT,
                                        "They are refused with this response code.")));
    }

    Form<Route> form() {
        return new Nested<>(this::read);
    }

    private Route read(Section s) {
        return new Route(
                s.required(
                        "name",
                        Types.name(),
                        "What logs and metrics call it; no two have the same."),
                s.optional("from", from, "Whose requests it is for; everybody's by default."),
                s.required("to", to, "What becomes of them."));
    }

    private static Route.Action fork(
            Section s, Reference<Origin> trunk, Reference<Origin> dispatcher) {
        Set<Origin> peers = new LinkedHashSet<>();
        peers.addAll(s.list("trunks", trunk, List.of(), "Trunks among them."));
        peers.addAll(s.list("dispatchers", dispatcher, List.of(), "Dispatcher sets among them."));
        if (peers.size() < 2) {
            s.problem(s.place("trunks"), peers.size() + " (expected: two or more in all)");
            return new Route.Send(trunk.example());
        }
        return new Route.Fork(List.copyOf(peers));
    }

    private static Reference<Origin> reference(
            String section, Set<String> names, Function<String, Origin> origin) {
        Map<String, Origin> known = new LinkedHashMap<>();
        names.forEach(name -> known.put(name, origin.apply(name)));
        return new Reference<>(section, known, new Origin.Unknown());
    }

    private static Reference<Route.Action> sending(Reference<Origin> peer) {
        Map<String, Route.Action> known = new LinkedHashMap<>();
        peer.known().forEach((name, origin) -> known.put(name, new Route.Send(origin)));
        return new Reference<>(peer.section(), known, new Route.Send(peer.example()));
    }
}

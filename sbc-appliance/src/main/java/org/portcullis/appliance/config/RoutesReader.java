package org.portcullis.appliance.config;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.portcullis.core.border.Origin;
import org.portcullis.routing.number.NumberTable;
import org.portcullis.routing.number.NumberTableFile;
import org.portcullis.routing.route.Route;
import org.portcullis.routing.route.RouteMatch;
import org.portcullis.routing.route.Sender;
import org.portcullis.routing.route.Shadows;

/** Reads {@code number-tables} and {@code routes}, and what only all routes together can tell. */
final class RoutesReader {
    private final RouteMatchReader match;
    private final Set<String> reachable;
    private final Set<String> dispatchers;
    private final Map<Origin, String> realmOf;

    /**
     * @param match for the senders
     * @param reachable the names of the trunks that a request can go to
     * @param dispatchers the names of the dispatcher sets
     * @param realmOf the name of the realm of each trunk and dispatcher set
     */
    RoutesReader(
            RouteMatchReader match,
            Set<String> reachable,
            Set<String> dispatchers,
            Map<Origin, String> realmOf) {
        this.match = match;
        this.reachable = reachable;
        this.dispatchers = dispatchers;
        this.realmOf = realmOf;
    }

    List<Route> read(Section s) {
        Set<String> peers = new HashSet<>(reachable);
        peers.addAll(dispatchers);
        Map<String, NumberTable> tables =
                new LinkedHashMap<>(
                        s.named(
                                "number-tables",
                                new Nested<>(table -> table(table, peers)),
                                List.of(),
                                "Where numbers lead, by their longest prefix: for routes to look"
                                        + " up."));
        int before = s.problems();
        List<Route> routes =
                s.list(
                        "routes",
                        new RouteReader(match, reachable, dispatchers, tables).form(),
                        List.of(),
                        "Where requests go. The first that is for a request decides; where none is,"
                                + " 404.");
        requireOwnNames(s, routes);
        if (s.problems() > before) {
            return routes; // what stands in for what is wrong would be told of, too
        }
        requireRows(s, routes);
        requireRealms(s, routes);
        requireReached(s, routes);
        return routes;
    }

    private static void requireReached(Section s, List<Route> routes) {
        for (Shadows.Shadow shadow : Shadows.of(routes)) {
            Route above = routes.get(shadow.above());
            s.problem(
                    s.place("routes", shadow.route()),
                    routes.get(shadow.route()).name()
                            + ": never reached, as "
                            + above.name()
                            + " in line "
                            + s.place("routes", shadow.above()).line()
                            + " takes all of its requests (expected: it above that one, or not at"
                            + " all)");
        }
    }

    private static NumberTable table(Section s, Collection<String> peers) {
        boolean nested =
                s.value(
                        "nested",
                        Types.truth(),
                        "true",
                        "Whether a number may begin with another number of the table. Where it may,"
                                + " the longer one decides.");
        return s.required(
                "file",
                new FileOf<>(
                        "numbers",
                        NumberTable.EMPTY,
                        (path, problems) -> load(path, peers, nested, problems)),
                "Comma-separated, the first line naming the columns: `number`, digits that a called"
                        + " number begins with, its plus sign or none; `to`, a trunk or dispatcher"
                        + " set; perhaps `as`, what the called number becomes; and where several"
                        + " peers are to be tried, `priority`, `cost` and `weight`, with a line for"
                        + " each. Read anew with the configuration.");
    }

    private static NumberTable load(
            Path path, Collection<String> peers, boolean nested, Consumer<String> problems) {
        NumberTableFile file = NumberTableFile.read(path, peers, nested);
        file.problems().forEach(problems);
        return file.table();
    }

    private static void requireOwnNames(Section s, List<Route> routes) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < routes.size(); i++) {
            String name = routes.get(i).name();
            if (!names.add(name)) {
                s.problem(
                        s.place("routes", i, "name"),
                        name + ": a route above has this name (expected: another)");
            }
        }
    }

    private static void requireRows(Section s, List<Route> routes) {
        for (int i = 0; i < routes.size(); i++) {
            if (routes.get(i).to() instanceof Route.LookUp(NumberTable table)
                    && table.size() == 0) {
                s.problem(
                        s.place("routes", i, "to"),
                        routes.get(i).name() + ": leads nowhere (expected: a table with numbers)");
            }
        }
    }

    /** What comes from a peer comes from the realm of that peer. */
    private void requireRealms(Section s, List<Route> routes) {
        for (int i = 0; i < routes.size(); i++) {
            RouteMatch when = routes.get(i).when();
            Optional<String> its =
                    when.from()
                            .filter(from -> from instanceof Sender.Peer)
                            .map(from -> realmOf.get(((Sender.Peer) from).origin()));
            if (when.realm().isPresent() && its.isPresent() && !its.equals(when.realm())) {
                s.problem(
                        s.place("routes", i, "when"),
                        routes.get(i).name()
                                + ": never reached, as its sender is in realm "
                                + its.get()
                                + " (expected: that realm, or none)");
            }
        }
    }
}

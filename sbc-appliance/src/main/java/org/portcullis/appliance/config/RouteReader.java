package org.portcullis.appliance.config;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.Uri;
import org.portcullis.routing.number.NumberTable;
import org.portcullis.routing.route.Route;

/** Reads an item of {@code routes}. */
final class RouteReader {
    private static final Scalar<Integer> REFUSAL = Types.integer(400, 699);
    private static final Scalar<Route.Action> REJECT = REFUSAL.map(Route.Reject::new);

    private static final Scalar<String> REASON =
            Types.scalar(
                    "up to 100 printable ASCII characters",
                    "Not Here",
                    Scalar.Json.Text.ANY,
                    text -> Optional.of(text).filter(t -> t.matches("[!-~]([ -~]{0,98}[!-~])?")));

    private static final Scalar<String> CONTACT =
            Types.scalar(
                    "a SIP URI, such as sip:{number}@192.0.2.9:5060",
                    "sip:{number}@192.0.2.9",
                    new Scalar.Json.Text("^(sips?|tel):.+$"),
                    RouteReader::contact);

    private static final Scalar<Integer> COST_MICROS =
            Types.scalar(
                    "a number from 0 to 1000 with up to six decimals",
                    "0.012",
                    new Scalar.Json.Text("^[0-9]+(\\.[0-9]{1,6})?$"),
                    RouteReader::micros);

    private final RouteMatchReader match;
    private final Reference<Origin> target;
    private final Reference<Origin> dispatcher;
    private final OneOf<Route.Action> to;

    /**
     * @param match for the senders
     * @param reachable the names of the trunks that a request can go to
     * @param dispatchers the names of the dispatcher sets
     */
    RouteReader(
            RouteMatchReader match,
            Set<String> reachable,
            Set<String> dispatchers,
            Map<String, NumberTable> tables) {
        this.match = match;
        this.target = reference("trunks", reachable, Origin.Trunk::new);
        this.dispatcher = reference("dispatcher", dispatchers, Origin.Dispatcher::new);
        Map<String, Route.Action> lookUps = new LinkedHashMap<>();
        tables.forEach((name, table) -> lookUps.put(name, new Route.LookUp(table)));
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
                                        "in-turn",
                                        new Nested<>(this::inTurn),
                                        "They go to one of several peers, the cheapest first, and to"
                                                + " the next where one fails."),
                                new OneOf.Choice<>(
                                        "table",
                                        new Reference<>(
                                                "number-tables",
                                                lookUps,
                                                new Route.LookUp(NumberTable.EMPTY)),
                                        "They go where this table says, by the called number; where"
                                                + " it says nothing, the routes below are looked at."),
                                new OneOf.Choice<>(
                                        "fork",
                                        new Nested<>(this::fork),
                                        "They go to all of these at the same time, and to whoever"
                                                + " answers first."),
                                new OneOf.Choice<>(
                                        "redirect",
                                        new Nested<>(RouteReader::redirect),
                                        "Their sender is told to try elsewhere."),
                                new OneOf.Choice<>(
                                        "reject",
                                        REJECT,
                                        "They are refused with this response code."),
                                new OneOf.Choice<>(
                                        "refuse",
                                        new Nested<>(RouteReader::refuse),
                                        "They are refused with a response code and words of your"
                                                + " own.")));
    }

    Form<Route> form() {
        return new Nested<>(this::read);
    }

    private Route read(Section s) {
        String name =
                s.required(
                        "name",
                        Types.name(),
                        "What logs and metrics call it; no two have the same.");
        return new Route(
                name,
                match.read(s),
                s.section(
                        "change",
                        RouteMatchReader::change,
                        "What is rewritten before they go on. Conditions see what came."),
                s.required("to", to, "What becomes of them."));
    }

    private Route.Action fork(Section s) {
        Set<Origin> peers = new LinkedHashSet<>();
        List<Origin> named = new ArrayList<>();
        named.addAll(s.list("trunks", target, List.of(), "Trunks among them."));
        named.addAll(s.list("dispatchers", dispatcher, List.of(), "Dispatcher sets among them."));
        peers.addAll(named);
        if (peers.size() < named.size()) {
            s.problem(s.place("trunks"), "a peer twice (expected: each once)");
        }
        if (peers.size() < 2) {
            s.problem(s.place("trunks"), peers.size() + " (expected: two or more in all)");
            return new Route.Send(target.example());
        }
        return new Route.Fork(List.copyOf(peers));
    }

    private Route.Action inTurn(Section s) {
        List<Route.Choice> choices =
                s.required(
                        "peers",
                        new Items<>(new Nested<>(this::choice), 1),
                        "Which. By priority, then cost, and among equals by chance.");
        Set<Origin> peers = new HashSet<>();
        for (int i = 0; i < choices.size(); i++) {
            if (!peers.add(choices.get(i).peer())) {
                s.problem(
                        s.place("peers", i),
                        choices.get(i).peer().name() + ": named twice (expected: each peer once)");
            }
        }
        return peers.size() == choices.size()
                ? new Route.InTurn(choices)
                : new Route.Send(choices.getFirst().peer());
    }

    private Route.Choice choice(Section s) {
        Optional<Origin> trunk = s.optional("trunk", target, "A trunk.");
        Optional<Origin> set = s.optional("dispatcher", dispatcher, "Or a dispatcher set.");
        if (trunk.isPresent() == set.isPresent()) {
            s.problem(s.place("trunk"), "a trunk and a set, or none (expected: one of them)");
        }
        return new Route.Choice(
                trunk.or(() -> set).orElse(target.example()),
                s.value("priority", Types.integer(0, 1000), "0", "The lowest is tried first."),
                s.value(
                        "cost",
                        COST_MICROS,
                        "0",
                        "Among those of one priority the cheapest is tried first."),
                s.value(
                        "weight",
                        Types.integer(0, 1000),
                        "1",
                        "How often it is first among those of one priority and cost."));
    }

    private static Route.Action redirect(Section s) {
        return new Route.Redirect(
                s.value("status", Types.integer(300, 399), "302", "The response code."),
                s.required(
                        "contacts",
                        new Items<>(CONTACT, 1),
                        "Where to, the first to be tried first. `{number}` stands for the called"
                                + " number."));
    }

    private static Route.Action refuse(Section s) {
        return new Route.Reject(
                s.required("status", REFUSAL, "The response code."),
                new AsciiString(s.required("reason", REASON, "The phrase of the status line.")));
    }

    private static Optional<String> contact(String text) {
        AsciiString filled = new AsciiString(text.replace(Route.Redirect.NUMBER, "1"));
        boolean ascii = text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '<' && c != '>');
        return Optional.of(text).filter(t -> ascii && Uri.parse(filled).isPresent());
    }

    private static Optional<Integer> micros(String text) {
        if (!text.matches("[0-9]{1,4}(\\.[0-9]{1,6})?")) {
            return Optional.empty();
        }
        int point = text.indexOf('.');
        int whole = Integer.parseInt(point < 0 ? text : text.substring(0, point));
        String decimals = (point < 0 ? "" : text.substring(point + 1)) + "000000";
        return Optional.of(whole * 1_000_000L + Integer.parseInt(decimals.substring(0, 6)))
                .filter(micros -> micros <= 1_000_000_000)
                .map(Long::intValue);
    }

    static Reference<Origin> reference(
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

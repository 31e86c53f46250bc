package org.portcullis.appliance.config;

import io.netty.util.AsciiString;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.runtime.TimeOfWeek;
import org.portcullis.core.topology.HeaderAction;
import org.portcullis.core.topology.HeaderRule;
import org.portcullis.core.topology.HeaderRules;
import org.portcullis.routing.number.NumberChange;
import org.portcullis.routing.number.NumberPattern;
import org.portcullis.routing.route.HeaderCondition;
import org.portcullis.routing.route.RouteChange;
import org.portcullis.routing.route.RouteMatch;
import org.portcullis.routing.route.Schedule;
import org.portcullis.routing.route.Sender;

/** Reads what requests a route is for, and what it changes of them. */
final class RouteMatchReader {
    private static final Scalar<NumberPattern> PATTERN =
            Scalar.of(
                    "a pattern such as +49!, 0Z. or [2-4]XX: X is 0-9, Z 1-9, N 2-9, a last . one or"
                            + " more characters, a last ! any",
                    "+49!",
                    Scalar.Json.Text.ANY,
                    NumberPattern::parse);
    private static final Scalar<String> PART =
            Types.scalar(
                    "at most 32 letters, digits and + * # - _ .",
                    "+49",
                    new Scalar.Json.Text("^[A-Za-z0-9+*#_.-]{0,32}$"),
                    text -> Optional.of(text).filter(t -> t.matches("[A-Za-z0-9+*#_.-]{0,32}")));
    private static final Scalar<String> VALUE =
            Types.scalar(
                    "up to 200 printable ASCII characters",
                    "gold",
                    Scalar.Json.Text.ANY,
                    text -> Optional.of(text).filter(t -> t.matches("[!-~]([ -~]{0,198}[!-~])?")));

    private final OneOf<Sender> from;
    private final Reference<String> realm;

    /**
     * @param trunks the names of the trunks
     * @param dispatchers the names of the dispatcher sets
     * @param realms the names of the realms
     */
    RouteMatchReader(Set<String> trunks, Set<String> dispatchers, Set<String> realms) {
        this.realm = Reference.toName("realms", realms);
        this.from =
                new OneOf<>(
                        List.of(
                                new OneOf.Choice<>(
                                        "trunk",
                                        sender("trunks", trunks, Origin.Trunk::new),
                                        "Those of this trunk."),
                                new OneOf.Choice<>(
                                        "dispatcher",
                                        sender("dispatcher", dispatchers, Origin.Dispatcher::new),
                                        "Those of this set's members."),
                                new OneOf.Choice<>(
                                        "user",
                                        Types.text("the name of a user", "alice")
                                                .map(RouteMatchReader::user),
                                        "Those of a user that has shown who it is."),
                                new OneOf.Choice<>(
                                        "any",
                                        Types.choice(Anybody.class).map(Anybody::sender),
                                        "Those of every `user` that is no trunk, or of every"
                                                + " `stranger`.")));
    }

    private enum Anybody {
        USER,
        STRANGER;

        Sender sender() {
            return switch (this) {
                case USER -> new Sender.Users();
                case STRANGER -> new Sender.Strangers();
            };
        }
    }

    /** Reads {@code from} and {@code when}. */
    RouteMatch read(Section s) {
        Optional<Sender> sender =
                s.optional("from", from, "Whose requests it is for; everybody's by default.");
        return s.section(
                "when",
                when -> when(sender, when),
                "Which of them; all of these must hold. Numbers are as the number format of the"
                        + " sender has made them, and patterns match from the first character to the"
                        + " last.");
    }

    private RouteMatch when(Optional<Sender> sender, Section s) {
        return new RouteMatch(
                sender,
                s.optional("realm", realm, "The side of the border that they come from."),
                new HashSet<>(
                        s.list(
                                "method",
                                HeaderReader.METHOD,
                                List.of(),
                                "Requests of these methods; all by default.")),
                s.list(
                        "called",
                        PATTERN,
                        List.of(),
                        "Any of these matches the called number, the user of the Request-URI."),
                s.list(
                        "calling",
                        PATTERN,
                        List.of(),
                        "Any of these matches the calling number, the user of From."),
                s.list(
                        "headers",
                        new Nested<>(RouteMatchReader::condition),
                        List.of(),
                        "Conditions on headers."),
                schedule(s));
    }

    private static Optional<Schedule> schedule(Section s) {
        List<TimeOfWeek> times =
                s.list(
                        "times",
                        FraudReader.TIME,
                        List.of(),
                        "When the route is in force: any of these; always by default.");
        ZoneId zone =
                s.value("zone", FraudReader.ZONE, "UTC", "The time zone that `times` are told in.");
        return times.isEmpty() ? Optional.empty() : Optional.of(new Schedule(times, zone));
    }

    private static HeaderCondition condition(Section s) {
        var header = s.required("name", HeaderReader.ANY, "The header.");
        List<HeaderCondition> asked = new ArrayList<>(1);
        ask(s, "is", HeaderCondition.Kind.IS, "One of its values is this, case ignored.")
                .ifPresent(ask -> asked.add(ask.of(header)));
        ask(s, "begins", HeaderCondition.Kind.BEGINS, "One of its values begins with this.")
                .ifPresent(ask -> asked.add(ask.of(header)));
        ask(s, "contains", HeaderCondition.Kind.CONTAINS, "This is in one of its values.")
                .ifPresent(ask -> asked.add(ask.of(header)));
        boolean absent = s.value("absent", Types.truth(), "false", "It is not there.");
        if (asked.size() + (absent ? 1 : 0) > 1) {
            s.problem(s.place("name"), "more than one condition (expected: one for each item)");
        }
        HeaderCondition.Kind otherwise =
                absent ? HeaderCondition.Kind.ABSENT : HeaderCondition.Kind.PRESENT;
        return asked.isEmpty()
                ? new HeaderCondition(header, otherwise, AsciiString.EMPTY_STRING)
                : asked.getFirst();
    }

    private static Optional<Ask> ask(
            Section s, String key, HeaderCondition.Kind kind, String help) {
        return s.optional(key, VALUE, help).map(text -> new Ask(kind, text));
    }

    /** A condition on a header that is yet to be named. */
    private record Ask(HeaderCondition.Kind kind, String text) {
        HeaderCondition of(HeaderName header) {
            return new HeaderCondition(header, kind, new AsciiString(text));
        }
    }

    /** Reads {@code change}. */
    static RouteChange change(Section s) {
        List<HeaderAction> actions =
                s.list(
                        "headers",
                        new Nested<>(HeaderReader::set),
                        List.of(),
                        "Headers that the requests get, each with that value and no other.");
        return new RouteChange(
                s.list(
                        "called",
                        new Nested<>(RouteMatchReader::number),
                        List.of(),
                        "How the called number is rewritten: by the first that matches it. To"
                                + " follows where it names the same."),
                s.list(
                        "calling",
                        new Nested<>(RouteMatchReader::number),
                        List.of(),
                        "How the number in From is rewritten: by the first that matches it."),
                actions.isEmpty()
                        ? HeaderRules.NONE
                        : new HeaderRules(
                                List.of(new HeaderRule(HeaderRule.When.ALWAYS, actions))));
    }

    private static NumberChange number(Section s) {
        return new NumberChange(
                s.optional("matches", PATTERN, "The numbers that are rewritten; all by default."),
                s.value(
                        "strip",
                        Types.integer(0, 32),
                        "0",
                        "How many characters go from the front; a shorter number stays as it is."),
                s.value(
                        "strip-end",
                        Types.integer(0, 32),
                        "0",
                        "How many characters go from the end."),
                new AsciiString(s.value("prefix", PART, "", "What is put before the rest.")),
                new AsciiString(s.value("suffix", PART, "", "What is put behind the rest.")));
    }

    private static Sender user(String name) {
        return new Sender.Peer(new Origin.User(name));
    }

    private static Reference<Sender> sender(
            String section, Set<String> names, Function<String, Origin> origin) {
        Map<String, Sender> known = new LinkedHashMap<>();
        names.forEach(name -> known.put(name, new Sender.Peer(origin.apply(name))));
        return new Reference<>(section, known, new Sender.Strangers());
    }
}

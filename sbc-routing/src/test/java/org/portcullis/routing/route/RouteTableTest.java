package org.portcullis.routing.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.TimeOfWeek;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.topology.HeaderAction;
import org.portcullis.core.topology.HeaderRule;
import org.portcullis.core.topology.HeaderRules;
import org.portcullis.core.topology.Numbers;
import org.portcullis.routing.Peers;
import org.portcullis.routing.dispatch.Destination;
import org.portcullis.routing.dispatch.HopPlan;
import org.portcullis.routing.number.NumberChange;
import org.portcullis.routing.number.NumberPattern;
import org.portcullis.routing.number.NumberTableBuilder;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;
import org.portcullis.routing.trunk.FailoverCodes;

class RouteTableTest {
    private static final Origin A = new Origin.Trunk("a");
    private static final Origin B = new Origin.Trunk("b");
    private static final Origin C = new Origin.Dispatcher("c");
    private static final Origin ALICE = new Origin.User("alice");
    private static final Origin STRANGER = new Origin.Unknown();

    private final Counters counters = new Counters();
    private final Map<Origin, Way> ways = new HashMap<>();
    private final Instant now = Instant.parse("2026-11-21T12:00:00Z"); // a Saturday

    RouteTableTest() {
        way(A, FailoverCodes.DEFAULT, "sip:10.0.0.1");
        way(B, FailoverCodes.of(List.of(new FailoverCodes.Range(480, 486))), "sip:10.0.0.2");
        way(C, FailoverCodes.DEFAULT, "sip:10.0.0.3", "sip:10.0.0.4");
    }

    /** Of the conditions of a route, each by itself. */
    @ParameterizedTest
    @CsvSource({
        "trunk a, a, true",
        "trunk a, b, false",
        "user alice, alice, true",
        "user alice, a, false",
        "users, alice, true",
        "users, a, false",
        "users, stranger, false",
        "strangers, stranger, true",
        "strangers, alice, false",
        "realm outside, a, true",
        "realm inside, a, false",
        "method INVITE, a, true",
        "method MESSAGE, a, false",
        "called +49!, a, true",
        "called 49!, a, false",
        "calling 200, a, true",
        "calling X, a, false",
        "header is gold, a, true",
        "header is gol, a, false",
        "header begins GO, a, true",
        "header contains OL, a, true",
        "header contains x, a, false",
        "present X-Class, a, true",
        "present X-None, a, false",
        "absent X-Class, a, false",
        "absent X-None, a, true",
        "times sat, a, true",
        "times sun, a, false",
        "times 12:30-13:30, a, false",
        "berlin 12:30-13:30, a, true",
    })
    void shouldMatchByEveryCondition(String condition, String sender, boolean matches) {
        RouteTable table = table(new Route("it", match(condition), RouteChange.NONE, reject()));
        Origin origin =
                switch (sender) {
                    case "a" -> A;
                    case "b" -> B;
                    case "alice" -> ALICE;
                    default -> STRANGER;
                };
        assertEquals(matches, table.route(invite(), origin, Peers.OUTSIDE).isPresent());
    }

    @Test
    void shouldTakeTheFirstRouteThatMatches() {
        RouteTable table =
                table(
                        new Route("never", match("called 49!"), RouteChange.NONE, reject()),
                        new Route("first", match("called +49!"), RouteChange.NONE, send(B)),
                        new Route("second", match("called +49!"), RouteChange.NONE, send(A)));
        assertEquals("first", forward(table).route());
        assertEquals(1, Peers.value(counters, "portcullis_route_matches_total", "route", "first"));
    }

    @Test
    void shouldRewriteNumbersAndLeaveTheBytes() {
        NumberChange national =
                new NumberChange(
                        Optional.of(NumberPattern.parse("+49.")),
                        3,
                        0,
                        AsciiString.of("0"),
                        AsciiString.EMPTY_STRING);
        NumberChange extension =
                new NumberChange(
                        Optional.empty(), 0, 0, AsciiString.of("+4930"), AsciiString.EMPTY_STRING);
        HeaderRules headers =
                new HeaderRules(
                        List.of(
                                new HeaderRule(
                                        HeaderRule.When.ALWAYS,
                                        List.of(
                                                new HeaderAction.Set(
                                                        HeaderName.of(AsciiString.of("X-Route")),
                                                        "one")))));
        RouteTable table =
                table(
                        new Route(
                                "it",
                                RouteMatch.from(Optional.empty()),
                                new RouteChange(List.of(national), List.of(extension), headers),
                                send(A)));
        SipRequest invite = invite();
        RouteDecision.Forward decision =
                assertInstanceOf(
                        RouteDecision.Forward.class,
                        table.route(invite, A, Peers.OUTSIDE).orElseThrow());
        assertEquals("sip:030123@192.0.2.1", decision.request().requestUri().toString());
        assertEquals("sip:030123@192.0.2.1", decision.request().to().uri().toString());
        assertEquals("+4930200", Numbers.calling(decision.request()).toString());
        assertEquals(invite.image(), decision.request().image());
        assertEquals(headers, decision.headers());
    }

    @Test
    void shouldRedirectWithTheRewrittenNumber() {
        RouteTable table =
                table(
                        new Route(
                                "it",
                                Optional.empty(),
                                new Route.Redirect(
                                        302, List.of("sip:{number}@a.example", "tel:{number}"))));
        assertEquals(
                new RouteDecision.Redirect(
                        302,
                        List.of(
                                AsciiString.of("sip:+4930123@a.example"),
                                AsciiString.of("tel:+4930123"))),
                table.route(invite(), A, Peers.OUTSIDE).orElseThrow());
    }

    @Test
    void shouldRefuseInItsOwnWords() {
        RouteTable table =
                table(
                        new Route(
                                "it",
                                Optional.empty(),
                                new Route.Reject(603, AsciiString.of("Not Today"))));
        assertEquals(
                new RouteDecision.Reject(603, AsciiString.of("Not Today")),
                table.route(invite(), A, Peers.OUTSIDE).orElseThrow());
    }

    /** What each of the peers says, in turn, and who is asked until the call ends. */
    @ParameterizedTest
    @CsvSource({
        "503 503 503, a b", // B goes on with 480-486 only
        "503 486 503 200, a b c3 c4",
        "503 486 503 503, a b c3 c4",
        "486, a",
        "500 200, a b",
        "'500 Reason', a",
        "501, a",
        "408 486 486, a b c3",
        "408 603, a b",
        "200, a",
    })
    void shouldGoOnAsTheCodesOfEachPeerSay(String statuses, String asked) {
        RouteTable table =
                table(new Route("it", Optional.empty(), inTurn(new int[] {0, 1, 2}, A, B, C)));
        List<String> answers = Stream.of(statuses.split(" (?=[0-9])")).toList();
        assertEquals(asked, run(forward(table).plan(), answers));
    }

    @Test
    void shouldTryTheCheapestFirst() {
        RouteTable table =
                table(
                        new Route(
                                "it",
                                Optional.empty(),
                                new Route.InTurn(
                                        List.of(
                                                new Route.Choice(A, 2, 0, 1),
                                                new Route.Choice(C, 1, 20, 1),
                                                new Route.Choice(B, 1, 10, 1)))));
        assertEquals("b c3 c4 a", run(forward(table).plan(), List.of("480", "503", "503", "500")));
    }

    @Test
    void shouldSpreadEqualsByWeight() {
        RouteTable table =
                table(
                        new Route(
                                "it",
                                Optional.empty(),
                                new Route.InTurn(
                                        List.of(
                                                new Route.Choice(A, 0, 0, 20),
                                                new Route.Choice(B, 0, 0, 80)))));
        int first = 0;
        for (int i = 0; i < 100_000; i++) {
            first += forward(table).plan().first().getFirst().peer().equals(A) ? 1 : 0;
        }
        assertEquals(20_000, first, 1_000);
    }

    @Test
    void shouldLookNumbersUpAndGoOnWhereTheyAreUnknown() {
        NumberTableBuilder builder = new NumberTableBuilder(List.of("a", "c"));
        builder.add(new NumberTableBuilder.Row("4930", "c", "42", 0, 0, 1), 2, false);
        builder.add(new NumberTableBuilder.Row("44", "a", "", 0, 0, 1), 3, false);
        RouteTable table =
                table(
                        new Route("did", Optional.empty(), new Route.LookUp(builder.build())),
                        new Route("rest", Optional.empty(), new Route.Reject(404)));
        RouteDecision.Forward decision = forward(table);
        assertEquals("did", decision.route());
        assertEquals("42", Numbers.called(decision.request()).toString());
        assertEquals("c3 c4", run(decision.plan(), List.of("503", "503")));
        assertEquals(
                new RouteDecision.Reject(404),
                table.route(invite("sip:+4931@192.0.2.1"), A, Peers.OUTSIDE).orElseThrow());
        assertEquals(
                1, Peers.value(counters, "portcullis_route_numbers_unknown_total", "route", "did"));
    }

    @Test
    void shouldRefuseAPeerThatItCannotReach() {
        Route route = new Route("it", Optional.empty(), send(new Origin.Trunk("nobody")));
        assertThrows(IllegalArgumentException.class, () -> table(route));
    }

    @ParameterizedTest
    @CsvSource({
        "any, trunk a, true",
        "trunk a, any, false",
        "trunk a, trunk a, true",
        "trunk a, trunk b, false",
        "users, user alice, true",
        "user alice, users, false",
        "called +49!, called +4930!, true",
        "called +4930!, called +49!, false",
        "called +49!, any, false",
        "realm outside, realm outside, true",
        "realm outside, trunk a, false",
        "method INVITE, method INVITE, true",
        "method INVITE, any, false",
        "times sat, times sat, true",
        "times sat, any, false",
        "any, times sat, true",
        "header is gold, header is gold, true",
        "header is gold, any, false",
    })
    void shouldKnowWhichRouteIsNeverReached(String above, String below, boolean never) {
        List<Route> routes =
                List.of(
                        new Route("above", match(above), RouteChange.NONE, reject()),
                        new Route("below", match(below), RouteChange.NONE, reject()));
        assertEquals(never ? List.of(new Shadows.Shadow(1, 0)) : List.of(), Shadows.of(routes));
    }

    @Test
    void shouldLookBelowATable() {
        NumberTableBuilder builder = new NumberTableBuilder(List.of("a"));
        builder.add(new NumberTableBuilder.Row("4930", "a", "", 0, 0, 1), 2, false);
        Route lookUp = new Route("did", Optional.empty(), new Route.LookUp(builder.build()));
        assertEquals(
                List.of(),
                Shadows.of(List.of(lookUp, new Route("rest", Optional.empty(), reject()))));
    }

    private RouteTable table(Route... routes) {
        Random random = new Random(1);
        return new RouteTable(List.of(routes), ways, () -> now, () -> random, counters);
    }

    private void way(Origin peer, FailoverCodes codes, String... uris) {
        Destination[] destinations =
                Stream.of(uris)
                        .map(
                                uri ->
                                        new Destination(
                                                peer,
                                                Peers.OUTSIDE,
                                                NextHop.parse(uri),
                                                ProbeSettings.DEFAULT,
                                                () -> 0,
                                                counters))
                        .toArray(Destination[]::new);
        ways.put(peer, new Way((request, urgent) -> new HopPlan(destinations), codes));
    }

    /** Whom a call asks, each saying what comes next; a status may have a Reason behind it. */
    private static String run(RoutePlan plan, List<String> answers) {
        List<String> asked = new ArrayList<>();
        List<Hop> group = plan.first();
        for (int i = 0; !group.isEmpty(); i++) {
            Hop hop = group.getFirst();
            String host = hop.uri().host().toString();
            boolean set = hop.peer() instanceof Origin.Dispatcher;
            asked.add(hop.peer().name() + (set ? host.substring(host.length() - 1) : ""));
            String[] answer = answers.get(i).split(" ");
            int status = Integer.parseInt(answer[0]);
            plan.heard(hop, response(status, answer.length > 1));
            group = status < 300 ? List.of() : plan.next(status);
        }
        return String.join(" ", asked);
    }

    private static SipResponse response(int status, boolean reason) {
        return Messages.response(
                """
                SIP/2.0 %d Whatever
                Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
                From: <sip:200@192.0.2.1>;tag=1
                To: <sip:100@10.0.0.1>;tag=2
                Call-ID: 1@192.0.2.1
                CSeq: 1 INVITE
                %s
                """
                        .formatted(status, reason ? "Reason: Q.850;cause=38\n" : ""));
    }

    private RouteDecision.Forward forward(RouteTable table) {
        return assertInstanceOf(
                RouteDecision.Forward.class, table.route(invite(), A, Peers.OUTSIDE).orElseThrow());
    }

    private static Route.InTurn inTurn(int[] priorities, Origin... peers) {
        List<Route.Choice> choices = new ArrayList<>();
        for (int i = 0; i < peers.length; i++) {
            choices.add(new Route.Choice(peers[i], priorities[i], 0, 1));
        }
        return new Route.InTurn(choices);
    }

    private static Route.Action reject() {
        return new Route.Reject(603);
    }

    private static Route.Action send(Origin peer) {
        return new Route.Send(peer);
    }

    private static RouteMatch match(String condition) {
        String[] words = condition.split(" ");
        String last = words[words.length - 1];
        Optional<Sender> from =
                switch (words[0]) {
                    case "trunk" -> Optional.of(new Sender.Peer(new Origin.Trunk(last)));
                    case "user" -> Optional.of(new Sender.Peer(new Origin.User(last)));
                    case "users" -> Optional.of(new Sender.Users());
                    case "strangers" -> Optional.of(new Sender.Strangers());
                    default -> Optional.empty();
                };
        boolean called = words[0].equals("called");
        boolean calling = words[0].equals("calling");
        boolean method = words[0].equals("method");
        return new RouteMatch(
                from,
                words[0].equals("realm") ? Optional.of(last) : Optional.empty(),
                method ? Set.of(Method.of(AsciiString.of(last))) : Set.of(),
                called ? List.of(NumberPattern.parse(last)) : List.of(),
                calling ? List.of(NumberPattern.parse(last)) : List.of(),
                header(words),
                schedule(words));
    }

    private static List<HeaderCondition> header(String[] words) {
        return switch (words[0]) {
            case "header" ->
                    List.of(
                            new HeaderCondition(
                                    HeaderName.of(AsciiString.of("X-Class")),
                                    HeaderCondition.Kind.valueOf(words[1].toUpperCase(Locale.ROOT)),
                                    AsciiString.of(words[2])));
            case "present", "absent" ->
                    List.of(
                            new HeaderCondition(
                                    HeaderName.of(AsciiString.of(words[1])),
                                    HeaderCondition.Kind.valueOf(words[0].toUpperCase(Locale.ROOT)),
                                    AsciiString.EMPTY_STRING));
            default -> List.of();
        };
    }

    private static Optional<Schedule> schedule(String[] words) {
        return switch (words[0]) {
            case "times", "berlin" ->
                    Optional.of(
                            new Schedule(
                                    List.of(TimeOfWeek.parse(words[1])),
                                    ZoneId.of(words[0].equals("times") ? "UTC" : "Europe/Berlin")));
            default -> Optional.empty();
        };
    }

    private static SipRequest invite() {
        return invite("sip:+4930123@192.0.2.1");
    }

    private static SipRequest invite(String uri) {
        return Messages.request(
                """
                INVITE %s SIP/2.0
                Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK1
                From: <sip:200@198.51.100.1>;tag=1
                To: <%s>
                Call-ID: 1@198.51.100.1
                CSeq: 1 INVITE
                X-Class: Gold

                """
                        .formatted(uri, uri));
    }
}

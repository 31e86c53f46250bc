package org.portcullis.routing.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.topology.HeaderRules;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Trust;
import org.portcullis.routing.Peers;
import org.portcullis.routing.dispatch.DispatcherSettings;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;
import org.portcullis.routing.trunk.Trunk;
import org.portcullis.routing.trunk.TrunkMatch;

class RoutesTest {

    private static final SipRequest INVITE = Peers.invite("sip:200@198.51.100.1");
    private static final Origin CARRIER = new Origin.Trunk("carrier");
    private static final Origin OTHER = new Origin.Trunk("other");
    private static final Origin PBX = new Origin.Dispatcher("pbx");

    private final Counters counters = new Counters();

    /**
     * The table: from the carrier to the farm and back, refused from another, 404 where no route
     * is.
     */
    @ParameterizedTest
    @CsvSource({
        "trunk carrier, inbound 10.0.0.7",
        "dispatcher pbx, outbound 198.51.100.1",
        "trunk other, 603",
        "trunk third, 404",
    })
    void shouldTakeTheFirstRouteThatIsForTheSender(String from, String expected) {
        Routes routes =
                routes(
                        new Route("inbound", Optional.of(CARRIER), new Route.Send(PBX)),
                        new Route("outbound", Optional.of(PBX), new Route.Send(CARRIER)),
                        new Route("refused", Optional.of(OTHER), new Route.Reject(603)),
                        new Route("shadowed", Optional.of(OTHER), new Route.Send(PBX)));
        assertEquals(expected, describe(routes.route(INVITE, origin(from), Peers.OUTSIDE)));
        String[] words = expected.split(" ");
        if (words.length == 2) {
            assertEquals(1, matches(words[0]));
        }
        assertEquals(
                expected.equals("404") ? 1 : 0,
                Peers.value(counters, "portcullis_route_unmatched_total"));
    }

    @Test
    void shouldApplyARouteWithoutSenderToAll() {
        Routes routes =
                routes(
                        new Route("inbound", Optional.of(CARRIER), new Route.Send(PBX)),
                        new Route("rest", Optional.empty(), new Route.Reject(480)));
        assertEquals("inbound 10.0.0.7", describe(routes.route(INVITE, CARRIER, Peers.OUTSIDE)));
        assertEquals("480", describe(routes.route(INVITE, OTHER, Peers.OUTSIDE)));
        assertEquals("480", describe(routes.route(INVITE, PBX, Peers.OUTSIDE)));
    }

    @Test
    void shouldPlanATrunkAsItsOneDestination() {
        Routes routes = routes(new Route("outbound", Optional.empty(), new Route.Send(CARRIER)));
        RouteDecision decision = routes.route(INVITE, PBX, Peers.OUTSIDE);
        RoutePlan plan = assertInstanceOf(RouteDecision.Forward.class, decision).plan();
        Hop hop = plan.first().getFirst();
        assertEquals(CARRIER, hop.peer());
        assertEquals(Peers.OUTSIDE, hop.realm());
        assertEquals("udp:198.51.100.1:5070", hop.target().toString());
        assertEquals(List.of(), plan.next(503));
    }

    @Test
    void shouldForkToTheFirstDestinationOfEachAndThenToTheNext() {
        Routes routes =
                routes(new Route("all", Optional.empty(), new Route.Fork(List.of(CARRIER, PBX))));
        RoutePlan plan =
                assertInstanceOf(
                                RouteDecision.Forward.class,
                                routes.route(INVITE, OTHER, Peers.OUTSIDE))
                        .plan();
        List<Hop> first = plan.first();
        assertEquals(List.of(CARRIER, PBX), first.stream().map(Hop::peer).toList());
        plan.answered(first.getFirst());
        plan.silent(first.getLast());
        List<Hop> next = plan.next(503);
        assertEquals(List.of(PBX), next.stream().map(Hop::peer).toList());
        assertEquals("udp:10.0.0.8:5060", next.getFirst().target().toString());
        assertEquals(List.of(), plan.next(503));
    }

    @Test
    void shouldRefuseAForkThatIsNone() {
        assertThrows(
                IllegalArgumentException.class, () -> new Route.Fork(List.of(CARRIER, CARRIER)));
        assertThrows(IllegalArgumentException.class, () -> new Route.Fork(List.of(CARRIER)));
    }

    @Test
    void shouldTakeTurnsOverCalls() {
        Routes routes = routes(new Route("inbound", Optional.empty(), new Route.Send(PBX)));
        StringBuilder picks = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            picks.append(describe(routes.route(INVITE, CARRIER, Peers.OUTSIDE))).append(';');
        }
        assertEquals(
                "inbound 10.0.0.7;inbound 10.0.0.8;inbound 10.0.0.7;inbound 10.0.0.8;",
                picks.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "outside, 198.51.100.1:5060, trunk carrier",
        "outside, 198.51.100.1:40000, trunk carrier",
        "outside, 203.0.113.1:5060, unknown",
        "inside, 198.51.100.1:5060, unknown",
        "inside, 10.0.0.7:5060, dispatcher pbx",
        "inside, 10.0.0.8:33333, dispatcher pbx",
        "inside, 10.0.0.9:5060, unknown",
        "outside, 10.0.0.7:5060, unknown",
        "elsewhere, 198.51.100.1:5060, unknown",
    })
    void shouldKnowPeersByRealmAndAddress(String realm, String remote, String expected) {
        assertEquals(origin(expected), routes().identify(INVITE, flow(realm, remote)));
    }

    @ParameterizedTest
    @CsvSource({
        // From and source port, and whom that makes it where all trunks share the address
        "sip:a@carrier.example, 5060, both",
        "sip:a@carrier.example, 5061, host",
        "sip:a@elsewhere.example, 5060, port",
        "sip:a@elsewhere.example, 5061, plain",
    })
    void shouldPreferTheTrunkThatAsksForMore(String from, int port, String expected) {
        Routes routes =
                new Routes(
                        List.of(
                                trunk("plain", Peers.OUTSIDE, anywhere()),
                                trunk("late", Peers.OUTSIDE, anywhere()),
                                trunk("port", Peers.OUTSIDE, match(5060, null)),
                                trunk("host", Peers.OUTSIDE, match(0, "carrier.example")),
                                trunk("both", Peers.OUTSIDE, match(5060, "carrier.example"))),
                        List.of(),
                        List.of(),
                        Map.of(),
                        () -> 0,
                        counters);
        assertEquals(
                new Origin.Trunk(expected),
                routes.identify(Peers.invite(from), outside("198.51.100.1:" + port)));
    }

    @ParameterizedTest
    @CsvSource({
        // one realm for all: a trunk on port 5070 of the farm's own address, and one around
        // everything
        "10.0.0.7:5070, trunk narrow",
        "10.0.0.7:5060, dispatcher first",
        "10.0.0.8:5070, trunk narrow",
        "10.0.0.9:5060, dispatcher second",
        "10.0.0.10:5060, trunk wide",
    })
    void shouldPreferADestinationToATrunkKnownByAddressOnly(String remote, String expected) {
        Routes routes =
                new Routes(
                        List.of(
                                trunk("wide", Peers.INSIDE, anywhere()),
                                trunk("narrow", Peers.INSIDE, match(5070, null))),
                        List.of(
                                farm("first", "sip:10.0.0.7", "sip:10.0.0.8"),
                                farm("second", "sip:10.0.0.7:5080", "sip:10.0.0.9")),
                        List.of(),
                        Map.of(),
                        () -> 0,
                        counters);
        assertEquals(origin(expected), routes.identify(INVITE, flow("inside", remote)));
    }

    @Test
    void shouldKeepTheHealthOfDestinationsThatStay() {
        Routes before =
                new Routes(
                        List.of(),
                        List.of(probedFarm("sip:10.0.0.7", "sip:10.0.0.8")),
                        List.of(),
                        Map.of(),
                        () -> 0,
                        counters);
        for (int i = 0; i < 3; i++) {
            before.probed().getFirst().health().callFailed();
        }
        assertEquals(0, up("sip:10.0.0.7"));
        Routes after =
                before.next(
                        List.of(),
                        List.of(probedFarm("sip:10.0.0.7", "sip:10.0.0.9")),
                        List.of(),
                        Map.of());
        assertEquals(1, up("sip:10.0.0.8"), "nothing is forgotten before it is used");
        after.use();
        assertEquals(before.probed().getFirst().health(), after.probed().getFirst().health());
        assertEquals(0, up("sip:10.0.0.7"));
        assertEquals(1, up("sip:10.0.0.9"));
        assertEquals(-1, up("sip:10.0.0.8"));
    }

    private static DispatcherSettings probedFarm(String... uris) {
        return Peers.dispatcher("pbx", Optional.of(ProbeSettings.DEFAULT), uris);
    }

    /** The figure of a destination, -1 if there is none. */
    private long up(String uri) {
        return counters.samples().stream()
                .filter(sample -> sample.name().equals("portcullis_destination_up"))
                .filter(sample -> sample.labels().contains(uri))
                .mapToLong(sample -> sample.value().getAsLong())
                .findFirst()
                .orElse(-1);
    }

    @Test
    void shouldNameWhomToProbe() {
        Routes routes =
                new Routes(
                        List.of(),
                        List.of(
                                Peers.dispatcher(
                                        "pbx", Optional.of(ProbeSettings.DEFAULT), "sip:10.0.0.7"),
                                farm("unprobed", "sip:10.0.0.8")),
                        List.of(),
                        Map.of(),
                        () -> 0,
                        counters);
        assertEquals(1, routes.probed().size());
        assertEquals("sip:10.0.0.7", routes.probed().getFirst().hop().uri().toString());
    }

    @Test
    void shouldNameWhatIsWrong() {
        assertProblem(
                "routes: a: Trunk[name=nobody] (expected: one of ",
                new Route("a", Optional.empty(), new Route.Send(new Origin.Trunk("nobody"))));
        assertProblem(
                "routes: a: Dispatcher[name=carrier] (expected: one of ",
                new Route(
                        "a", Optional.of(new Origin.Dispatcher("carrier")), new Route.Reject(404)));
        Route route = new Route("a", Optional.empty(), new Route.Reject(404));
        assertProblem("routes: a (expected: a name that is not taken)", route, route);
        assertThrows(IllegalArgumentException.class, () -> new Route.Reject(200));
    }

    @Test
    void shouldRefuseOneNameForATrunkAndADispatcher() {
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                new Routes(
                                        List.of(trunk("a", Peers.OUTSIDE, anywhere())),
                                        List.of(farm("a", "sip:10.0.0.7")),
                                        List.of(),
                                        Map.of(),
                                        () -> 0,
                                        counters));
        assertEquals("dispatcher: a (expected: a name that is not taken)", e.getMessage());
    }

    private void assertProblem(String problem, Route... routes) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> routes(routes));
        assertTrue(String.valueOf(e.getMessage()).startsWith(problem), e.getMessage());
    }

    /** Trunk carrier at 198.51.100.1 outside, trunks other and third nowhere, farm pbx inside. */
    private Routes routes(Route... routes) {
        Predicate<InetSocketAddress> carrier =
                source -> source.getAddress().getHostAddress().equals("198.51.100.1");
        return new Routes(
                List.of(
                        trunk("carrier", Peers.OUTSIDE, TrunkMatch.of(carrier)),
                        trunk("other", Peers.OUTSIDE, TrunkMatch.of(source -> false)),
                        trunk("third", Peers.OUTSIDE, TrunkMatch.of(source -> false))),
                List.of(probedFarm("sip:10.0.0.7", "sip:10.0.0.8")),
                List.of(routes),
                Map.of(),
                () -> 0,
                counters);
    }

    private static Trunk trunk(String name, Realm realm, TrunkMatch match) {
        return new Trunk(name, realm, match, NextHop.parse("sip:198.51.100.1:5070"));
    }

    @Test
    void shouldKnowATrunkByItsUserOnlyWhereAllElseFits() {
        TrunkMatch office =
                new TrunkMatch(
                        source -> source.getAddress().getHostAddress().startsWith("198."),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("office"));
        Routes routes =
                new Routes(
                        List.of(trunk("office", Peers.OUTSIDE, office)),
                        List.of(),
                        List.of(),
                        Map.of(),
                        () -> 0,
                        counters);
        Flow near = outside("198.51.100.1:5060");
        Flow elsewhere = outside("203.0.113.1:5060");
        SipRequest invite = Peers.invite("sip:office@a.example");
        assertEquals(new Origin.Unknown(), routes.identify(invite, near));
        assertEquals(new Origin.Trunk("office"), routes.identify(invite, near, "office"));
        assertEquals(new Origin.Unknown(), routes.identify(invite, elsewhere, "office"));
        assertEquals(new Origin.User("alice"), routes.identify(invite, near, "alice"));
        Flow inside = flow("inside", "198.51.100.1:5060");
        assertEquals(new Origin.Unknown(), routes.identify(invite, inside, "office"));
        assertEquals(new Origin.User("alice"), routes.identify(invite, inside, "alice"));
    }

    private static TrunkMatch anywhere() {
        return match(0, null);
    }

    private static TrunkMatch match(int port, @Nullable String fromHost) {
        return new TrunkMatch(
                source -> true,
                port == 0 ? OptionalInt.empty() : OptionalInt.of(port),
                Optional.ofNullable(fromHost),
                Optional.empty());
    }

    private static DispatcherSettings farm(String name, String... uris) {
        return Peers.dispatcher(name, Optional.empty(), uris);
    }

    private static Origin origin(String text) {
        String[] words = text.split(" ");
        return switch (words[0]) {
            case "trunk" -> new Origin.Trunk(words[1]);
            case "dispatcher" -> new Origin.Dispatcher(words[1]);
            default -> new Origin.Unknown();
        };
    }

    private static Flow outside(String remote) {
        return flow("outside", remote);
    }

    private static Flow flow(String realm, String remote) {
        return new TestFlow(realm, Trust.UNTRUSTED, "udp:192.0.2.1:5060", remote);
    }

    private static String describe(RouteDecision decision) {
        return switch (decision) {
            case RouteDecision.Reject(int status, AsciiString reason) ->
                    (status + " " + reason).strip();
            case RouteDecision.Redirect(int status, List<AsciiString> contacts) ->
                    status + " " + contacts;
            case RouteDecision.Forward(
                            String route,
                            RoutePlan plan,
                            SipRequest request,
                            HeaderRules headers) ->
                    route
                            + " "
                            + plan.first()
                                    .getFirst()
                                    .target()
                                    .address()
                                    .getAddress()
                                    .getHostAddress();
        };
    }

    private long matches(String route) {
        return Peers.value(counters, "portcullis_route_matches_total", "route", route);
    }
}

package org.portcullis.routing.emergency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.topology.HeaderPolicy;
import org.portcullis.routing.Peers;
import org.portcullis.routing.resolve.NextHop;
import org.portcullis.routing.route.Route;
import org.portcullis.routing.route.Routes;
import org.portcullis.routing.trunk.Trunk;
import org.portcullis.routing.trunk.TrunkMatch;

class EmergencyRoutesTest {
    private static final Origin CARRIER = new Origin.Trunk("carrier");
    private static final Origin PSAP = new Origin.Trunk("psap");
    private static final Origin FARM = new Origin.Dispatcher("farm");

    private final Counters counters = new Counters();
    private final List<EmergencyCall> notices = new ArrayList<>();
    private final Routes routes =
            new Routes(
                    List.of(trunk("carrier", "198.51.100.1"), trunk("psap", "198.51.100.112")),
                    List.of(
                            Peers.dispatcher(
                                    "farm", Optional.empty(), "sip:10.0.0.7", "sip:10.0.0.8")),
                    List.of(new Route("all", Optional.empty(), new Route.Reject(603))),
                    Map.of(),
                    () -> 0,
                    counters);
    private final EmergencyRoutes emergency =
            new EmergencyRoutes(
                    routes,
                    new EmergencySettings(List.of("112", "+4919222"), List.of(PSAP, FARM), false),
                    notices::add,
                    InstantSource.fixed(Instant.EPOCH),
                    counters);

    @ParameterizedTest
    @CsvSource({
        "INVITE, sip:112@192.0.2.1, 112",
        "INVITE, sips:112@192.0.2.1, 112",
        "INVITE, sip:112;phone-context=+49@192.0.2.1;user=phone, 112",
        "INVITE, tel:112, 112",
        "INVITE, tel:1-1-2;phone-context=+49, 112",
        "INVITE, tel:+49-19222, +4919222",
        "INVITE, sip:+49(19)222@h;user=phone, +4919222",
        "INVITE, urn:service:sos, 112",
        "INVITE, URN:service:SOS.police, 112",
        "MESSAGE, sip:112@192.0.2.1, 112",
        "INVITE, urn:service:sosa, ''",
        "INVITE, urn:service:counseling, ''",
        "INVITE, sip:1123@192.0.2.1, ''",
        "INVITE, sip:11@192.0.2.1, ''",
        "INVITE, sip:+112@192.0.2.1, ''",
        "INVITE, sip:112.evil@192.0.2.1, ''",
        "INVITE, sip:192.0.2.1, ''",
        "OPTIONS, sip:112@192.0.2.1, ''",
        "REGISTER, sip:112@192.0.2.1, ''"
    })
    void shouldKnowItsNumbers(String method, String uri, String number) {
        assertEquals(
                number,
                emergency
                        .emergency(request(method, uri), CARRIER)
                        .map(Object::toString)
                        .orElse(""));
    }

    @Test
    void shouldGoAheadOfTheRoutesAndTellOfIt() {
        SipRequest invite = request("INVITE", "sip:112@192.0.2.1");
        RouteDecision.Forward forward =
                assertInstanceOf(
                        RouteDecision.Forward.class,
                        emergency.route(invite, CARRIER, Peers.OUTSIDE));
        assertEquals("emergency", forward.route());
        assertEquals(
                List.of(new EmergencyCall("+4930", "112", "carrier", "1@h", Instant.EPOCH)),
                notices);
        assertEquals(1, Peers.value(counters, "portcullis_emergency_calls_total"));
        emergency.route(request("MESSAGE", "sip:112@192.0.2.1"), CARRIER, Peers.OUTSIDE);
        assertEquals(1, notices.size());
        assertEquals(
                new RouteDecision.Reject(603),
                emergency.route(request("INVITE", "sip:113@192.0.2.1"), CARRIER, Peers.OUTSIDE));
        assertEquals(1, notices.size());
    }

    /** Whatever a destination answers, and whatever each peer's own plan makes of it. */
    @ParameterizedTest
    @CsvSource({
        "503, 198.51.100.112 10.0.0.7 10.0.0.8",
        "408, 198.51.100.112 10.0.0.7 10.0.0.8",
        "486, 198.51.100.112 10.0.0.7",
        "603, 198.51.100.112 10.0.0.7",
        "404, 198.51.100.112 10.0.0.7"
    })
    void shouldGoOnToTheNextPeer(int status, String expected) {
        RouteDecision.Forward forward =
                assertInstanceOf(
                        RouteDecision.Forward.class,
                        emergency.route(request("INVITE", "tel:112"), CARRIER, Peers.OUTSIDE));
        RoutePlan plan = forward.plan();
        List<String> tried = new ArrayList<>();
        for (List<Hop> group = plan.first(); !group.isEmpty(); group = plan.next(status)) {
            Hop hop = group.getFirst();
            tried.add(hop.uri().host().toString());
            plan.answered(hop);
        }
        assertEquals(expected, String.join(" ", tried));
    }

    @Test
    void shouldLetStrangersCallOnlyWhereTheyMay() {
        SipRequest invite = request("INVITE", "sip:112@192.0.2.1");
        assertEquals(Optional.empty(), emergency.emergency(invite, new Origin.Unknown()));
        EmergencyRoutes open =
                new EmergencyRoutes(
                        routes,
                        new EmergencySettings(List.of("112"), List.of(PSAP), true),
                        notices::add,
                        InstantSource.system(),
                        counters);
        assertEquals("112", open.emergency(invite, new Origin.Unknown()).orElseThrow().toString());
    }

    @Test
    void shouldCallAServiceUrnByItsNumber() {
        SipRequest invite = request("INVITE", "urn:service:sos.fire");
        SipRequest urgent =
                HeaderPolicy.DEFAULT.urgent(
                        invite, emergency.emergency(invite, CARRIER).orElseThrow());
        assertEquals("sip:112@emergency.invalid", urgent.requestUri().toString());
        assertInstanceOf(
                RouteDecision.Forward.class, emergency.route(urgent, CARRIER, Peers.OUTSIDE));
        assertEquals(1, notices.size());
    }

    @Test
    void shouldRefuseAPeerThatIsNotThere() {
        EmergencySettings settings =
                new EmergencySettings(List.of("112"), List.of(new Origin.Trunk("none")), false);
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new EmergencyRoutes(
                                routes, settings, notices::add, InstantSource.system(), counters));
        assertThrows(
                IllegalArgumentException.class,
                () -> new EmergencySettings(List.of("1x"), List.of(PSAP), false));
        assertThrows(
                IllegalArgumentException.class,
                () -> new EmergencySettings(List.of(), List.of(PSAP), false));
    }

    private static Trunk trunk(String name, String host) {
        return new Trunk(
                name, Peers.OUTSIDE, TrunkMatch.of(source -> false), NextHop.parse("sip:" + host));
    }

    private static SipRequest request(String method, String uri) {
        return Messages.request(
                method
                        + ' '
                        + uri
                        + " SIP/2.0\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\nMax-Forwards: 70\n"
                        + "From: <sip:+4930@h>;tag=1\nTo: <sip:112@h>\nCall-ID: 1@h\nCSeq: 1 "
                        + method
                        + "\nContent-Length: 0\n\n");
    }
}

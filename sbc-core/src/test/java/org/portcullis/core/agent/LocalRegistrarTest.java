package org.portcullis.core.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.registration.Location;
import org.portcullis.core.registration.LocationKeeper;
import org.portcullis.core.registration.RegistrarSettings;
import org.portcullis.core.registration.UserRouting;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.transport.Trust;

/** The box as the registrar of its users: what phones are answered, and what is kept. */
class LocalRegistrarTest {
    private static final String HOME = "<sip:100@192.168.7.7:5066;line=9>";
    private static final String CONTACT = "Contact: " + HOME + "\n";
    private static final String INSTANCE =
            ";+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000a95a0e128>\"";
    private static final Instant NOON = Instant.parse("2026-03-05T12:00:00Z");
    private static final RegistrarSettings SETTINGS =
            new RegistrarSettings(Set.of(AsciiString.of("sbc.example")), 60, 3600, 7200, 3);

    private final Keeper keeper = new Keeper();
    private final RelayBorder border =
            new RelayBorder(
                    "udp",
                    5,
                    Optional.of(new LocalRegistrar(SETTINGS, keeper, InstantSource.fixed(NOON))));
    private final Registrant phone = new Registrant(border, "udp", "192.0.2.9:40001");

    LocalRegistrarTest() {
        border.sender = Optional.of(new Origin.User("100"));
    }

    @AfterEach
    void shouldHoldNothingInTheEnd() {
        border.bindings.clear();
        assertEquals(0, border.whereabouts.users());
        border.assertNothingHeld();
        assertEquals(0, phone.flow.watchers());
    }

    /** Keeps what it is given at once, or when the test says so. */
    private static final class Keeper implements LocationKeeper {
        private final List<Change> changes = new ArrayList<>();
        private final Deque<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
        private boolean slow;

        @Override
        public CompletableFuture<Boolean> keep(List<Change> more) {
            changes.addAll(more);
            CompletableFuture<Boolean> kept = new CompletableFuture<>();
            waiting.add(kept);
            if (!slow) {
                kept.complete(true);
            }
            return kept;
        }
    }

    private SipResponse register(Registrant who, String headers, int status) {
        who.register(headers);
        border.time.runPosted();
        return who.response(status);
    }

    private SipResponse register(String headers) {
        return register(phone, headers, 200);
    }

    /** Until a request with a number of before is no copy of one that is remembered. */
    private void passTransactions() {
        border.time.pass(40_000);
        while (!phone.flow.idle()) {
            phone.flow.take(); // keep-alives
        }
    }

    private static List<String> contacts(SipResponse response) {
        return response.values(HeaderName.CONTACT).stream().map(AsciiString::toString).toList();
    }

    private long count(String result) {
        return border.count("portcullis_registration_events_total", "result", result);
    }

    private Location lastPut() {
        return assertInstanceOf(LocationKeeper.Put.class, keeper.changes.getLast()).location();
    }

    @Test
    void shouldRegisterAndKeepItBeforeItIsAcknowledged() {
        keeper.slow = true;
        SipRequest register = phone.register(CONTACT + "Expires: 600\n");
        border.time.runPosted();
        assertTrue(phone.flow.idle(), "not kept yet");
        phone.send(register);
        assertTrue(phone.flow.idle());
        assertEquals(1, border.bindings.live(), "but there");
        keeper.waiting.removeFirst().complete(true);
        border.time.runPosted();
        SipResponse ok = phone.response(200);
        assertEquals(List.of(HOME + ";expires=600"), contacts(ok));
        assertEquals(
                "Thu, 05 Mar 2026 12:00:00 GMT",
                ok.header(HeaderName.DATE).orElseThrow().toString());
        Location kept = lastPut();
        assertEquals("100", kept.user().toString());
        assertEquals("outside", kept.realm());
        assertEquals("udp:192.0.2.1:5060", kept.listen());
        assertEquals(phone.flow.remote(), kept.remote());
        assertEquals(NOON.toEpochMilli() + 600_000, kept.untilMillis());
        assertEquals(0, border.ticketsOut);
        assertTrue(border.pbx.flow.idle(), "no PBX hears of it");
    }

    @Test
    void shouldNotAcknowledgeWhatIsNotKept() {
        keeper.slow = true;
        phone.register(CONTACT);
        keeper.waiting.removeFirst().complete(false);
        border.time.runPosted();
        assertTrue(phone.response(503).has(HeaderName.RETRY_AFTER));
        assertEquals(1, count("unkept"));
        keeper.slow = false;
        assertEquals(List.of(HOME + ";expires=3600"), contacts(register(CONTACT)));
        keeper.slow = true;
        phone.register(CONTACT);
        keeper.waiting.getLast().completeExceptionally(new IllegalStateException("deliberate"));
        border.time.runPosted();
        phone.response(503);
    }

    @ParameterizedTest
    @CsvSource({
        "Expires: 30, 423",
        "Expires: 60, 60",
        "Expires: 100000, 7200",
        "Supported: x, 3600",
        "Expires: nonsense, 3600",
    })
    void shouldGrantWhatIsAskedForWithinItsBounds(String header, int expected) {
        if (expected == 423) {
            SipResponse refused = register(phone, CONTACT + header + "\n", 423);
            assertEquals("60", refused.header(HeaderName.MIN_EXPIRES).orElseThrow().toString());
            assertEquals(0, border.bindings.live());
            assertEquals(List.of(), keeper.changes);
        } else {
            assertEquals(
                    List.of(HOME + ";expires=" + expected),
                    contacts(register(CONTACT + header + "\n")));
        }
    }

    @Test
    void shouldTellWhatIsLeftToWhoAsks() {
        register(CONTACT + "Expires: 600\n");
        border.time.pass(100_500);
        while (!phone.flow.idle()) {
            phone.flow.take(); // keep-alives
        }
        keeper.changes.clear();
        assertEquals(List.of(HOME + ";expires=500"), contacts(register("")));
        assertEquals(List.of(), keeper.changes, "a question changes nothing");
    }

    @Test
    void shouldRefreshRemoveAndRemoveAll() {
        register(CONTACT + "Expires: 600\n");
        String id = lastPut().id().toString();
        register(CONTACT + "Expires: 700\n");
        assertEquals(id, lastPut().id().toString());
        assertEquals(1, count("refreshed"));
        String second = "<sip:100@192.168.7.8:5066>";
        assertEquals(
                List.of(HOME + ";expires=700", second + ";q=0.5;expires=3600"),
                contacts(register("Contact: " + second + ";q=0.5\n")));
        assertEquals(
                List.of(second + ";q=0.5;expires=3600"),
                contacts(register("Contact: " + HOME + ";expires=0\n")));
        assertEquals(new LocationKeeper.Drop(id), keeper.changes.getLast());
        assertEquals(List.of(), contacts(register("Contact: *\nExpires: 0\n")));
        assertInstanceOf(LocationKeeper.Drop.class, keeper.changes.getLast());
        assertEquals(0, border.bindings.live());
        assertEquals(0, border.whereabouts.users());
    }

    @Test
    void shouldBoundTheContactsOfAUserAndOfAll() {
        for (int i = 1; i <= 3; i++) {
            register("Contact: <sip:100@192.168.7." + i + ">\n");
        }
        register(phone, "Contact: <sip:100@192.168.7.4>\n", 503);
        assertEquals(1, count("full"));
        register("Contact: <sip:100@192.168.7.4>\nContact: <sip:100@192.168.7.1>;expires=0\n");
        assertEquals(3, border.bindings.live());
        border.sender = Optional.of(new Origin.User("200"));
        Registrant other = new Registrant(border, "udp", "192.0.2.10:40002");
        other.user = "200";
        other.callId = "other";
        register(other, "Contact: <sip:200@192.168.7.1>, <sip:200@192.168.7.2>\n", 200);
        register(other, "Contact: <sip:200@192.168.7.3>\n", 503);
        assertEquals(5, border.bindings.live());
    }

    @Test
    void shouldTakeNothingOlderThanWhatStands() {
        register(CONTACT);
        passTransactions();
        phone.cseq = 0;
        register(phone, CONTACT + "Expires: 0\n", 400);
        assertEquals(1, border.bindings.live());
    }

    @Test
    void shouldRegisterNobodyForAnother() {
        border.sender = Optional.of(new Origin.User("mallory"));
        register(phone, CONTACT, 403);
        border.sender = Optional.of(new Origin.User("100"));
        Registrant elsewhere = new Registrant(border, "udp", "192.0.2.9:40003");
        elsewhere.callId = "elsewhere";
        SipRequest unknown = elsewhere.register("Contact: *\n");
        elsewhere.response(400);
        elsewhere.send(
                Messages.request(
                        unknown.toString()
                                .replace("\r\n", "\n")
                                .replace("Contact: *", "Contact: <sip:100@192.168.7.7>")
                                .replace("To: <sip:100@sbc", "To: <sip:100@other")
                                .replace("Call-ID: ", "Call-ID: x")
                                .replace("branch=z9hG4bK", "branch=z9hG4bKx")));
        elsewhere.response(404);
        assertEquals(0, border.bindings.live());
    }

    /** RFC 5626: a flow of an instance takes the place of the one before it, and dies with it. */
    @Test
    void shouldBindFlowsAndForgetThemWithTheirConnections() {
        String flowed = "Supported: outbound\nContact: " + HOME + INSTANCE + ";reg-id=1\n";
        SipResponse ok = register(flowed);
        assertEquals("outbound", ok.header(HeaderName.REQUIRE).orElseThrow().toString());
        String id = lastPut().id().toString();
        Registrant moved =
                new Registrant(
                        border,
                        new TestFlow(
                                "outside",
                                Trust.UNTRUSTED,
                                "tcp:192.0.2.1:5060",
                                "192.0.2.9:50123"));
        moved.callId = "moved";
        assertEquals(1, contacts(register(moved, flowed, 200)).size());
        assertEquals(new LocationKeeper.Drop(id), keeper.changes.getLast(), "it ends with that");
        moved.flow.fail();
        assertEquals(0, border.bindings.live());
        assertEquals(1, count("disconnected"));
    }

    @Test
    void shouldKeepThePathAndUseIt() {
        SipResponse ok = register(CONTACT + "Supported: path\nPath: <sip:edge.example;lr>\n");
        assertEquals("<sip:edge.example;lr>", ok.header(HeaderName.PATH).orElseThrow().toString());
        Hop hop = border.whereabouts.of(AsciiString.of("100")).getFirst().hop();
        assertEquals(
                List.of(AsciiString.of("<sip:edge.example;lr>")),
                hop.registered().orElseThrow().path());
        assertEquals(List.of(AsciiString.of("<sip:edge.example;lr>")), lastPut().path());
    }

    @Test
    void shouldCallByPreferenceAndThenNobody() {
        register("Contact: <sip:100@192.168.7.1>;q=0.5, <sip:100@192.168.7.2>;q=0.70\n");
        register("Contact: <sip:100@192.168.7.3>;q=.7\n");
        RoutePlan plan = plan("sip:100@sbc.example");
        assertEquals(List.of("sip:100@192.168.7.3"), uris(plan.first()), ".7 is no q value");
        assertEquals(List.of("sip:100@192.168.7.2"), uris(plan.next(486)));
        assertEquals(List.of("sip:100@192.168.7.1"), uris(plan.next(408)));
        assertEquals(List.of(), plan.next(480));
        assertEquals(List.of(), plan("sip:100@sbc.example").next(603));
        register("Contact: <sip:100@192.168.7.1>;q=0.7\n");
        RoutePlan both = plan("sip:100@sbc.example");
        both.first();
        assertEquals(2, both.next(486).size(), "at the same time");
    }

    private RoutePlan plan(String uri) {
        UserRouting routing = new UserRouting(border.whereabouts, SETTINGS, new NowhereRouting());
        return assertInstanceOf(
                        RouteDecision.Forward.class,
                        routing.route(options(uri), new Origin.User("200"), phone.flow.realm()))
                .plan();
    }

    @ParameterizedTest
    @CsvSource({"sip:100@other.example", "sip:101@sbc.example", "sip:sbc.example", "tel:100"})
    void shouldLeaveWhatIsForNobodyItKnowsToTheRoutes(String uri) {
        register(CONTACT);
        UserRouting routing = new UserRouting(border.whereabouts, SETTINGS, new NowhereRouting());
        assertEquals(
                new RouteDecision.Reject(404),
                routing.route(options(uri), new Origin.User("200"), phone.flow.realm()));
        assertEquals(
                new RouteDecision.Reject(404),
                routing.route(
                        options("sip:100@sbc.example"), new Origin.Unknown(), phone.flow.realm()));
    }

    private static List<String> uris(List<Hop> hops) {
        return hops.stream().map(hop -> hop.uri().text().toString()).toList();
    }

    private static SipRequest options(String uri) {
        return Messages.request(
                "OPTIONS "
                        + uri
                        + " SIP/2.0\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKo\n"
                        + "From: <sip:200@sbc.example>;tag=1\nTo: <sip:100@sbc.example>\n"
                        + "Call-ID: 1\nCSeq: 1 OPTIONS\nContent-Length: 0\n\n");
    }

    @Test
    void shouldRestoreWhatWasKeptUnlessThePhoneWasFaster() {
        register(CONTACT + "Expires: 600\n");
        Location kept = lastPut();
        border.bindings.clear();
        passTransactions();
        long untilNanos = border.time.nowNanos() + 600_000_000_000L;
        border.bindings.restore(kept, phone.flow, untilNanos, border.time.nowNanos());
        border.bindings.restore(kept, phone.flow, untilNanos, border.time.nowNanos());
        assertEquals(1, count("restored"));
        assertEquals(1, border.bindings.live());
        assertEquals(List.of(HOME + ";expires=600"), contacts(register("")));
        phone.cseq = 0;
        register(phone, CONTACT, 400);
        phone.cseq = 10;
        register(CONTACT + "Expires: 60\n");
        border.bindings.restore(kept, phone.flow, untilNanos, border.time.nowNanos());
        assertEquals(List.of(HOME + ";expires=60"), contacts(register("")));
        border.bindings.clear();
        border.bindings.restore(kept, phone.flow, border.time.nowNanos(), border.time.nowNanos());
        assertEquals(0, border.bindings.live(), "it is over");
        assertFalse(border.whereabouts.users() > 0);
    }
}

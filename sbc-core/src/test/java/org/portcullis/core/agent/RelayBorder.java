package org.portcullis.core.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Authentication;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.border.Routing;
import org.portcullis.core.call.CallDirectory;
import org.portcullis.core.call.CallManager;
import org.portcullis.core.dialog.DialogTable;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.registration.Bindings;
import org.portcullis.core.registration.BoundRouting;
import org.portcullis.core.registration.RegistrationSettings;
import org.portcullis.core.registration.SourceTally;
import org.portcullis.core.registration.Whereabouts;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.testkit.TestLoop;
import org.portcullis.core.topology.HeaderRules;
import org.portcullis.core.transaction.SipTimers;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;
import org.portcullis.core.transport.Trust;

/** A box between one user outside and two PBXs inside, all played by the test. */
final class RelayBorder {
    private static final long KEEP_ALIVE = 30_000_000_000L;

    final TestLoop time = new TestLoop(7);
    final TransactionLayer layer =
            new TransactionLayer(time.loop(), SipTimers.DEFAULT, 1000, time.counters());
    final DialogTable dialogs = new DialogTable();
    final Party alice;
    final Party pbx;
    final Party second;
    final Relays relays;
    final SourceTally sources = new SourceTally();
    final Whereabouts whereabouts = new Whereabouts();
    final Bindings bindings;
    final CallManager calls;

    /** Where requests go: groups in order. */
    List<List<Party>> plan;

    PeerProfile profile = PeerProfile.DEFAULT;
    Optional<RouteDecision> decision = Optional.empty();

    /** What the route does to a request, and to what leaves because of it. */
    UnaryOperator<SipRequest> rewriting = request -> request;

    HeaderRules headers = HeaderRules.NONE;
    Optional<Party> permitted = Optional.empty();

    /** Who sends, where it is not the trunk of its realm. */
    Optional<Origin> sender = Optional.empty();

    boolean bug;
    final List<String> told = new ArrayList<>();
    int ticketsOut;
    int expectedBugs;

    RelayBorder() {
        this("udp");
    }

    RelayBorder(String transport) {
        this(transport, 2, Optional.empty());
    }

    /** One that is the registrar of users, with room for so many contacts. */
    RelayBorder(String transport, int room, Optional<LocalRegistrar> registrar) {
        alice = new Party(this, outside(transport), "alice");
        pbx = new Party(this, inside("10.0.0.11:5060"), "pbx");
        second = new Party(this, inside("10.0.0.12:5060"), "second");
        plan = List.of(List.of(pbx));
        bindings =
                new Bindings(
                        layer,
                        new RegistrationSettings(room, KEEP_ALIVE),
                        sources,
                        whereabouts,
                        time.counters());
        Routing routing = new BoundRouting(bindings, new FakeRouting());
        calls =
                new CallManager(
                        layer,
                        (realm, target) -> flowTo(target),
                        routing,
                        dialogs,
                        new CallDirectory(),
                        (id, loop, known) -> {
                            throw new AssertionError("no call");
                        },
                        time.counters());
        relays =
                new Relays(
                        layer,
                        (realm, target) -> flowTo(target),
                        routing,
                        dialogs,
                        bindings,
                        registrar,
                        2,
                        time.counters());
        layer.user(
                new UserAgent(
                        layer,
                        dialogs,
                        routing,
                        Authentication.NONE,
                        (request, origin, flow, nowNanos) ->
                                new Admission.Admitted(new CountedTicket()),
                        calls,
                        relays,
                        time.counters()));
    }

    /** Whatever a test did: nothing is held once everything has timed out. */
    void assertNothingHeld() {
        relays.drain(time.nowNanos());
        time.pass(100_000);
        assertEquals(expectedBugs, time.bugs());
        assertEquals(0, relays.live());
        assertEquals(0, ticketsOut);
        assertTrue(dialogs.isEmpty(), "a dialog is still remembered");
        assertEquals(0, layer.size());
        assertEquals(0, time.loop().timers().size());
        for (Party party : List.of(alice, pbx, second)) {
            assertEquals(0, party.flow.watchers());
        }
    }

    long count(String name, String... labels) {
        return time.counters().counter(name, "", labels).value();
    }

    private static TestFlow outside(String transport) {
        return new TestFlow(
                "outside", Trust.UNTRUSTED, transport + ":192.0.2.1:5060", "192.0.2.9:5060");
    }

    private static TestFlow inside(String remote) {
        return new TestFlow("inside", Trust.TRUSTED, "udp:10.0.0.1:5060", remote);
    }

    private Flow flowTo(Target target) {
        for (Party party : List.of(alice, pbx, second)) {
            if (party.flow.remote().equals(target.address())) {
                return party.flow;
            }
        }
        throw new AssertionError("sent to " + target);
    }

    private Hop hop(Party party) {
        SipUri uri = (SipUri) Uri.parse(AsciiString.of("sip:" + party.address())).orElseThrow();
        return new Hop(
                new Origin.Dispatcher(party.name),
                party.flow.realm(),
                uri,
                new Target(Protocol.UDP, party.flow.remote()));
    }

    /** A ticket that may be released once. */
    private final class CountedTicket implements Admission.Ticket {
        private boolean released;

        CountedTicket() {
            ticketsOut++;
        }

        @Override
        public void release() {
            assertTrue(!released, "released twice");
            released = true;
            ticketsOut--;
        }
    }

    private final class FakeRouting implements Routing {
        @Override
        public Origin identify(SipRequest request, Flow flow) {
            return sender.orElseGet(() -> new Origin.Trunk(flow.realm().name()));
        }

        @Override
        public Origin identify(SipRequest request, Flow flow, String user) {
            return new Origin.User(user);
        }

        @Override
        public Optional<AsciiString> emergency(SipRequest request, Origin origin) {
            return Optional.empty();
        }

        @Override
        public PeerProfile profile(Origin origin) {
            if (bug && origin instanceof Origin.Dispatcher) {
                throw new IllegalStateException("deliberate");
            }
            return profile;
        }

        @Override
        public Optional<Hop> permitted(Uri contact) {
            return permitted.map(RelayBorder.this::hop);
        }

        @Override
        public RouteDecision route(SipRequest request, Origin origin, Realm realm) {
            return decision.orElseGet(
                    () ->
                            new RouteDecision.Forward(
                                    "route", new FakePlan(), rewriting.apply(request), headers));
        }
    }

    /** Every 5xx and 408 is worth the next group. */
    private final class FakePlan implements RoutePlan {
        private final Deque<List<Hop>> groups = new ArrayDeque<>();

        FakePlan() {
            plan.forEach(group -> groups.add(group.stream().map(RelayBorder.this::hop).toList()));
        }

        @Override
        public List<Hop> first() {
            return groups.isEmpty() ? List.of() : groups.removeFirst();
        }

        @Override
        public List<Hop> next(int status) {
            told.add("next " + status);
            return status == 408 || status / 100 == 5 ? first() : List.of();
        }

        @Override
        public void answered(Hop hop) {
            told.add("answered " + hop.peer().name());
        }

        @Override
        public void silent(Hop hop) {
            told.add("silent " + hop.peer().name());
        }
    }
}

package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.portcullis.core.agent.Relays;
import org.portcullis.core.agent.UserAgent;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Authentication;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.border.Routing;
import org.portcullis.core.dialog.DialogTable;
import org.portcullis.core.media.MediaDescription;
import org.portcullis.core.media.MediaEngine;
import org.portcullis.core.media.MediaResult;
import org.portcullis.core.media.MediaSession;
import org.portcullis.core.media.MediaStatistics;
import org.portcullis.core.media.SessionIdentity;
import org.portcullis.core.media.Side;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.registration.Bindings;
import org.portcullis.core.registration.BoundRouting;
import org.portcullis.core.registration.RegistrationSettings;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.testkit.TestFlow;
import org.portcullis.core.testkit.TestLoop;
import org.portcullis.core.transaction.Load;
import org.portcullis.core.transaction.SipTimers;
import org.portcullis.core.transaction.TransactionLayer;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;
import org.portcullis.core.transport.Trust;

/**
 * A box with one caller and two callees, all played by the test, with ports that do what the test
 * says.
 */
final class Border {
    final TestLoop time;
    final TransactionLayer layer;
    final Peer caller =
            new Peer(
                    this,
                    new TestFlow(
                            "outside", Trust.UNTRUSTED, "udp:192.0.2.1:5060", "192.0.2.9:5060"),
                    "caller");
    final List<Peer> callees =
            List.of(
                    new Peer(this, inside("10.0.0.11:5060"), "callee"),
                    new Peer(this, inside("10.0.0.12:5060"), "second"));
    final FakeMedia media = new FakeMedia();
    final DialogTable dialogs = new DialogTable();
    final CallManager manager;
    final Relays relays;
    final Bindings bindings;
    final Map<Origin, PeerProfile> profiles = new HashMap<>();

    /** Callees that are another peer than the rest. */
    final Map<Peer, Origin> peers = new HashMap<>();

    /** Whether the destinations are called at the same time. */
    boolean parallel;

    Admission.Verdict verdict = new Admission.Admitted(Admission.Ticket.NONE);

    /** Destinations that have no room, with what they say of it. */
    final Map<String, Admission.Full> full = new HashMap<>();

    /** What is said to the numbers that are called. */
    Admission.Clearance number = new Admission.Cleared(Admission.Ticket.NONE);

    /** Who has called which number, as admission is told. */
    final List<String> numbers = new ArrayList<>();

    /** What a caller proves that nobody is known by. */
    Authentication.Proof proof = new Authentication.Unasked();

    /** Whether the caller's side is known by its address. */
    boolean callerKnown = true;

    int destinations = 2;

    /** The callee that the next call goes to first. */
    int first;

    /** Whether the loop has more to do than it can, and what was refused for it. */
    boolean heavy;

    final List<Boolean> overloads = new ArrayList<>();

    /** Whether every call is an emergency call. */
    boolean emergency;

    /** Whether the box may send to somebody else, who hears it and says nothing. */
    boolean strangersAllowed;

    final TestFlow stranger = inside("10.0.0.99:5060");

    int ticketsOut;
    int numbersOut;
    int answeredTickets;

    /** Places held at each peer that calls went to. */
    final Map<String, Integer> leaving = new HashMap<>();

    int answers;
    int silences;
    long expectedBugs;

    Border() {
        this(new TestLoop(42), new CallDirectory());
    }

    /** One loop of several. */
    Border(TestLoop time, CallDirectory directory) {
        this.time = time;
        layer = new TransactionLayer(time.loop(), SipTimers.DEFAULT, 1000, time.counters());
        bindings = new Bindings(layer, RegistrationSettings.DEFAULT, time.counters());
        Routing routing = new BoundRouting(bindings, new FakeRouting());
        manager =
                new CallManager(
                        layer,
                        (realm, target) -> flowTo(target),
                        routing,
                        dialogs,
                        directory,
                        media,
                        time.counters());
        relays =
                new Relays(
                        layer,
                        (realm, target) -> flowTo(target),
                        routing,
                        dialogs,
                        bindings,
                        Optional.empty(),
                        100,
                        time.counters());
        Secrets.guard(caller.flow);
        callees.forEach(callee -> Secrets.guard(callee.flow));
        layer.load(
                new Load() {
                    @Override
                    public boolean heavy() {
                        return heavy;
                    }

                    @Override
                    public void refused(boolean full, Flow flow, long nowNanos) {
                        overloads.add(full);
                    }
                });
        layer.user(
                new UserAgent(
                        layer,
                        dialogs,
                        routing,
                        (request, flow, nowNanos) -> proof,
                        (request, origin, flow, nowNanos) -> admit(),
                        manager,
                        relays,
                        time.counters()));
    }

    /** For messages that name addresses of either side. */
    static Border unguarded() {
        Border border = new Border();
        border.caller.flow.check(message -> {});
        border.callees.forEach(callee -> callee.flow.check(message -> {}));
        return border;
    }

    /** A call that stands, everything acknowledged. */
    void establish() {
        caller.invite("v=caller");
        caller.status();
        Peer callee = callees.getFirst();
        SipRequest invite = callee.request("INVITE");
        callee.answer(invite, 200, "v=callee");
        callee.request("ACK");
        caller.ack(caller.response(200), "");
    }

    private static TestFlow inside(String remote) {
        return new TestFlow("inside", Trust.TRUSTED, "udp:10.0.0.1:5060", remote);
    }

    private Flow flowTo(Target target) {
        for (Peer callee : callees) {
            if (callee.flow.remote().equals(target.address())) {
                return callee.flow;
            }
        }
        if (target.address().equals(caller.flow.remote())) {
            return caller.flow;
        }
        assert strangersAllowed : target;
        return stranger;
    }

    private Admission.Verdict admit() {
        return verdict instanceof Admission.Admitted
                ? new Admission.Admitted(new CallTicket())
                : verdict;
    }

    /** Places held at all peers that calls went to. */
    int leavingOut() {
        return leaving.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Places held at one that calls went to. */
    int leavingOut(Peer peer) {
        return leaving.getOrDefault(peer.address(), 0);
    }

    /** A place that is given back once. */
    private static class Place implements Admission.Ticket {
        private final Runnable given;
        private boolean released;

        Place(Runnable given) {
            this.given = given;
        }

        @Override
        public void release() {
            assert !released : "released twice";
            released = true;
            given.run();
        }
    }

    /** The place of a call, by which more places are asked for. */
    private final class CallTicket extends Place {
        CallTicket() {
            super(() -> ticketsOut--);
            ticketsOut++;
        }

        @Override
        public Admission.Clearance calling(
                SipRequest request, Origin by, Flow flow, long nowNanos) {
            numbers.add(by.name() + " " + request.requestUri());
            if (number instanceof Admission.Full) {
                return number;
            }
            numbersOut++;
            return new Admission.Cleared(new Place(() -> numbersOut--));
        }

        @Override
        public Admission.Clearance leaving(Hop destination, boolean urgent, long nowNanos) {
            String to = destination.uri().hostPort().toString();
            if (full.containsKey(to) && !urgent) {
                return full.get(to);
            }
            leaving.merge(to, 1, Integer::sum);
            return new Admission.Cleared(new Place(() -> leaving.merge(to, -1, Integer::sum)));
        }

        @Override
        public void answered(long nowNanos) {
            answeredTickets++;
        }
    }

    private final class FakeRouting implements Routing {
        @Override
        public Origin identify(SipRequest request, Flow flow) {
            if (flow.realm().name().equals("inside")) {
                return new Origin.Dispatcher("pbx");
            }
            return callerKnown ? new Origin.Trunk("carrier") : new Origin.Unknown();
        }

        @Override
        public Optional<AsciiString> emergency(SipRequest request, Origin origin) {
            return emergency ? Optional.of(AsciiString.of("123")) : Optional.empty();
        }

        @Override
        public Origin identify(SipRequest request, Flow flow, String user) {
            return new Origin.User(user);
        }

        @Override
        public PeerProfile profile(Origin origin) {
            return profiles.getOrDefault(origin, PeerProfile.DEFAULT);
        }

        @Override
        public Optional<Hop> permitted(Uri contact) {
            return callees.stream()
                    .filter(callee -> contact.toString().contains(callee.address()))
                    .map(this::hop)
                    .findFirst();
        }

        @Override
        public RouteDecision route(SipRequest request, Origin origin, Realm realm) {
            List<Hop> hops = new ArrayList<>();
            callees.subList(first, destinations).forEach(callee -> hops.add(hop(callee)));
            return new RouteDecision.Forward("route", new FakePlan(hops), request);
        }

        private Hop hop(Peer callee) {
            SipUri uri =
                    (SipUri) Uri.parse(AsciiString.of("sip:" + callee.address())).orElseThrow();
            return new Hop(
                    peers.getOrDefault(callee, new Origin.Dispatcher("pbx")),
                    callee.flow.realm(),
                    uri,
                    new Target(Protocol.UDP, callee.flow.remote()));
        }
    }

    /** Every 5xx and 408 is worth the next destination. */
    private final class FakePlan implements RoutePlan {
        private final List<Hop> hops;

        FakePlan(List<Hop> hops) {
            this.hops = hops;
        }

        @Override
        public List<Hop> first() {
            List<Hop> group = List.copyOf(hops.subList(0, Math.min(parallel ? 2 : 1, hops.size())));
            hops.subList(0, group.size()).clear();
            return group;
        }

        @Override
        public List<Hop> next(int status) {
            return status == 408 || status / 100 == 5 ? first() : List.of();
        }

        @Override
        public void answered(Hop hop) {
            answers++;
        }

        @Override
        public void silent(Hop hop) {
            silences++;
        }
    }

    /** Media that marks every body with the side it is for. */
    static final class FakeMedia implements MediaEngine {
        int open;
        int withdrawn;
        int committed;
        boolean refuse;
        boolean bug;
        long packets;

        /** Whether the mark is a line at the end, so that what is marked can be read. */
        boolean marksBelow;

        @Override
        public MediaSession open(String callId, SipLoop loop, Map<Side, SessionIdentity> known) {
            open++;
            return new MediaSession() {
                private boolean deleted;

                @Override
                public void offer(MediaDescription offer, Consumer<MediaResult> result) {
                    if (bug) {
                        throw new IllegalStateException("deliberate");
                    }
                    if (refuse) {
                        result.accept(new MediaResult.Refused(488, "m=audio: refused"));
                    } else {
                        answer(offer, result);
                    }
                }

                @Override
                public void answer(MediaDescription answer, Consumer<MediaResult> result) {
                    String side = answer.from().other().toString();
                    result.accept(
                            new MediaResult.Rewritten(
                                    marksBelow
                                            ? answer.sdp().concat("a=for:" + side + "\r\n")
                                            : AsciiString.of("for " + side + " ")
                                                    .concat(answer.sdp())));
                }

                @Override
                public void commit() {
                    committed++;
                }

                @Override
                public void withdraw() {
                    withdrawn++;
                }

                @Override
                public SessionIdentity identity(Side side) {
                    return new SessionIdentity(1, 1);
                }

                @Override
                public MediaStatistics statistics() {
                    return new MediaStatistics(
                            List.of(
                                    new MediaStatistics.Stream(
                                            0, "audio", Side.CALLER, "", packets, 0, 0, 0, 0)));
                }

                @Override
                public MediaStatistics delete() {
                    open -= deleted ? 0 : 1;
                    deleted = true;
                    return MediaStatistics.NONE;
                }
            };
        }
    }
}

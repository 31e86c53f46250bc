package org.portcullis.routing.route;

import io.netty.util.AsciiString;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.border.RouteDecision;
import org.portcullis.core.border.Routing;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;
import org.portcullis.routing.dispatch.Destination;
import org.portcullis.routing.dispatch.Destinations;
import org.portcullis.routing.dispatch.DispatcherSet;
import org.portcullis.routing.dispatch.DispatcherSettings;
import org.portcullis.routing.dispatch.HopPlan;
import org.portcullis.routing.dispatch.Planner;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.probe.Probed;
import org.portcullis.routing.resolve.NextHop;
import org.portcullis.routing.trunk.FailoverCodes;
import org.portcullis.routing.trunk.Trunk;

/**
 * The routing table: the first route that is for the sender decides, and where none is, 404.
 * Immutable; any loop.
 */
public final class Routes implements Routing {
    private static final RouteDecision NOT_FOUND = new RouteDecision.Reject(404);
    private static final Origin UNKNOWN = new Origin.Unknown();

    private final Map<String, Senders> sendersByRealm = new HashMap<>();
    private final Set<String> trunkUsers = new HashSet<>();
    private final List<Probed> probed = new ArrayList<>();
    private final Map<Origin, PeerProfile> profiles;
    private final Map<Target, Hop> hops = new HashMap<>();
    private final Map<Origin, Way> ways = new HashMap<>();
    private final RouteTable table;
    private final Counter unmatched;
    private final Counters counters;
    private final InstantSource wallClock;
    private final Destinations destinations;

    /**
     * @param trunks and dispatchers, with names that all differ
     * @param profiles of the peers that have one of their own
     * @param nanoClock the clock of the loops
     * @throws IllegalArgumentException naming a name that is there twice, or not at all
     */
    public Routes(
            List<Trunk> trunks,
            List<DispatcherSettings> dispatchers,
            List<Route> routes,
            Map<Origin, PeerProfile> profiles,
            LongSupplier nanoClock,
            Counters counters) {
        this(trunks, dispatchers, routes, profiles, nanoClock, InstantSource.system(), counters);
    }

    /**
     * @param wallClock for routes that are not always in force
     */
    Routes(
            List<Trunk> trunks,
            List<DispatcherSettings> dispatchers,
            List<Route> routes,
            Map<Origin, PeerProfile> profiles,
            LongSupplier nanoClock,
            InstantSource wallClock,
            Counters counters) {
        this(
                trunks,
                dispatchers,
                routes,
                profiles,
                new Destinations(nanoClock, counters),
                wallClock,
                counters);
    }

    private Routes(
            List<Trunk> trunks,
            List<DispatcherSettings> dispatchers,
            List<Route> routes,
            Map<Origin, PeerProfile> profiles,
            Destinations destinations,
            InstantSource wallClock,
            Counters counters) {
        this.counters = counters;
        this.wallClock = wallClock;
        this.destinations = destinations;
        this.profiles = Map.copyOf(profiles);
        Set<String> names = new HashSet<>();
        Set<Realm> realms = new HashSet<>();
        for (Trunk trunk : trunks) {
            requireNew("trunks", trunk.name(), names);
            realms.add(trunk.realm());
            trunk.match().digestUser().ifPresent(trunkUsers::add);
            trunk.sendTo().ifPresent(sendTo -> add(trunk, sendTo));
        }
        for (DispatcherSettings dispatcher : dispatchers) {
            requireNew("dispatcher", dispatcher.name(), names);
            realms.add(dispatcher.realm());
            DispatcherSet set = new DispatcherSet(dispatcher, destinations);
            probed.addAll(set.probed());
            set.hops().forEach(hop -> hops.putIfAbsent(hop.target(), hop));
            ways.put(new Origin.Dispatcher(dispatcher.name()), new Way(set, FailoverCodes.DEFAULT));
        }
        for (Realm realm : realms) {
            Senders senders =
                    new Senders(
                            trunks.stream().filter(t -> t.realm().equals(realm)).toList(),
                            dispatchers.stream().filter(d -> d.realm().equals(realm)).toList());
            sendersByRealm.put(realm.name(), senders);
        }
        Set<String> routeNames = new HashSet<>();
        for (Route route : routes) {
            requireNew("routes", route.name(), routeNames);
            if (route.when().from().isPresent()
                    && route.when().from().get() instanceof Sender.Peer(Origin peer)) {
                requireSender(route, peer, trunks);
            }
        }
        this.table = new RouteTable(routes, ways, wallClock, ThreadLocalRandom::current, counters);
        this.unmatched =
                counters.counter(
                        "portcullis_route_unmatched_total", "Requests that no route was for.");
    }

    /**
     * The table of a configuration that is to follow. Destinations that stay are the same ones; up
     * to {@link #use} nothing else is changed.
     *
     * @throws IllegalArgumentException naming a name that is there twice, or not at all
     */
    public Routes next(
            List<Trunk> nextTrunks,
            List<DispatcherSettings> nextDispatchers,
            List<Route> nextRoutes,
            Map<Origin, PeerProfile> nextProfiles) {
        return new Routes(
                nextTrunks,
                nextDispatchers,
                nextRoutes,
                nextProfiles,
                destinations.next(),
                wallClock,
                counters);
    }

    /** Forgets the destinations of the table before this one that are not in it. */
    public void use() {
        destinations.use();
    }

    private void add(Trunk trunk, NextHop sendTo) {
        Origin origin = new Origin.Trunk(trunk.name());
        Destination destination =
                destinations.of(origin, trunk.realm(), sendTo, ProbeSettings.DEFAULT);
        ways.put(
                origin,
                new Way((request, urgent) -> new HopPlan(urgent, destination), trunk.failover()));
        hops.putIfAbsent(destination.hop().target(), destination.hop());
    }

    /** Where calls can go, as operators see and change it, in the order of the configuration. */
    public List<Destination> destinations() {
        return destinations.all();
    }

    /** Whom to probe. */
    public List<Probed> probed() {
        return List.copyOf(probed);
    }

    /**
     * Makes plans that lead to a peer.
     *
     * @throws IllegalArgumentException if there is no such peer
     */
    public Planner plansTo(Origin peer) {
        Way way = ways.get(peer);
        if (way == null) {
            throw new IllegalArgumentException(peer + " (expected: one of " + ways.keySet() + ")");
        }
        return way.planner();
    }

    @Override
    public Origin identify(SipRequest request, Flow flow) {
        Senders senders = sendersByRealm.get(flow.realm().name());
        return senders == null ? UNKNOWN : senders.identify(request, flow);
    }

    @Override
    public Origin identify(SipRequest request, Flow flow, String user) {
        Senders senders = sendersByRealm.get(flow.realm().name());
        Optional<Origin> trunk =
                senders == null ? Optional.empty() : senders.identify(request, flow, user);
        return trunk.orElseGet(() -> trunkUsers.contains(user) ? UNKNOWN : new Origin.User(user));
    }

    /** None: those of {@code routing.emergency} know them. */
    @Override
    public Optional<AsciiString> emergency(SipRequest request, Origin origin) {
        return Optional.empty();
    }

    @Override
    public PeerProfile profile(Origin origin) {
        return profiles.getOrDefault(origin, PeerProfile.DEFAULT);
    }

    @Override
    public Optional<Hop> permitted(Uri contact) {
        return contact instanceof SipUri uri
                ? NextHop.of(uri).or(() -> NextHop.ofName(uri)).map(NextHop::target).map(hops::get)
                : Optional.empty();
    }

    @Override
    public RouteDecision route(SipRequest request, Origin origin, Realm realm) {
        Optional<RouteDecision> decision = table.route(request, origin, realm);
        if (decision.isEmpty()) {
            unmatched.increment();
            return NOT_FOUND;
        }
        return decision.get();
    }

    /** A route may be for those that none leads to: phones and users. */
    private void requireSender(Route route, Origin peer, List<Trunk> trunks) {
        boolean trunk =
                trunks.stream().anyMatch(each -> new Origin.Trunk(each.name()).equals(peer));
        if (!trunk && !(peer instanceof Origin.User) && !ways.containsKey(peer)) {
            throw new IllegalArgumentException(
                    "routes: "
                            + route.name()
                            + ": "
                            + peer
                            + " (expected: one of "
                            + ways.keySet()
                            + ")");
        }
    }

    private static void requireNew(String where, String name, Set<String> names) {
        if (!names.add(name)) {
            throw new IllegalArgumentException(
                    where + ": " + name + " (expected: a name that is not taken)");
        }
    }
}

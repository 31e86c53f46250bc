package org.portcullis.security.admission;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.Counters;

/**
 * Every meter by what it is of. Peers and realms are counted whether they are limited or not, so
 * that a limit which comes later finds what stands. Any thread.
 */
final class Gates {
    private final Counters counters;
    private final Map<Direction, Meter> all;
    // By names that are configured: both are bounded.
    private final Map<String, Map<Direction, Meter>> peers = new ConcurrentHashMap<>();
    private final Map<String, RealmGate> realms = new ConcurrentHashMap<>();
    private volatile boolean limitsCalled;

    Gates(AdmissionSettings settings, Counters counters, long nowNanos) {
        this.counters = counters;
        this.all = meters(Scope.ALL, "all", settings.all(), nowNanos);
        settings.peers().keySet().forEach(peer -> peer(peer, nowNanos));
        settings.realms().keySet().forEach(realm -> realm(realm, nowNanos));
        apply(settings, nowNanos);
    }

    /** Changes every limit; the counts stay. */
    void apply(AdmissionSettings settings, long nowNanos) {
        apply(all, settings.all(), nowNanos);
        settings.peers().keySet().forEach(peer -> peer(peer, nowNanos));
        settings.realms().keySet().forEach(realm -> realm(realm, nowNanos));
        peers.forEach((name, meters) -> apply(meters, limitsOf(name, settings), nowNanos));
        realms.forEach(
                (name, gate) ->
                        gate.apply(
                                settings.realms().getOrDefault(name, RealmLimits.NONE), nowNanos));
        limitsCalled = realms.values().stream().anyMatch(realm -> realm.limitsUsers(Direction.OUT));
    }

    /** Whether any realm tells apart who is called. */
    boolean limitsCalled() {
        return limitsCalled;
    }

    /** The box, the realms and the peers, each by name, that are limited or have calls. */
    List<LimitView> views() {
        List<LimitView> views = new ArrayList<>();
        for (Direction way : Direction.values()) {
            views.add(LimitView.of(Scope.ALL, "all", way, all(way)));
        }
        new TreeMap<>(realms)
                .forEach(
                        (name, realm) -> {
                            for (Direction way : Direction.values()) {
                                views.add(LimitView.of(Scope.REALM, name, way, realm.calls(way)));
                            }
                        });
        new TreeMap<>(peers)
                .forEach(
                        (name, meters) ->
                                meters.forEach(
                                        (way, meter) ->
                                                views.add(
                                                        LimitView.of(
                                                                Scope.PEER, name, way, meter))));
        return views.stream().filter(LimitView::matters).toList();
    }

    Meter all(Direction way) {
        return Objects.requireNonNull(all.get(way));
    }

    Meter peer(Origin peer, Direction way, long nowNanos) {
        return Objects.requireNonNull(peer(peer, nowNanos).get(way));
    }

    RealmGate realm(String name, long nowNanos) {
        RealmGate known = realms.get(name);
        return known != null
                ? known
                : realms.computeIfAbsent(
                        name, its -> new RealmGate(its, RealmLimits.NONE, counters, nowNanos));
    }

    private Map<Direction, Meter> peer(Origin peer, long nowNanos) {
        Map<Direction, Meter> known = peers.get(peer.name());
        return known != null
                ? known
                : peers.computeIfAbsent(
                        peer.name(), its -> meters(Scope.PEER, its, TwoWayLimits.NONE, nowNanos));
    }

    /** Names of trunks and dispatchers all differ. */
    private static TwoWayLimits limitsOf(String name, AdmissionSettings settings) {
        for (Map.Entry<Origin, TwoWayLimits> each : settings.peers().entrySet()) {
            if (each.getKey().name().equals(name)) {
                return each.getValue();
            }
        }
        return TwoWayLimits.NONE;
    }

    private Map<Direction, Meter> meters(
            Scope scope, String name, TwoWayLimits limits, long nowNanos) {
        Map<Direction, Meter> made = new EnumMap<>(Direction.class);
        for (Direction way : Direction.values()) {
            made.put(way, Gauges.metered(scope, name, way, way.of(limits), counters, nowNanos));
        }
        return made;
    }

    private static void apply(Map<Direction, Meter> meters, TwoWayLimits limits, long nowNanos) {
        meters.forEach((way, meter) -> meter.apply(way.of(limits), nowNanos));
    }
}

package org.portcullis.routing.dispatch;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.probe.DestinationState;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;

/**
 * A set of destinations, as configured.
 *
 * @param name unique among trunks and dispatchers
 * @param realm the side of the border they live on
 * @param key what decides, for algorithms that are told so
 * @param congestionControl whether a destination that is slower than it mostly is gets less
 * @param probe empty for no probing
 * @param destinations in order, each once
 */
public record DispatcherSettings(
        String name,
        Realm realm,
        Algorithm algorithm,
        Optional<HashKey> key,
        boolean congestionControl,
        Optional<ProbeSettings> probe,
        List<Member> destinations) {
    private static final int MOST_DESTINATIONS = 1_000;
    private static final int PERCENT = 100;

    /** One that goes by no key, and by no latency. */
    public DispatcherSettings(
            String name,
            Realm realm,
            Algorithm algorithm,
            Optional<ProbeSettings> probe,
            List<Member> destinations) {
        this(name, realm, algorithm, Optional.empty(), false, probe, destinations);
    }

    public DispatcherSettings {
        destinations = List.copyOf(destinations);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("dispatcher: empty name (expected: a name)");
        }
        if (destinations.isEmpty() || destinations.size() > MOST_DESTINATIONS) {
            throw new IllegalArgumentException(
                    "destinations: "
                            + destinations.size()
                            + " (expected: at least one and at most "
                            + MOST_DESTINATIONS
                            + ")");
        }
        requireOneOfEach(realm, destinations);
        requireShares(algorithm, destinations);
        if (algorithm == Algorithm.HASH_EXPRESSION && key.isEmpty()) {
            throw new IllegalArgumentException(
                    "hash-key: missing (expected: " + HashKey.Part.FORM + ")");
        }
        if (congestionControl && !probesAll(probe)) {
            throw new IllegalArgumentException(
                    "congestion-control: true without probes of all (expected: probe.mode all, for"
                            + " latency is that of probes)");
        }
    }

    private static boolean probesAll(Optional<ProbeSettings> probe) {
        return probe.isPresent() && probe.get().mode() == ProbeSettings.Mode.ALL;
    }

    private static void requireOneOfEach(Realm realm, List<Member> destinations) {
        Set<SipUri> uris = new HashSet<>();
        Set<String> duids = new HashSet<>();
        for (Member member : destinations) {
            member.hop().requireReachableFrom(realm);
            if (!uris.add(member.hop().uri())) {
                throw new IllegalArgumentException(
                        "destinations: " + member.hop().uri() + " twice (expected: once)");
            }
            if (member.duid().isPresent() && !duids.add(member.duid().get())) {
                throw new IllegalArgumentException(
                        "destinations: duid " + member.duid().get() + " twice (expected: once)");
            }
        }
    }

    private static void requireShares(Algorithm algorithm, List<Member> destinations) {
        int weights = 0;
        int rweights = 0;
        for (Member member : destinations) {
            weights += member.weight();
            rweights += member.rweight();
        }
        if (algorithm == Algorithm.WEIGHT && weights != PERCENT) {
            throw new IllegalArgumentException(
                    "destinations: weights of "
                            + weights
                            + " in all (expected: 100, for the algorithm takes them as percent)");
        }
        if (algorithm == Algorithm.RELATIVE_WEIGHT && rweights == 0) {
            throw new IllegalArgumentException(
                    "destinations: rweights of 0 in all (expected: one above 0)");
        }
    }

    /**
     * One destination of a set, as configured.
     *
     * @param duid a name that stays when the address changes; unique in the set
     * @param weight its share, in algorithms that go by it
     * @param rweight its share by {@link Algorithm#RELATIVE_WEIGHT}
     * @param priority the higher the sooner, but as in SRV records for {@link Algorithm#SRV}
     * @param maxLoad calls that it may have, 0 for any number
     * @param state that it begins with
     * @param probe how it is probed and judged, where not as the set says
     */
    public record Member(
            NextHop hop,
            Optional<String> duid,
            int weight,
            int rweight,
            int priority,
            int maxLoad,
            DestinationState state,
            Optional<ProbeSettings> probe) {
        public static final int MOST_WEIGHT = 1_000;

        public Member {
            requireUpTo(MOST_WEIGHT, "weight", weight);
            requireUpTo(MOST_WEIGHT, "rweight", rweight);
            requireUpTo(Integer.MAX_VALUE, "priority", priority);
            requireUpTo(Integer.MAX_VALUE, "max-load", maxLoad);
            if (duid.isPresent() && duid.get().isEmpty()) {
                throw new IllegalArgumentException("duid: empty (expected: a name)");
            }
        }

        /** One with nothing of its own. */
        public Member(NextHop hop, int weight) {
            this(hop, Optional.empty(), weight, 1, 0, 0, DestinationState.ACTIVE, Optional.empty());
        }

        private static void requireUpTo(int most, String name, int value) {
            if (value < 0 || value > most) {
                throw new IllegalArgumentException(
                        name + ": " + value + " (expected: 0-" + most + ")");
            }
        }
    }
}

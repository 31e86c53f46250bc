package org.portcullis.routing.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Where a name leads: services in ranks, of which each is tried when those before it have failed.
 * Immutable; any loop.
 *
 * @param ranks transports in order of preference, each with its services; empty where it leads
 *     nowhere
 * @param untilNanos when to look again
 * @param why it leads nowhere; empty where it leads somewhere
 */
record Resolved(List<List<Service>> ranks, long untilNanos, String why) {

    private static final int WEIGHT = 256;

    /** A record of the type SRV, or what stands for one, and its addresses in order. */
    record Service(int priority, int weight, List<Endpoint> endpoints) {
        Service {
            endpoints = List.copyOf(endpoints);
        }
    }

    Resolved {
        ranks = ranks.stream().map(List::copyOf).toList();
    }

    boolean leadsNowhere() {
        return ranks.isEmpty();
    }

    /**
     * Every address in the order in which one request tries them: by rank and priority, by chance
     * among services of the same priority, each by its weight (RFC 2782); what is dead at the end.
     */
    List<Endpoint> order(RandomGenerator random, long nowNanos) {
        List<Endpoint> alive = new ArrayList<>(4);
        List<Endpoint> dead = new ArrayList<>(0);
        for (List<Service> rank : ranks) {
            List<Service> left = new ArrayList<>(rank);
            while (!left.isEmpty()) {
                for (Endpoint endpoint : left.remove(next(left, random)).endpoints()) {
                    if (!alive.contains(endpoint) && !dead.contains(endpoint)) {
                        (endpoint.takes(nowNanos) ? alive : dead).add(endpoint);
                    }
                }
            }
        }
        alive.addAll(dead);
        return alive;
    }

    /** Every address, each once. */
    List<Endpoint> all() {
        return ranks.stream()
                .flatMap(List::stream)
                .flatMap(service -> service.endpoints().stream())
                .distinct()
                .toList();
    }

    /**
     * One of those with the lowest priority, each with a chance as large as its weight among them
     * (RFC 2782, "Weight"). Those without weight have a very small one beside others. The running
     * sum of the RFC favours the first where weights are small; this does not.
     */
    private static int next(List<Service> left, RandomGenerator random) {
        int lowest = Integer.MAX_VALUE;
        for (Service service : left) {
            lowest = Math.min(lowest, service.priority());
        }
        int total = 0;
        for (Service service : left) {
            total += service.priority() == lowest ? share(service) : 0;
        }
        int chosen = random.nextInt(total);
        int sum = 0;
        for (int i = 0; i < left.size(); i++) {
            Service service = left.get(i);
            sum += service.priority() == lowest ? share(service) : 0;
            if (sum > chosen) {
                return i;
            }
        }
        throw new AssertionError(chosen);
    }

    /** At most 2^24, so that a rank of 64 fits an int. */
    private static int share(Service service) {
        return service.weight() == 0 ? 1 : service.weight() * WEIGHT;
    }
}

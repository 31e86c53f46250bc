package org.portcullis.routing.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.runtime.SipLoop;

/**
 * A plan whose destinations may be known by name: each stands for all the addresses that its name
 * leads to, tried one after the other before the plan goes on (RFC 3263 4.3). Owned by the loop of
 * what is routed.
 *
 * <p>A destination has failed when its last address has; an address that is dead says nothing of
 * the others.
 */
final class ResolvedPlan implements RoutePlan {
    private static final int UNAVAILABLE = 503;

    private final RoutePlan plan;
    private final Names names;
    private final Lookups lookups;
    private final SipLoop loop;
    private final RandomGenerator random;
    private List<Chain> group = List.of();

    ResolvedPlan(
            RoutePlan plan, Names names, Lookups lookups, SipLoop loop, RandomGenerator random) {
        this.plan = plan;
        this.names = names;
        this.lookups = lookups;
        this.loop = loop;
        this.random = random;
    }

    @Override
    public List<Hop> first() {
        throw new UnsupportedOperationException("it may have to wait for DNS");
    }

    @Override
    public List<Hop> next(int status) {
        throw new UnsupportedOperationException("it may have to wait for DNS");
    }

    @Override
    public void first(Ready ready, long nowNanos) {
        find(plan.first(), ready, nowNanos);
    }

    @Override
    public void next(int status, Ready ready, long nowNanos) {
        List<Hop> others = new ArrayList<>(1);
        if (Failover.goesOn(status)) {
            for (Chain chain : group) {
                chain.advance(others);
            }
        }
        if (!others.isEmpty()) {
            ready.go(others, nowNanos);
        } else {
            find(plan.next(status), ready, nowNanos);
        }
    }

    @Override
    public void answered(Hop hop) {
        for (Chain chain : group) {
            if (chain.answered(hop)) {
                plan.answered(chain.planned);
                return;
            }
        }
        plan.answered(hop);
    }

    @Override
    public void silent(Hop hop) {
        for (Chain chain : group) {
            int at = chain.indexOf(hop);
            if (at >= 0) {
                chain.silent(at);
                return;
            }
        }
        plan.silent(hop);
    }

    @Override
    public void heard(Hop hop, SipResponse response) {
        plan.heard(planned(hop), response);
    }

    @Override
    public Admission.Clearance occupy(Hop hop) {
        return plan.occupy(planned(hop));
    }

    @Override
    public void end() {
        plan.end();
    }

    /** The destination that an address was found for. */
    private Hop planned(Hop hop) {
        for (Chain chain : group) {
            if (chain.indexOf(hop) >= 0) {
                return chain.planned;
            }
        }
        return hop;
    }

    private void find(List<Hop> planned, Ready ready, long nowNanos) {
        boolean numeric = true;
        for (int i = 0; i < planned.size(); i++) {
            numeric &= planned.get(i).target().resolved();
        }
        if (numeric) { // the rule
            group = List.of();
            ready.go(planned, nowNanos);
        } else {
            new Finding(planned, ready).start(nowNanos);
        }
    }

    /** A group whose addresses are being found. */
    private final class Finding {
        private final List<Chain> chains = new ArrayList<>();
        private final Ready ready;
        private int waiting = 1;

        Finding(List<Hop> planned, Ready ready) {
            this.ready = ready;
            planned.forEach(hop -> chains.add(new Chain(hop)));
        }

        void start(long nowNanos) {
            for (Chain chain : chains) {
                Hop hop = chain.planned;
                if (hop.target().resolved()) {
                    chain.hops.add(hop);
                } else {
                    waiting++;
                    names.find(lookups.of(hop), loop, found -> found(chain, found));
                }
            }
            settled(nowNanos);
        }

        private void found(Chain chain, Resolved resolved) {
            assert loop.inLoop();
            long nowNanos = loop.nowNanos();
            for (Endpoint endpoint : resolved.order(random, nowNanos)) {
                chain.add(endpoint);
            }
            if (resolved.leadsNowhere() && !Names.refused(resolved)) {
                plan.silent(chain.planned);
            }
            settled(nowNanos);
        }

        private void settled(long nowNanos) {
            if (--waiting > 0) {
                return;
            }
            group = chains;
            List<Hop> hops = new ArrayList<>(chains.size());
            for (Chain chain : chains) {
                chain.advance(hops);
            }
            if (hops.isEmpty()) {
                find(plan.next(UNAVAILABLE), ready, nowNanos);
            } else {
                ready.go(hops, nowNanos);
            }
        }
    }

    /** A destination of the plan and what its name leads to. */
    private final class Chain {
        private final Hop planned;
        private final List<Hop> hops = new ArrayList<>(1);
        private final List<Endpoint> endpoints = new ArrayList<>(1);
        private boolean heard;
        private int present = -1;

        Chain(Hop planned) {
            this.planned = planned;
        }

        void add(Endpoint endpoint) {
            endpoints.add(endpoint);
            hops.add(new Hop(planned.peer(), planned.realm(), planned.uri(), endpoint.target()));
        }

        /** Goes to the next address, if there is another. */
        void advance(List<Hop> next) {
            if (present + 1 < hops.size()) {
                next.add(hops.get(++present));
            }
        }

        int indexOf(Hop hop) {
            for (int i = present; i >= 0; i--) {
                if (hops.get(i).equals(hop)) {
                    return i;
                }
            }
            return -1;
        }

        boolean answered(Hop hop) {
            int at = indexOf(hop);
            if (at >= 0 && !endpoints.isEmpty()) {
                endpoints.get(at).answered();
            }
            heard |= at >= 0;
            return at >= 0;
        }

        void silent(int at) {
            if (!endpoints.isEmpty()) {
                endpoints.get(at).silent(loop.nowNanos());
            }
            if (!heard && at == hops.size() - 1) {
                plan.silent(planned);
            }
        }
    }
}

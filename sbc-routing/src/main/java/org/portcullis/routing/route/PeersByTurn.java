package org.portcullis.routing.route;

import java.util.List;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;

/**
 * Peers one after the other: each by its own plan, and the next where the present one has no other
 * destination and its failover codes say so. Owned by the loop of what is routed.
 */
final class PeersByTurn implements RoutePlan {
    private final List<Way> ways;
    private final SipRequest request;
    private int present;
    private RoutePlan plan;
    private int status;
    private boolean reason;

    /**
     * @param ways not empty
     */
    PeersByTurn(List<Way> ways, SipRequest request) {
        this.ways = ways;
        this.request = request;
        this.plan = ways.getFirst().planner().plan(request, false);
    }

    @Override
    public List<Hop> first() {
        return orOn(plan.first());
    }

    @Override
    public List<Hop> next(int failed) {
        boolean itsReason = failed == status && reason;
        if (!ways.get(present).codes().goesOn(failed, itsReason)) {
            return List.of();
        }
        reason = false;
        return orOn(plan.next(failed));
    }

    /** A peer that has nowhere to go, as everything of it is down, is as good as not there. */
    private List<Hop> orOn(List<Hop> hops) {
        List<Hop> group = hops;
        while (group.isEmpty() && present + 1 < ways.size()) {
            plan.end();
            plan = ways.get(++present).planner().plan(request, false);
            group = plan.first();
        }
        return group;
    }

    @Override
    public void answered(Hop hop) {
        plan.answered(hop);
    }

    @Override
    public void silent(Hop hop) {
        plan.silent(hop);
    }

    @Override
    public void heard(Hop hop, SipResponse response) {
        if (response.status() >= 300) {
            status = response.status();
            reason = response.has(HeaderName.REASON);
        }
        plan.heard(hop, response);
    }

    @Override
    public Admission.Clearance occupy(Hop hop) {
        return plan.occupy(hop);
    }

    @Override
    public void end() {
        plan.end();
    }
}

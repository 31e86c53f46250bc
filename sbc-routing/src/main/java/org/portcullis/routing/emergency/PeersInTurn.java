package org.portcullis.routing.emergency;

import java.util.List;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.routing.dispatch.Planner;

/**
 * The plans of several peers, one after the other: whatever the last destination of one answers,
 * the next is tried. Owned by the loop of the call.
 */
final class PeersInTurn implements RoutePlan {
    private final List<Planner> peers;
    private final SipRequest request;
    private RoutePlan present;
    private int tried = 1;

    PeersInTurn(List<Planner> peers, SipRequest request) {
        this.peers = peers;
        this.request = request;
        this.present = peers.getFirst().plan(request, true);
    }

    @Override
    public List<Hop> first() {
        return orOn(present.first());
    }

    @Override
    public List<Hop> next(int status) {
        return orOn(present.next(status));
    }

    private List<Hop> orOn(List<Hop> hops) {
        List<Hop> group = hops;
        while (group.isEmpty() && tried < peers.size()) {
            present.end();
            present = peers.get(tried++).plan(request, true);
            group = present.first();
        }
        return group;
    }

    @Override
    public void answered(Hop hop) {
        present.answered(hop);
    }

    @Override
    public void silent(Hop hop) {
        present.silent(hop);
    }

    @Override
    public void heard(Hop hop, SipResponse response) {
        present.heard(hop, response);
    }

    @Override
    public Admission.Clearance occupy(Hop hop) {
        return present.occupy(hop);
    }

    @Override
    public void end() {
        present.end();
    }
}

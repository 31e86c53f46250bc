package org.portcullis.routing.emergency;

import java.util.List;
import java.util.function.Supplier;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.RoutePlan;

/**
 * The plans of several peers, one after the other: whatever the last destination of one answers,
 * the next is tried. Owned by the loop of the call.
 */
final class PeersInTurn implements RoutePlan {
    private final List<Supplier<RoutePlan>> peers;
    private RoutePlan present;
    private int tried = 1;

    PeersInTurn(List<Supplier<RoutePlan>> peers) {
        this.peers = peers;
        this.present = peers.getFirst().get();
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
            present = peers.get(tried++).get();
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
}

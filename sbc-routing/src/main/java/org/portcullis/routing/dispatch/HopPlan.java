package org.portcullis.routing.dispatch;

import java.util.List;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.routing.resolve.Failover;

/**
 * Destinations one after the other, until one takes the call or fails in a way that is the call's
 * own.
 */
public final class HopPlan implements RoutePlan {
    private final Destination[] order;
    private final boolean[] answered;
    private int present = -1;

    public HopPlan(Destination... order) {
        this.order = order;
        this.answered = new boolean[order.length];
    }

    @Override
    public List<Hop> first() {
        return advance();
    }

    @Override
    public List<Hop> next(int status) {
        return Failover.goesOn(status) ? advance() : List.of();
    }

    @Override
    public void answered(Hop hop) {
        int index = indexOf(hop);
        if (index >= 0 && !answered[index]) {
            answered[index] = true;
            order[index].answers.increment();
            order[index].health.callAnswered();
        }
    }

    @Override
    public void silent(Hop hop) {
        int index = indexOf(hop);
        if (index >= 0 && !answered[index]) {
            order[index].health.callFailed();
        }
    }

    /** Where a destination stands; -1 for one that a redirection has brought in. */
    private int indexOf(Hop hop) {
        for (int i = present; i >= 0; i--) {
            if (order[i].hop.equals(hop)) {
                return i;
            }
        }
        return -1;
    }

    private List<Hop> advance() {
        if (present + 1 >= order.length) {
            return List.of();
        }
        Destination destination = order[++present];
        destination.attempts.increment();
        return List.of(destination.hop);
    }
}

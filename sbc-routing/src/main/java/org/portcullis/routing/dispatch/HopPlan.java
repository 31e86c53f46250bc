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
    private int present = -1;
    private boolean answered;

    public HopPlan(Destination... order) {
        this.order = order;
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
        if (!answered) {
            answered = true;
            order[present].answers.increment();
            order[present].health.callAnswered();
        }
    }

    @Override
    public void silent(Hop hop) {
        if (!answered) {
            order[present].health.callFailed();
        }
    }

    private List<Hop> advance() {
        if (present + 1 >= order.length) {
            return List.of();
        }
        Destination destination = order[++present];
        answered = false;
        destination.attempts.increment();
        return List.of(destination.hop);
    }
}

package org.portcullis.routing.dispatch;

import java.util.Optional;
import org.portcullis.core.call.Hop;
import org.portcullis.core.call.RoutePlan;
import org.portcullis.routing.resolve.Failover;

/**
 * Destinations one after the other, until one takes the call or fails in a way that is the call's
 * own.
 */
public final class HopPlan implements RoutePlan {
    private static final int NO_ANSWER = 408;
    private static final int TRANSPORT_ERROR = 503;

    private final Destination[] order;
    private int present = -1;
    private boolean answered;

    public HopPlan(Destination... order) {
        this.order = order;
    }

    @Override
    public Optional<Hop> first() {
        return next();
    }

    @Override
    public Optional<Hop> after(int status) {
        // Without a provisional before them, these two may be ours: for a timeout, a transport
        // error.
        if (!answered && (status == NO_ANSWER || status == TRANSPORT_ERROR)) {
            order[present].health.callFailed();
        } else {
            answered();
        }
        return Failover.goesOn(status) ? next() : Optional.empty();
    }

    @Override
    public void answered() {
        if (!answered) {
            answered = true;
            order[present].answers.increment();
            order[present].health.callAnswered();
        }
    }

    private Optional<Hop> next() {
        if (present + 1 >= order.length) {
            return Optional.empty();
        }
        Destination destination = order[++present];
        answered = false;
        destination.attempts.increment();
        return Optional.of(destination.hop);
    }
}

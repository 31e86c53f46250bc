package org.portcullis.routing.dispatch;

import java.util.List;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.SipResponse;
import org.portcullis.routing.resolve.Failover;

/**
 * Destinations one after the other, until one takes the call or fails in a way that is the call's
 * own. One that a person wants no calls to go to, or that has asked to be left alone, is passed
 * over. Owned by the loop of the call.
 */
public final class HopPlan implements RoutePlan {
    private final boolean urgent;
    private final Destination[] order;
    private final boolean[] answered;
    private int present = -1;

    public HopPlan(Destination... order) {
        this(false, order);
    }

    /**
     * @param urgent whether it must get through, whatever destinations have asked for
     */
    public HopPlan(boolean urgent, Destination... order) {
        this.urgent = urgent;
        this.order = order;
        this.answered = new boolean[order.length];
    }

    @Override
    public List<Hop> first() {
        List<Hop> group = advance();
        if (!group.isEmpty()) {
            order[present].picks.increment();
        }
        return group;
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

    @Override
    public void heard(Hop hop, SipResponse response) {
        int index = indexOf(hop);
        if (index >= 0) {
            order[index].heard(response);
        }
    }

    @Override
    public Admission.Clearance occupy(Hop hop) {
        int index = indexOf(hop);
        if (index < 0) {
            return new Admission.Cleared(Admission.Ticket.NONE);
        }
        CallLoad load = order[index].load;
        boolean entered = load.enter(0);
        assert entered;
        return new Admission.Cleared(load.place());
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
        while (present + 1 < order.length) {
            Destination destination = order[++present];
            if (urgent ? destination.health.urgentResort() : destination.health.lastResort()) {
                destination.attempts.increment();
                return List.of(destination.hop);
            }
        }
        return List.of();
    }
}

package org.portcullis.routing.dispatch;

import java.util.ArrayList;
import java.util.List;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.SipResponse;

/**
 * Several peers at the same time, each by its own plan: the first destination of every one, and
 * when all of these have failed, the next of every one that has another.
 */
public final class ForkPlan implements RoutePlan {
    private final List<RoutePlan> members;

    public ForkPlan(List<RoutePlan> members) {
        this.members = List.copyOf(members);
    }

    @Override
    public List<Hop> first() {
        List<Hop> group = new ArrayList<>();
        members.forEach(member -> group.addAll(member.first()));
        return group;
    }

    @Override
    public List<Hop> next(int status) {
        List<Hop> group = new ArrayList<>();
        members.forEach(member -> group.addAll(member.next(status)));
        return group;
    }

    @Override
    public void answered(Hop hop) {
        members.forEach(member -> member.answered(hop));
    }

    @Override
    public void silent(Hop hop) {
        members.forEach(member -> member.silent(hop));
    }

    @Override
    public void heard(Hop hop, SipResponse response) {
        members.forEach(member -> member.heard(hop, response));
    }

    /** Asks the member whose destination it is: the others have nothing to give. */
    @Override
    public Admission.Clearance occupy(Hop hop) {
        Admission.Clearance clearance = new Admission.Cleared(Admission.Ticket.NONE);
        for (int i = 0; i < members.size() && uncounted(clearance); i++) {
            clearance = members.get(i).occupy(hop);
        }
        return clearance;
    }

    private static boolean uncounted(Admission.Clearance clearance) {
        return clearance instanceof Admission.Cleared(Admission.Ticket ticket)
                && ticket.equals(Admission.Ticket.NONE);
    }

    @Override
    public void end() {
        members.forEach(RoutePlan::end);
    }
}

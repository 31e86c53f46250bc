package org.portcullis.routing.dispatch;

import java.util.ArrayList;
import java.util.List;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.routing.dispatch.DispatcherSettings.Member;
import org.portcullis.routing.resolve.Failover;

/**
 * The way of one request through a set: each time the best that has not been tried. Owned by the
 * loop of the request.
 *
 * <p>A call takes its place at a destination when it is picked, so that two loops never take the
 * same one; the place goes to the call when it departs, and back where it does not.
 */
final class SetPlan implements RoutePlan, Members {
    private static final byte TRIED = 1;
    private static final byte ANSWERED = 2;
    private static final byte HELD = 4;
    private static final Admission.Full FULL = new Admission.Full(503, 0);

    private final DispatcherSet set;
    private final boolean urgent;
    private final boolean call;
    private final byte[] marks;
    private final Picker picker;
    private boolean lastResort;
    private int present = Picks.NONE;

    SetPlan(DispatcherSet set, SipRequest request, boolean urgent) {
        this.set = set;
        this.urgent = urgent;
        this.call = request.method().equals(Method.INVITE);
        this.marks = new byte[set.size()];
        this.picker = new Picker(set, this, request);
    }

    @Override
    public List<Hop> first() {
        if (set.algorithm() == Algorithm.PARALLEL) {
            return all();
        }
        int trial = trial();
        List<Hop> group = trial == Picks.NONE ? advance() : take(trial);
        if (present != Picks.NONE) {
            set.destination(present).picks.increment();
        }
        return group;
    }

    @Override
    public List<Hop> next(int status) {
        boolean on = set.algorithm() != Algorithm.PARALLEL && Failover.goesOn(status);
        return on ? advance() : List.of();
    }

    private List<Hop> advance() {
        while (true) {
            lastResort = false;
            int member = pick();
            if (member == Picks.NONE && !picker.passedOver()) {
                lastResort = true;
                member = pick();
            }
            if (member == Picks.NONE) {
                return List.of();
            }
            List<Hop> taken = take(member);
            if (!taken.isEmpty()) {
                return taken;
            }
        }
    }

    /** In turn where an algorithm has turns, and with no second turn for the same request. */
    private int pick() {
        return present == Picks.NONE ? picker.first() : picker.next(present);
    }

    /** Nothing where another loop has taken the place. */
    private List<Hop> take(int member) {
        Destination destination = set.destination(member);
        if (call && !picker.enter(member, urgent ? 0 : set.member(member).maxLoad())) {
            return List.of();
        }
        marks[member] |= (byte) (TRIED | (call ? HELD : 0));
        present = member;
        destination.attempts.increment();
        return List.of(destination.hop);
    }

    /** One that is down and is to be tried now, where others are up. */
    private int trial() {
        int trial = Picks.NONE;
        boolean anyUp = false;
        for (int i = 0; i < marks.length; i++) {
            anyUp |= set.destination(i).health.takesCalls();
        }
        for (int i = 0; i < marks.length && anyUp && trial == Picks.NONE; i++) {
            trial = !full(i) && set.destination(i).health.takeTrial() ? i : Picks.NONE;
        }
        return trial;
    }

    private List<Hop> all() {
        List<Hop> group = new ArrayList<>(marks.length);
        for (int round = 0; round < 2 && group.isEmpty(); round++) {
            lastResort = round == 1;
            for (int i = 0; i < marks.length; i++) {
                if (usable(i)) {
                    group.addAll(take(i));
                    set.destination(i).picks.increment();
                }
            }
        }
        return group;
    }

    @Override
    public void answered(Hop hop) {
        int index = indexOf(hop);
        if (index >= 0 && (marks[index] & ANSWERED) == 0) {
            marks[index] |= ANSWERED;
            set.destination(index).answers.increment();
            set.destination(index).health.callAnswered();
        }
    }

    @Override
    public void silent(Hop hop) {
        int index = indexOf(hop);
        if (index >= 0 && (marks[index] & ANSWERED) == 0) {
            set.destination(index).health.callFailed();
        }
    }

    @Override
    public void heard(Hop hop, SipResponse response) {
        int index = indexOf(hop);
        if (index >= 0) {
            set.destination(index).heard(response);
        }
    }

    @Override
    public Admission.Clearance occupy(Hop hop) {
        int index = find(hop);
        if (index < 0) {
            return new Admission.Cleared(Admission.Ticket.NONE);
        }
        CallLoad load = set.destination(index).load;
        if ((marks[index] & HELD) != 0) {
            marks[index] &= ~HELD;
            return new Admission.Cleared(load.place());
        }
        int most = urgent ? 0 : set.member(index).maxLoad();
        return load.enter(most) ? new Admission.Cleared(load.place()) : FULL;
    }

    @Override
    public void end() {
        for (int i = 0; i < marks.length; i++) {
            if ((marks[i] & HELD) != 0) {
                marks[i] &= ~HELD;
                set.destination(i).load.leave();
            }
        }
    }

    /** Where a destination that was tried stands; -1 for one that a redirection has brought in. */
    private int indexOf(Hop hop) {
        int index = find(hop);
        return index >= 0 && (marks[index] & TRIED) != 0 ? index : -1;
    }

    private int find(Hop hop) {
        for (int i = 0; i < marks.length; i++) {
            if (set.destination(i).hop.equals(hop)) {
                return i;
            }
        }
        return -1;
    }

    private boolean full(int member) {
        int most = set.member(member).maxLoad();
        return call && !urgent && most > 0 && calls(member) >= most;
    }

    @Override
    public int size() {
        return marks.length;
    }

    @Override
    public boolean usable(int member) {
        if ((marks[member] & TRIED) != 0 || full(member)) {
            return false;
        }
        Destination destination = set.destination(member);
        if (!lastResort) {
            return destination.health.takesCalls();
        }
        return urgent ? destination.health.urgentResort() : destination.health.lastResort();
    }

    /** Whether it would rather not have this request. */
    boolean passesOver(int member) {
        return !urgent && !lastResort && set.destination(member).passesOver();
    }

    @Override
    public int weight(int member) {
        Member its = set.member(member);
        return set.destination(member)
                .weight(set.algorithm().relative() ? its.rweight() : its.weight());
    }

    @Override
    public int priority(int member) {
        return set.member(member).priority();
    }

    @Override
    public int calls(int member) {
        return set.destination(member).load.calls();
    }

    @Override
    public int latencyMillis(int member) {
        return set.congestionControl()
                ? excessMillis(member)
                : set.destination(member).health.latency().estimateMillis();
    }

    @Override
    public int excessMillis(int member) {
        return set.congestionControl()
                ? set.destination(member).health.latency().excessMillis()
                : 0;
    }

    @Override
    public long seed(int member) {
        return set.seed(member);
    }
}

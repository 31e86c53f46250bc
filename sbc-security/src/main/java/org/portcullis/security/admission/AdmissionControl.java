package org.portcullis.security.admission;

import java.util.List;
import java.util.Optional;
import org.portcullis.core.border.Admission;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Trust;
import org.portcullis.security.admission.Places.Shortage;

/**
 * Lets configured peers in, within every limit on calls, and their calls out again, within every
 * limit of where they go. A stranger gets 403, and in an untrusted realm silence.
 *
 * <p>Only INVITE is counted, and REGISTER where a realm limits it. Any loop; counts are exact
 * whatever the loops do at the same time.
 */
public final class AdmissionControl implements Admission {
    /**
     * Short: a peer that takes it to heart (RFC 3261 21.5.4) stops sending altogether for that
     * long.
     */
    private static final int RETRY_AFTER_SECONDS = 1;

    private static final int UNAVAILABLE = 503;

    private static final Admitted UNCOUNTED = new Admitted(Ticket.NONE);
    private static final Verdict SILENCE = new Silence();
    private static final Verdict FORBIDDEN = new Refused(403, 0);

    private final Gates gates;
    private final NumberCheck numbers;
    private final Refusals strangers;
    private final Admissions admissions;

    /**
     * @param numbers asked for each number that a call goes to
     */
    public AdmissionControl(
            AdmissionSettings settings, NumberCheck numbers, Counters counters, long nowNanos) {
        this.gates = new Gates(settings, counters, nowNanos);
        this.numbers = numbers;
        this.admissions = new Admissions(counters);
        this.strangers =
                new Refusals(
                        "stranger",
                        counters.counter(
                                "portcullis_admission_strangers_total",
                                "Requests refused because no configured peer sends from there."),
                        nowNanos);
    }

    /**
     * Holds calls to other limits from now on. Calls that stand stay counted; of sources and users
     * those are, that were limited before. Any thread.
     */
    public void apply(AdmissionSettings settings, long nowNanos) {
        gates.apply(settings, nowNanos);
    }

    /**
     * The calls of the box, of each realm and of each peer against their limits; who has neither
     * limit nor call is left out, and so are single sources and users. Any thread; it costs calls
     * nothing. Each line is right by itself, not all of one moment.
     */
    public List<LimitView> limits() {
        return gates.views();
    }

    @Override
    public Verdict admit(SipRequest request, Origin origin, Flow flow, long nowNanos) {
        if (origin instanceof Origin.Unknown) {
            strangers.refuse(flow.remote(), flow.realm(), nowNanos);
            return flow.realm().trust() == Trust.UNTRUSTED ? SILENCE : FORBIDDEN;
        }
        if (request.method().equals(Method.INVITE)) {
            return admitCall(request, origin, flow, nowNanos);
        }
        return request.method().equals(Method.REGISTER) ? admitBinding(flow, nowNanos) : UNCOUNTED;
    }

    private Verdict admitCall(SipRequest request, Origin origin, Flow flow, long nowNanos) {
        RealmGate realm = gates.realm(flow.realm().name(), nowNanos);
        Seats seats = new Seats();
        if (realm.limitsUsers(Direction.IN)) {
            String caller = Parties.caller(request, origin);
            realm.seatUser(seats, Direction.IN, caller, nowNanos);
        }
        if (realm.limitsSources(Direction.IN)) {
            Object source = Parties.source(flow.remote().getAddress());
            realm.seatSource(seats, Direction.IN, source, nowNanos);
        }
        seats.at(gates.peer(origin, Direction.IN, nowNanos))
                .at(realm.calls(Direction.IN))
                .at(gates.all(Direction.IN));
        Optional<Shortage> shortage = seats.take(nowNanos);
        if (shortage.isPresent()) {
            shortage.get().refusals().refuse(flow.remote(), flow.realm(), nowNanos);
            int status = shortage.get().status();
            return new Refused(status, retryAfter(status));
        }
        admissions.count(origin);
        return new Admitted(new CallTicket(this, seats, false));
    }

    private Verdict admitBinding(Flow flow, long nowNanos) {
        RealmGate realm = gates.realm(flow.realm().name(), nowNanos);
        if (realm.mayRegister(nowNanos)) {
            return UNCOUNTED;
        }
        realm.tooManyRegistrations().refuse(flow.remote(), flow.realm(), nowNanos);
        return new Refused(UNAVAILABLE, RETRY_AFTER_SECONDS);
    }

    /** The call is counted at its peer and in all, beyond the limits if need be. */
    @Override
    public Admitted admitEmergency(SipRequest request, Origin origin, long nowNanos) {
        if (!request.method().equals(Method.INVITE)) {
            return UNCOUNTED;
        }
        Seats seats = new Seats();
        seats.at(gates.peer(origin, Direction.IN, nowNanos)).at(gates.all(Direction.IN));
        seats.takeAnyway();
        admissions.count(origin);
        return new Admitted(new CallTicket(this, seats, true));
    }

    /** The user that is called, where anything counts it; else nobody. */
    Optional<String> called(SipRequest request) {
        return gates.limitsCalled() ? Optional.of(Parties.called(request)) : Optional.empty();
    }

    Clearance calling(SipRequest request, Origin by, long nowNanos) {
        return numbers.calling(request, by, nowNanos);
    }

    /**
     * @param called the user that is called there; empty where none was counted when it was called
     */
    Clearance leaving(Hop destination, Optional<String> called, boolean urgent, long nowNanos) {
        Realm to = destination.realm();
        RealmGate realm = gates.realm(to.name(), nowNanos);
        Seats seats = new Seats();
        if (realm.limitsUsers(Direction.OUT) && called.isPresent() && !urgent) {
            realm.seatUser(seats, Direction.OUT, called.get(), nowNanos);
        }
        if (realm.limitsSources(Direction.OUT) && !urgent) {
            Object target = Parties.source(destination.target().address().getAddress());
            realm.seatSource(seats, Direction.OUT, target, nowNanos);
        }
        seats.at(gates.peer(destination.peer(), Direction.OUT, nowNanos))
                .at(realm.calls(Direction.OUT))
                .at(gates.all(Direction.OUT));
        if (urgent) {
            seats.takeAnyway();
            return new Cleared(seats);
        }
        Optional<Shortage> shortage = seats.take(nowNanos);
        if (shortage.isPresent()) {
            shortage.get().refusals().refuse(destination.target().address(), to, nowNanos);
            int status = shortage.get().status();
            return new Full(status, retryAfter(status));
        }
        return new Cleared(seats);
    }

    private static int retryAfter(int status) {
        return status == UNAVAILABLE ? RETRY_AFTER_SECONDS : 0;
    }
}

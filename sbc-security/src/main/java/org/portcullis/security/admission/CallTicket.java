package org.portcullis.security.admission;

import java.util.Optional;
import org.portcullis.core.border.Admission.Clearance;
import org.portcullis.core.border.Admission.Cleared;
import org.portcullis.core.border.Admission.Ticket;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;

/** What a call was let in with. Used on one loop at a time. */
final class CallTicket implements Ticket {
    private final AdmissionControl control;
    private final Seats seats;
    private final boolean urgent;
    private Optional<String> called = Optional.empty();
    private boolean calledOnce;

    /**
     * @param seats the places that it has taken
     * @param urgent whether it is an emergency call, which no limit stops
     */
    CallTicket(AdmissionControl control, Seats seats, boolean urgent) {
        this.control = control;
        this.seats = seats;
        this.urgent = urgent;
    }

    @Override
    public void release() {
        seats.release();
    }

    @Override
    public Clearance calling(SipRequest request, Origin by, Flow flow, long nowNanos) {
        // The emergency number itself is free to call; where the call is transferred to is not.
        boolean free = urgent && !calledOnce;
        calledOnce = true;
        called = control.called(request);
        return free ? new Cleared(NONE) : control.calling(request, by, nowNanos);
    }

    @Override
    public Clearance leaving(Hop destination, boolean urgently, long nowNanos) {
        return control.leaving(destination, called, urgent || urgently, nowNanos);
    }
}

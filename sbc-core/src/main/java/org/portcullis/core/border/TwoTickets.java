package org.portcullis.core.border;

import org.portcullis.core.border.Admission.Clearance;
import org.portcullis.core.border.Admission.Ticket;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;

/**
 * Two tickets that end together.
 *
 * @param first by which more is asked for
 */
record TwoTickets(Ticket first, Ticket second) implements Ticket {

    @Override
    public void release() {
        first.release();
        second.release();
    }

    @Override
    public Clearance calling(SipRequest request, Origin by, Flow flow, long nowNanos) {
        return first.calling(request, by, flow, nowNanos);
    }

    @Override
    public Clearance leaving(Hop destination, boolean urgent, long nowNanos) {
        return first.leaving(destination, urgent, nowNanos);
    }

    @Override
    public void answered(long nowNanos) {
        first.answered(nowNanos);
        second.answered(nowNanos);
    }
}

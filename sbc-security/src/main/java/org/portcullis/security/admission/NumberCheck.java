package org.portcullis.security.admission;

import org.portcullis.core.border.Admission.Clearance;
import org.portcullis.core.border.Admission.Cleared;
import org.portcullis.core.border.Admission.Ticket;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;

/** Whether somebody may call a number. Any loop. */
@FunctionalInterface
public interface NumberCheck {
    /** Everybody may call every number. */
    NumberCheck NONE = (request, by, nowNanos) -> new Cleared(Ticket.NONE);

    /**
     * @param request the INVITE with its numbers as the border writes them
     * @param by who asks for the call: the caller, or who transfers it
     */
    Clearance calling(SipRequest request, Origin by, long nowNanos);
}

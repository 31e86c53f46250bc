package org.portcullis.core.call;

import org.portcullis.core.border.Admission;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.leg.Descriptions;
import org.portcullis.core.leg.Party;
import org.portcullis.core.media.SessionIdentity;

/**
 * A leg on its way from one call to another, perhaps on another loop: all that its dialog is. Its
 * requests still arrive at the loop that made its tag, which sends them on.
 *
 * @param ticket the places in limits that last as long as the leg
 */
record Handover(
        Party party,
        Dialog dialog,
        Descriptions described,
        SessionIdentity identity,
        Admission.Ticket ticket) {}

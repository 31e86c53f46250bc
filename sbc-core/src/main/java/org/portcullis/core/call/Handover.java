package org.portcullis.core.call;

import org.portcullis.core.border.Admission;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.leg.Descriptions;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.leg.Party;
import org.portcullis.core.leg.SessionTimer;

/**
 * A leg on its way from one call to another, perhaps on another loop: all that its dialog is. Its
 * requests still arrive at the loop that made its tag, which sends them on.
 *
 * @param session how its session is kept alive
 * @param allowsUpdate whether its peer has said that it takes UPDATE
 * @param ticket the places in limits that last as long as the leg
 */
record Handover(
        Party party,
        Dialog dialog,
        Descriptions described,
        SessionTimer.Agreed session,
        boolean allowsUpdate,
        Admission.Ticket ticket) {

    /** Takes a leg out of its call. Nothing is sent. */
    static Handover of(Leg leg) {
        Handover handover =
                new Handover(
                        leg.party(),
                        leg.dialog(),
                        leg.described(),
                        leg.session().state(),
                        leg.allowsUpdate(),
                        leg.letGo());
        leg.close();
        return handover;
    }
}

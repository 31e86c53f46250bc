package org.portcullis.core.call;

import org.portcullis.core.border.Routing;
import org.portcullis.core.dialog.DialogTable;
import org.portcullis.core.leg.LegContext;
import org.portcullis.core.media.MediaEngine;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.topology.BodyCrossing;
import org.portcullis.core.transaction.TransactionLayer;

/**
 * What the calls of one loop stand on.
 *
 * @param legs what their legs stand on
 * @param directory the calls of all loops
 * @param bodies what crosses of bodies that are no descriptions
 */
record CallContext(
        LegContext legs,
        CallDirectory directory,
        MediaEngine media,
        BodyCrossing bodies,
        CallCounters counters) {

    TransactionLayer layer() {
        return legs.layer();
    }

    Routing routing() {
        return legs.routing();
    }

    DialogTable dialogs() {
        return legs.dialogs();
    }

    SipLoop loop() {
        return legs.loop();
    }

    MessageWriter writer() {
        return legs.writer();
    }
}

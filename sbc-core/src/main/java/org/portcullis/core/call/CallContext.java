package org.portcullis.core.call;

import org.portcullis.core.border.Outbound;
import org.portcullis.core.border.Routing;
import org.portcullis.core.dialog.DialogTable;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.media.MediaEngine;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.topology.BodyCrossing;
import org.portcullis.core.transaction.SipTimers;
import org.portcullis.core.transaction.TransactionLayer;

/**
 * What the calls of one loop stand on.
 *
 * @param layer the loop's transactions
 * @param outbound ways to a target
 * @param dialogs the loop's dialogs
 * @param directory the calls of all loops
 * @param bodies what crosses of bodies that are no descriptions
 * @param names how we call ourselves; the loop's own
 * @param limit calls that may stand on this loop at a time
 */
record CallContext(
        TransactionLayer layer,
        Outbound outbound,
        Routing routing,
        DialogTable dialogs,
        CallDirectory directory,
        MediaEngine media,
        BodyCrossing bodies,
        CallCounters counters,
        LocalName.Table names,
        int limit) {

    SipLoop loop() {
        return layer.loop();
    }

    MessageWriter writer() {
        return layer.writer();
    }

    SipTimers timers() {
        return layer.timers();
    }
}

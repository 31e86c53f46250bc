package org.portcullis.core.agent;

import org.portcullis.core.border.Outbound;
import org.portcullis.core.border.Routing;
import org.portcullis.core.dialog.DialogTable;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.topology.BodyCrossing;
import org.portcullis.core.transaction.SipTimers;
import org.portcullis.core.transaction.TransactionLayer;

/**
 * What the relay of one loop stands on.
 *
 * @param layer the loop's transactions
 * @param outbound ways to a target
 * @param dialogs the loop's dialogs
 * @param bodies what crosses of a body; the loop's own
 * @param names how we call ourselves; the loop's own
 */
record RelayContext(
        TransactionLayer layer,
        Outbound outbound,
        Routing routing,
        DialogTable dialogs,
        BodyCrossing bodies,
        RelayCounters counters,
        LocalName.Table names) {

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

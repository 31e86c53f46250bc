package org.portcullis.core.leg;

import org.portcullis.core.border.Outbound;
import org.portcullis.core.border.Routing;
import org.portcullis.core.dialog.DialogTable;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transaction.SipTimers;
import org.portcullis.core.transaction.TransactionLayer;

/**
 * What the legs of one loop stand on. Owned by that loop.
 *
 * @param layer the loop's transactions
 * @param outbound ways to a target
 * @param routing how peers are treated and where they may send a call
 * @param dialogs the loop's dialogs
 * @param names how we call ourselves; the loop's own
 */
public record LegContext(
        TransactionLayer layer,
        Outbound outbound,
        Routing routing,
        DialogTable dialogs,
        LocalName.Table names) {

    public SipLoop loop() {
        return layer.loop();
    }

    public MessageWriter writer() {
        return layer.writer();
    }

    public SipTimers timers() {
        return layer.timers();
    }
}

package org.portcullis.core.transport;

import org.portcullis.core.message.SipMessage;

/** What stands behind the listeners of one loop. */
@FunctionalInterface
public interface MessageReceiver {

    /**
     * Takes a well-formed message, on the loop that read it.
     *
     * @param flow the way it came
     * @param nowNanos {@link System#nanoTime} as read for the batch it came in
     */
    void received(SipMessage message, Flow flow, long nowNanos);
}

package org.portcullis.core.transport;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import org.portcullis.core.runtime.SipLoop;

/**
 * Passes on that a message could not be written.
 *
 * @param caller the loop that sent it, on which {@code onFailure} runs
 */
record SendOutcome(Target target, SipLoop caller, FlowFailure onFailure, TransportCounters counters)
        implements ChannelFutureListener {

    @Override
    public void operationComplete(ChannelFuture written) {
        if (!written.isSuccess()) {
            counters.sendFailed();
            Failures.tell(caller, onFailure, target + ": " + Failures.text(written.cause()));
        }
    }
}

package org.portcullis.appliance.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.portcullis.core.runtime.Counter;

/**
 * A bounded queue before the console, emptied by a thread of its own; when it is full, events are
 * dropped and counted. Two threads that find its last place at once may lose one uncounted.
 */
final class QueueAppender extends AsyncAppender {
    private static final int EVENTS = 8_192;

    private final Counter dropped;

    QueueAppender(Counter dropped) {
        this.dropped = dropped;
        setName("queue");
        setQueueSize(EVENTS);
        setDiscardingThreshold(0);
        setNeverBlock(true);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (getRemainingCapacity() == 0) {
            dropped.increment();
            return;
        }
        super.append(event);
    }
}

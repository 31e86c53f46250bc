package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.transaction.Replies;
import org.portcullis.core.transaction.ServerTransaction;
import org.portcullis.core.transaction.SipTimers;

/**
 * What a sender of a request other than INVITE is owed while its response is fetched (RFC 4320
 * 4.1): 100 once its retransmissions have become as slow as they get, and no answer at all once it
 * has given up. Owned by one loop.
 */
final class Patience {
    private final RelayContext context;
    private final ServerTransaction transaction;
    private final Runnable givenUp;
    private final Trying trying = new Trying();
    private final Deadline deadline = new Deadline();

    /**
     * @param givenUp runs once the sender waits no longer, unless stopped before
     */
    Patience(RelayContext context, ServerTransaction transaction, Runnable givenUp, long nowNanos) {
        this.context = context;
        this.transaction = transaction;
        this.givenUp = givenUp;
        SipTimers timers = context.timers();
        context.loop().timers().schedule(trying, nowNanos + slowestNanos(timers));
        context.loop().timers().schedule(deadline, nowNanos + timers.giveUpNanos());
    }

    /** A final response was sent, or none is to be. */
    void stop() {
        context.loop().timers().cancel(trying);
        context.loop().timers().cancel(deadline);
    }

    /** When a client's timer E is set to T2 (RFC 3261 17.1.2.2). */
    private static long slowestNanos(SipTimers timers) {
        long atNanos = 0;
        for (long interval = timers.t1Nanos(); interval < timers.t2Nanos(); interval *= 2) {
            atNanos += interval;
        }
        return Math.max(atNanos, timers.t1Nanos());
    }

    private final class Trying extends Timer {
        @Override
        protected void expired(long nowNanos) {
            transaction.respond(
                    Replies.begin(context.writer(), transaction, 100, AsciiString.EMPTY_STRING)
                            .toResponse(),
                    nowNanos);
        }
    }

    private final class Deadline extends Timer {
        @Override
        protected void expired(long nowNanos) {
            stop();
            transaction.abandon();
            givenUp.run();
        }
    }
}

package org.portcullis.security.admission;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.transport.Realm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is refused for one reason: all of it counted, at most one line a second logged. Any thread.
 */
final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);
    private static final long LOG_INTERVAL_NANOS = 1_000_000_000;

    private final String reason;
    private final Counter refused;
    private final LongAdder unlogged = new LongAdder();
    private final AtomicLong nextLineNanos;

    /**
     * @param reason in words, for the log
     */
    Refusals(String reason, Counter refused, long nowNanos) {
        this.reason = reason;
        this.refused = refused;
        this.nextLineNanos = new AtomicLong(nowNanos);
    }

    /** Counts one. */
    void refuse(InetSocketAddress source, Realm realm, long nowNanos) {
        refuse(source, realm, "", nowNanos);
    }

    /**
     * Counts one.
     *
     * @param detail for the log, if there is a line
     */
    void refuse(InetSocketAddress source, Realm realm, Object detail, long nowNanos) {
        refused.increment();
        long next = nextLineNanos.get();
        if (nowNanos - next < 0
                || !nextLineNanos.compareAndSet(next, nowNanos + LOG_INTERVAL_NANOS)) {
            unlogged.increment();
            return;
        }
        log.warn(
                "refused {}: {} in realm {}{} ({} more since the last line)",
                reason,
                source,
                realm.name(),
                detail.equals("") ? "" : " " + detail,
                unlogged.sumThenReset());
    }
}

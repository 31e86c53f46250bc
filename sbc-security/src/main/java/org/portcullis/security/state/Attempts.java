package org.portcullis.security.state;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.portcullis.core.runtime.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that may fail again and again: it is counted, tried again after 5 seconds, and said
 * once a minute. One thread at a time.
 */
public final class Attempts {
    private static final Logger log = LoggerFactory.getLogger(Attempts.class);
    private static final long LOG_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String what;
    private final Counter counter;
    private boolean failing;
    private long retryNanos;
    private long nextLineNanos;

    /**
     * @param what is said when it fails
     */
    public Attempts(String what, Counter counter, long nowNanos) {
        this.what = what;
        this.counter = counter;
        this.nextLineNanos = nowNanos;
    }

    public boolean mayTry(long nowNanos) {
        return !failing || nowNanos - retryNanos >= 0;
    }

    public void succeeded() {
        failing = false;
    }

    public void failed(IOException e, long nowNanos) {
        counter.increment();
        failing = true;
        retryNanos = nowNanos + RETRY_NANOS;
        if (nowNanos - nextLineNanos >= 0) {
            nextLineNanos = nowNanos + LOG_INTERVAL_NANOS;
            log.error("{}: {}", what, e.toString());
        }
    }
}

package org.portcullis.core.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an exception ends that nobody expected: counted, logged with what it hit, and the loop goes
 * on.
 *
 * <p>Hostile input never comes here; it is a result, not an exception. Any thread.
 */
public final class Bugs {
    private static final Logger LOG = LoggerFactory.getLogger(Bugs.class);

    private final Counter count;

    public Bugs(Counters counters) {
        this.count =
                counters.counter(
                        "portcullis_internal_errors_total",
                        "Exceptions that should not have happened; each is logged with its stack.");
    }

    /**
     * @param where what was being done, with the id of the call if there is one
     */
    public void report(String where, RuntimeException bug) {
        count.increment();
        LOG.error("internal error where={}", where, bug);
    }
}

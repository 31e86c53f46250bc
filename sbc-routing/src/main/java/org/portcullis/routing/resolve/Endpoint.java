package org.portcullis.routing.resolve;

import java.util.concurrent.atomic.AtomicLong;
import org.portcullis.core.transport.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An address behind a name and whether it is alive, by what calls, registrations and probes make of
 * it: the same object for all of them. Any loop; no lock.
 *
 * <p>One that was silent comes last until it answers; every {@value #TRIAL_SECONDS} seconds one
 * request tries it in its own place.
 */
final class Endpoint implements Way {
    private static final Logger log = LoggerFactory.getLogger(Endpoint.class);

    private static final long TRIAL_SECONDS = 30;
    private static final long TRIAL_NANOS = TRIAL_SECONDS * 1_000_000_000;
    private static final long ALIVE = Long.MIN_VALUE;

    private final Target target;
    private final ResolverCounters counters;

    /** When it is tried next; {@link #ALIVE} where it is in use. */
    private final AtomicLong trialNanos = new AtomicLong(ALIVE);

    Endpoint(Target target, ResolverCounters counters) {
        this.target = target;
        this.counters = counters;
    }

    @Override
    public Target target() {
        return target;
    }

    boolean alive() {
        return trialNanos.get() == ALIVE;
    }

    /** Whether it is tried in its turn: true for one caller at a time while it is dead. */
    boolean takes(long nowNanos) {
        long due = trialNanos.get();
        return due == ALIVE
                || (nowNanos - due >= 0 && trialNanos.compareAndSet(due, nowNanos + TRIAL_NANOS));
    }

    @Override
    public void answered() {
        if (trialNanos.get() != ALIVE && trialNanos.getAndSet(ALIVE) != ALIVE) {
            counters.turnedUp.increment();
            log.info("target is up target={} name={}", target, target.name());
        }
    }

    @Override
    public void silent(long nowNanos) {
        if (trialNanos.getAndSet(nowNanos + TRIAL_NANOS) == ALIVE) {
            counters.turnedDown.increment();
            log.warn("target is down target={} name={}", target, target.name());
        }
    }
}

package org.portcullis.core.sql;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database of one role is there, and what is counted of it; kept when another takes its
 * place. Any thread.
 */
public final class DatabaseState {
    /** How long a database that has failed is left alone. */
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Logger log = LoggerFactory.getLogger(DatabaseState.class);

    private final String role;
    private final Map<Result, Counter> results = new EnumMap<>(Result.class);
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicReference<Health> health = new AtomicReference<>(new Up());

    /**
     * @param role what the database is for, as metrics and the log call it
     */
    public DatabaseState(String role, Counters counters) {
        this.role = role;
        for (Result result : Result.values()) {
            results.put(
                    result,
                    counters.counter(
                            "portcullis_database_questions_total",
                            "Questions to a database, by result: answered, failed, late (not asked,"
                                    + " as it was too late), refused (too many wait, or the"
                                    + " database has just failed).",
                            "database",
                            role,
                            "result",
                            result.name().toLowerCase(Locale.ROOT)));
        }
        counters.gauge(
                "portcullis_database_up",
                "1 if the last question to a database was answered, or none was asked yet; 0 if it"
                        + " failed.",
                () -> health.get() instanceof Up ? 1 : 0,
                "database",
                role);
        counters.gauge(
                "portcullis_database_questions_waiting",
                "Questions that wait for a connection to a database.",
                waiting::get,
                "database",
                role);
    }

    enum Result {
        ANSWERED,
        FAILED,
        LATE,
        REFUSED
    }

    private sealed interface Health {}

    private record Up() implements Health {}

    /**
     * @param retryNanos when somebody may try again
     */
    private record Down(long retryNanos) implements Health {}

    String role() {
        return role;
    }

    void count(Result result) {
        Objects.requireNonNull(results.get(result)).increment();
    }

    /** Takes a place among those that wait, if there is one. */
    boolean enter(int limit) {
        boolean room = waiting.incrementAndGet() <= limit;
        if (!room) {
            waiting.decrementAndGet();
        }
        return room;
    }

    void leave() {
        waiting.decrementAndGet();
    }

    /** Whether to ask at all: of those that ask while it is down, one a second. */
    boolean worthTrying(long nowNanos) {
        return switch (health.get()) {
            case Up() -> true;
            case Down down ->
                    nowNanos - down.retryNanos() >= 0
                            && health.compareAndSet(down, new Down(nowNanos + PAUSE_NANOS));
        };
    }

    void answered() {
        count(Result.ANSWERED);
        if (health.getAndSet(new Up()) instanceof Down) {
            log.info("database is back role={}", role);
        }
    }

    void failed(String why, long nowNanos) {
        count(Result.FAILED);
        if (health.getAndSet(new Down(nowNanos + PAUSE_NANOS)) instanceof Up) {
            log.error("database does not answer role={} why={}", role, why);
        }
    }
}

package org.portcullis.routing.registrar;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.portcullis.core.registration.Location;
import org.portcullis.core.registration.LocationKeeper;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.sql.Database;
import org.portcullis.core.sql.Outcome;

/**
 * Keeps locations in a database of one connection. Any thread.
 *
 * <p>What comes while a transaction is under way goes into the next one together, so that a
 * thousand phones at once cost a few commits. Changes are written in the order in which they came.
 */
public final class LocationStore implements LocationKeeper {
    private static final int MOST_WAITING = 100_000;
    private static final int MOST_TOGETHER = 5_000;
    private static final long CLEANING_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final Database database;
    private final LocationTable table;
    private final InstantSource clock;
    private final Queue<Wish> wishes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicLong cleanedMillis = new AtomicLong();
    private final Counter written;
    private final Counter lost;

    /**
     * @param database of one connection
     * @param node whose locations these are, where several boxes share a database
     */
    public LocationStore(Database database, String node, InstantSource clock, Counters counters) {
        this.database = database;
        this.table = new LocationTable(node);
        this.clock = clock;
        this.written = changes(counters, "written");
        this.lost = changes(counters, "lost");
        counters.gauge(
                "portcullis_location_changes_waiting",
                "REGISTER requests whose changes wait to be written to the location store.",
                waiting::get);
    }

    private static Counter changes(Counters counters, String result) {
        return counters.counter(
                "portcullis_location_changes_total",
                "REGISTER requests whose changes were written to the location store, or were not and"
                        + " so not acknowledged.",
                "result",
                result);
    }

    private record Wish(List<Change> changes, CompletableFuture<Boolean> kept) {}

    /** Reads what is not over yet. */
    public CompletableFuture<Outcome<List<Location>>> load() {
        cleanedMillis.set(clock.millis());
        return database.ask(connection -> table.load(connection, clock.millis()));
    }

    @Override
    public CompletionStage<Boolean> keep(List<Change> changes) {
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            lost.increment();
            return CompletableFuture.completedStage(false);
        }
        wishes.add(new Wish(changes, kept));
        writeUnlessWriting();
        return kept;
    }

    private void writeUnlessWriting() {
        while (!wishes.isEmpty() && writing.compareAndSet(false, true)) {
            List<Wish> together = new ArrayList<>();
            for (Wish wish = wishes.poll(); wish != null; wish = wishes.poll()) {
                together.add(wish);
                if (together.size() == MOST_TOGETHER) {
                    break;
                }
            }
            if (together.isEmpty()) {
                writing.set(false); // and look again: one may have come since
            } else {
                write(together);
                return;
            }
        }
    }

    private void write(List<Wish> together) {
        List<Change> changes = together.stream().flatMap(wish -> wish.changes().stream()).toList();
        long nowMillis = clock.millis();
        boolean clean = nowMillis - cleanedMillis.get() > CLEANING_MILLIS;
        if (clean) {
            cleanedMillis.set(nowMillis);
        }
        database.ask(
                        connection -> {
                            table.write(connection, changes);
                            return clean ? table.expire(connection, nowMillis) : 0;
                        })
                .thenAccept(outcome -> wrote(together, outcome instanceof Outcome.Answer));
    }

    private void wrote(List<Wish> together, boolean done) {
        writing.set(false);
        writeUnlessWriting();
        for (Wish wish : together) {
            waiting.decrementAndGet();
            (done ? written : lost).increment();
            wish.kept().complete(done);
        }
    }
}

package org.portcullis.core.sql;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A database that answers questions on threads of its own, one for each of its connections. Any
 * thread.
 *
 * <p>Every question is answered in the time set for it, by {@link Outcome.Unavailable} if need be.
 * After a failure questions are refused at once for a second, so that a database that is down costs
 * nobody any time; then one of them tries it again.
 *
 * <p>The threads are virtual, but those of SQLite: it does its work in native code, which would
 * hold the carriers of all others.
 */
public final class Database implements AutoCloseable {
    // Bounded by the permits of the state; a lock is held for as long as a link is changed.
    private final BlockingQueue<Command> queue = new LinkedBlockingQueue<>();
    private final DatabaseSettings settings;
    private final DatabaseState state;
    private volatile boolean closed;

    /**
     * @param state of the database of that role, which outlives this one
     * @param clock nanoseconds that never go back
     */
    public Database(DatabaseSettings settings, DatabaseState state, LongSupplier clock) {
        this.settings = settings;
        this.state = state;
        String name = "sql-" + state.role();
        ThreadFactory factory =
                settings.embedded()
                        ? Thread.ofPlatform().daemon().name(name).factory()
                        : Thread.ofVirtual().name(name).factory();
        for (int i = 0; i < settings.connections(); i++) {
            factory.newThread(new Worker(queue, new Link(settings), state, clock)).start();
        }
    }

    /** What a worker is told. */
    sealed interface Command {}

    record Ask<T>(Question<T> question, CompletableFuture<Outcome<T>> outcome) implements Command {}

    record Stop() implements Command {}

    /** Asks a question. The answer comes on whatever thread, and never exceptionally. */
    public <T> CompletableFuture<Outcome<T>> ask(Question<T> question) {
        if (closed || !state.enter(settings.waiting())) {
            state.count(DatabaseState.Result.REFUSED);
            return CompletableFuture.completedFuture(new Outcome.Unavailable<>());
        }
        CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();
        queue.add(new Ask<>(question, outcome));
        return outcome.completeOnTimeout(
                new Outcome.Unavailable<>(), settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes no more questions; those that wait are answered first. Does not wait for that. */
    @Override
    public void close() {
        closed = true;
        for (int i = 0; i < settings.connections(); i++) {
            queue.add(new Stop());
        }
    }
}

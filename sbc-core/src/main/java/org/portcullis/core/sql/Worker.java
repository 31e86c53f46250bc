package org.portcullis.core.sql;

import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that asks the questions of a database over a connection of its own. */
final class Worker implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final BlockingQueue<Database.Command> queue;
    private final Link link;
    private final DatabaseState state;
    private final LongSupplier clock;

    Worker(
            BlockingQueue<Database.Command> queue,
            Link link,
            DatabaseState state,
            LongSupplier clock) {
        this.queue = queue;
        this.link = link;
        this.state = state;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            while (queue.take() instanceof Database.Ask<?> ask) {
                state.leave();
                answer(ask);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            link.close();
        }
    }

    private <T> void answer(Database.Ask<T> ask) {
        if (ask.outcome().isDone()) {
            state.count(DatabaseState.Result.LATE);
        } else if (!state.worthTrying(clock.getAsLong())) {
            state.count(DatabaseState.Result.REFUSED);
            ask.outcome().complete(new Outcome.Unavailable<>());
        } else {
            ask.outcome().complete(outcome(ask.question()));
        }
    }

    private <T> Outcome<T> outcome(Question<T> question) {
        try {
            T value = link.ask(question);
            state.answered();
            return new Outcome.Answer<>(value);
        } catch (SQLException e) {
            state.failed(String.valueOf(e.getMessage()), clock.getAsLong());
        } catch (RuntimeException e) { // of a driver, or a bug; the thread goes on in any case
            log.error("database role={}", state.role(), e);
            state.failed(e.toString(), clock.getAsLong());
        }
        link.close();
        return new Outcome.Unavailable<>();
    }
}

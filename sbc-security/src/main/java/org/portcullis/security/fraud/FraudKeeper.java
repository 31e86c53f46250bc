package org.portcullis.security.fraud;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.portcullis.core.runtime.Counters;
import org.portcullis.security.state.Attempts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps fraud counts and blocks over restarts, on a virtual thread of its own: every five seconds
 * what has changed is saved, so a crash loses no more than that. A file that is no good is said and
 * never stops the box: without it counts begin at nothing.
 */
public final class FraudKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FraudKeeper.class);
    private static final int INTERVAL_SECONDS = 5;
    private static final long UNSAVED = -1;

    private final FraudControl fraud;
    private final LongSupplier nanoTime;
    private final InstantSource wall;
    private final Attempts saving;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("fraud").factory());
    private Optional<Path> path; // as last asked for; owned by whoever changes settings
    private Optional<FraudFile> file; // owned by the thread
    private long saved = UNSAVED;
    private boolean started;

    /**
     * @param file where counts are kept; empty for nowhere
     */
    public FraudKeeper(
            FraudControl fraud,
            Optional<Path> file,
            LongSupplier nanoTime,
            InstantSource wall,
            Counters counters) {
        this.fraud = fraud;
        this.path = file;
        this.file = file.map(FraudFile::new);
        this.nanoTime = nanoTime;
        this.wall = wall;
        this.saving =
                new Attempts(
                        "fraud counts could not be saved",
                        counters.counter(
                                "portcullis_fraud_save_failures_total",
                                "Times that the file of fraud counts could not be written."),
                        nanoTime.getAsLong());
    }

    /** Takes over what the file holds and begins to keep it. Before the first call. */
    public void start() {
        try {
            if (file.isPresent()) {
                file.get().requireWritable();
                int taken = fraud.restore(read(file.get()));
                log.info("fraud counts taken over from file sources={}", taken);
            }
        } catch (IOException e) {
            log.error("fraud counts begin at nothing: {}", e.toString());
        }
        started = true;
        thread.scheduleWithFixedDelay(
                this::tick, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Makes what another file needs, and changes nothing. One thread at a time.
     *
     * @return what takes it into use: sources of the other file that are not known come to those
     *     that are, and the file that is left stays as it is
     * @throws IOException naming the file where it cannot be read, or not be written
     */
    public Runnable prepare(Optional<Path> other) throws IOException {
        Optional<FraudFile> next = other.map(FraudFile::new);
        List<Remembered> found = new ArrayList<>();
        if (next.isPresent() && !other.equals(path)) {
            next.get().requireWritable();
            found.addAll(read(next.get()));
        }
        return () -> {
            if (!other.equals(path)) {
                path = other;
                fraud.restore(found);
                soon(() -> keepIn(next));
            }
        };
    }

    /** Saves what changed last, and ends. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(20, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        if (started) {
            step();
        }
    }

    private List<Remembered> read(FraudFile from) throws IOException {
        FraudFile.Content content = from.read(wall.instant(), FraudControl.MOST_SOURCES);
        content.problems().forEach(log::warn);
        return content.sources();
    }

    /** On the thread that saves; not at all where it has ended. */
    private void soon(Runnable change) {
        try {
            thread.execute(change);
        } catch (RejectedExecutionException e) {
            log.debug("the box stops; its fraud counts stay where they are", e);
        }
    }

    private void keepIn(Optional<FraudFile> other) {
        file = other;
        saved = UNSAVED;
        saving.succeeded();
        tick();
    }

    private void tick() {
        try {
            step();
        } catch (RuntimeException e) {
            log.error("fraud counts could not be looked after", e); // and are again, the next time
        }
    }

    private void step() {
        long nowNanos = nanoTime.getAsLong();
        long changes = fraud.changes();
        if (file.isEmpty() || changes == saved || !saving.mayTry(nowNanos)) {
            return;
        }
        try {
            file.get().write(fraud.remembered(), wall.instant());
            saved = changes;
            saving.succeeded();
        } catch (IOException e) {
            saving.failed(e, nowNanos);
        }
    }
}

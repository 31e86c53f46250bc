package org.portcullis.appliance.cli;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a process that serves until it is told to stop comes to its end. */
public final class Termination {
    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);

    private Termination() {}

    /** Starts what is to serve. */
    public interface Service {
        /**
         * @return what ends it; the last thing that it does is to flush the log
         * @throws IOException naming the address that could not be bound and why
         */
        Runnable start() throws IOException;
    }

    /**
     * Starts {@code service}, waits for SIGTERM or SIGINT, ends it and leaves with status 0; with 1
     * if ending it throws. Returns only by the exception of a failed start. A signal during the
     * start is heard after it.
     *
     * <p>A JVM ended by a signal reports the signal, however well it ended. A supervisor is to see
     * a clean end, so the shutdown hook leaves before the JVM does.
     */
    public static void serve(Service service) throws IOException {
        CompletableFuture<Runnable> end = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(end), "end"));
        try {
            end.complete(service.start());
        } catch (IOException | RuntimeException e) {
            end.completeExceptionally(e);
            throw e;
        }
        while (true) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                LOG.debug("interrupted; nobody should", e);
            }
        }
    }

    private static void leave(CompletableFuture<Runnable> end) {
        Runnable known;
        try {
            known = end.join();
        } catch (CompletionException e) {
            return; // the start failed: whoever started it has said so and leaves with a status of
            // his own
        }
        int status = ExitCode.OK;
        try {
            known.run();
        } catch (RuntimeException e) {
            LOG.error("did not end well", e);
            status = ExitCode.FAILURE;
        }
        Runtime.getRuntime().halt(status);
    }
}

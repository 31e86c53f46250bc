package org.portcullis.appliance.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a process that serves until it is told to stop comes to its end. */
public final class Termination {
    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);

    private Termination() {}

    /**
     * Waits for SIGTERM or SIGINT, runs {@code end} and leaves with status 0; with 1 if {@code end} throws. Never returns.
     *
     * <p>A JVM ended by a signal reports the signal, however well it ended. A supervisor is to see a clean end, so the
     * shutdown hook leaves before the JVM does.
     *
     * @param end ends what runs; the last thing it does is to flush the log
     */
    public static void await(Runnable end) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(end), "end"));
        while (true) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                LOG.debug("interrupted; nobody should", e);
            }
        }
    }

    private static void leave(Runnable end) {
        int status = ExitCode.OK;
        try {
            end.run();
        } catch (RuntimeException e) {
            LOG.error("did not end well", e);
            status = ExitCode.FAILURE;
        }
        Runtime.getRuntime().halt(status);
    }
}

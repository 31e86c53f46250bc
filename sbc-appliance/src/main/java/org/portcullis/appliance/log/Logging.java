package org.portcullis.appliance.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import org.portcullis.core.runtime.Counters;
import org.slf4j.LoggerFactory;

/**
 * Sets Logback up in code: no file is looked for or parsed, which is quick, and nothing but the
 * configuration decides.
 *
 * <p>Logback itself makes one when the first logger is asked for; {@link #apply} follows when the
 * settings are known.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class Logging extends ContextAwareBase implements Configurator {
    /** Libraries that tell at INFO what only their authors want to know. */
    private static final List<String> CHATTY =
            List.of("io.netty", "io.micrometer", "io.prometheus", "org.jitsi", "org.ice4j");

    /** Until the settings are known: lines of the default form, written by the thread that logs. */
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(console(context, LogSettings.DEFAULT));
        level(context, LogSettings.DEFAULT.level());
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * Logs as {@code settings} say from now on, through a queue: whoever logs never waits for the
     * terminal or the journal.
     *
     * @param counters where the lines are counted that found the queue full and were dropped
     */
    public static void apply(LogSettings settings, Counters counters) {
        LoggerContext context = context();
        QueueAppender queue =
                new QueueAppender(
                        counters.counter(
                                "portcullis_log_events_dropped_total",
                                "Log events dropped because those before them were not yet"
                                        + " written."));
        queue.setContext(context);
        queue.addAppender(console(context, settings));
        queue.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(queue);
        level(context, settings.level());
    }

    /** Logs this and everything more serious from now on. Any thread. */
    public static void level(LogSettings.Level level) {
        level(context(), level);
    }

    /** Writes what is queued; what is logged later is lost. */
    public static void stop() {
        context().stop();
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static void level(LoggerContext context, LogSettings.Level asked) {
        Level level = Level.toLevel(asked.name());
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
        for (String library : CHATTY) {
            context.getLogger(library)
                    .setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        }
    }

    private static ConsoleAppender<ILoggingEvent> console(
            LoggerContext context, LogSettings settings) {
        Encoder<ILoggingEvent> encoder =
                switch (settings.format()) {
                    case TEXT -> new TextEncoder();
                    case JSON -> new JsonEncoder();
                };
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        return console;
    }
}

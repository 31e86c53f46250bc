package org.portcullis.appliance.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.slf4j.LoggerFactory;

class LoggingTest {
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    @AfterEach
    void restore() {
        root.detachAndStopAllAppenders();
        new Logging().configure(context);
    }

    @Test
    void shouldBeSetUpByLogbackItself() {
        assertEquals(Level.INFO, root.getLevel());
        assertEquals(Level.WARN, context.getLogger("io.netty").getLevel());
    }

    @Test
    void shouldQueueAtTheLevelThatWasChosen() {
        Counters counters = new Counters();
        Logging.apply(new LogSettings(LogSettings.Format.JSON, LogSettings.Level.DEBUG), counters);
        assertEquals(Level.DEBUG, root.getLevel());
        assertEquals(Level.WARN, context.getLogger("io.netty").getLevel());
        assertInstanceOf(QueueAppender.class, root.getAppender("queue"));
        assertEquals(1, count());
        Logging.apply(new LogSettings(LogSettings.Format.TEXT, LogSettings.Level.ERROR), counters);
        assertEquals(Level.ERROR, context.getLogger("io.netty").getEffectiveLevel());
        assertEquals(1, count());
    }

    /** Whoever logs never waits: what finds the queue full is dropped and counted. */
    @Test
    void shouldDropAndCountWhatTheQueueCannotHold() throws Exception {
        Counter dropped = new Counters().counter("dropped_total", "Dropped.");
        CountDownLatch stuck = new CountDownLatch(1);
        List<ILoggingEvent> written = new CopyOnWriteArrayList<>();
        QueueAppender queue = new QueueAppender(dropped);
        queue.setContext(context);
        AppenderBase<ILoggingEvent> terminal =
                new AppenderBase<>() {
                    @Override
                    protected void append(ILoggingEvent event) {
                        try {
                            stuck.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        written.add(event);
                    }
                };
        terminal.setContext(context);
        terminal.start();
        queue.addAppender(terminal);
        queue.start();
        int sent = 20_000;
        for (int i = 0; i < sent; i++) {
            queue.doAppend(new LoggingEvent("", root, Level.INFO, "line", null, null));
        }
        stuck.countDown();
        queue.setMaxFlushTime(0);
        queue.stop();
        assertEquals(sent, written.size() + dropped.value());
        assertEquals(true, dropped.value() > 0);
    }

    private int count() {
        int count = 0;
        for (var it = root.iteratorForAppenders(); it.hasNext(); it.next()) {
            count++;
        }
        return count;
    }
}

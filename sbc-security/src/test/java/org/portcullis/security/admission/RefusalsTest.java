package org.portcullis.security.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Trust;
import org.slf4j.LoggerFactory;

class RefusalsTest {

    private static final long SECOND = 1_000_000_000;
    private static final Flow FLOW = Fixtures.flow(Trust.UNTRUSTED);

    private final Logger logger = (Logger) LoggerFactory.getLogger(Refusals.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    @Test
    void shouldCountEachButLogOneASecond() {
        Counter counter = new Counters().counter("refused_total", "Refused.");
        long start = Long.MAX_VALUE - SECOND;
        Refusals refusals = new Refusals("flood", counter, start);
        refuse(refusals, start, 4);
        refuse(refusals, start + SECOND - 1, 1);
        refuse(refusals, start + SECOND, 2);
        refuse(refusals, start + 3 * SECOND, 1);
        assertEquals(8, counter.value());
        String line =
                "refused flood: /198.51.100.1:5060 in realm outside (%d more since the last line)";
        assertEquals(
                List.of(line.formatted(0), line.formatted(4), line.formatted(1)),
                lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    }

    private static void refuse(Refusals refusals, long nowNanos, int times) {
        for (int i = 0; i < times; i++) {
            refusals.refuse(FLOW.remote(), FLOW.realm(), nowNanos);
        }
    }
}

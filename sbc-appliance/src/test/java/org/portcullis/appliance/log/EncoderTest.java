package org.portcullis.appliance.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EncoderTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void shouldWritePairs() {
        assertEquals(
                "time=2025-01-02T03:04:05.678Z level=warn source=CallManager event=\"call ended\""
                        + " call=c1 trunk=carrier-a status=486 talked=1.5\n",
                text(
                        event(
                                "call ended",
                                pair("call", "c1"),
                                pair("trunk", "carrier-a"),
                                pair("status", 486),
                                pair("talked", 1.5))));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void shouldTakePairsOutOfTheMessage(String message, Object[] arguments, String expected) {
        LoggingEvent event =
                new LoggingEvent(
                        "", context.getLogger("a.B"), Level.INFO, message, null, arguments);
        String line = text(event);
        assertEquals(expected + "\n", line.substring(line.indexOf("event=")));
    }

    static List<Arguments> messages() {
        return List.of(
                Arguments.of(
                        "call ended call={} status={}",
                        new Object[] {"c1", 486},
                        "event=\"call ended\" call=c1 status=486"),
                Arguments.of("a {} of {}: x={}", new Object[] {1, 2, 3}, "event=\"a 1 of 2:\" x=3"),
                Arguments.of(
                        "none left ports={}-{} realm={}",
                        new Object[] {1, 2, "out"},
                        "event=\"none left\" ports=1-2 realm=out"),
                Arguments.of("stopped", new Object[] {}, "event=stopped"),
                Arguments.of("set x=1 {}", new Object[] {"y"}, "event=\"set x=1 y\""),
                Arguments.of("few a={} b={}", new Object[] {1}, "event=\"few b={}\" a=1"),
                Arguments.of(
                        "from={} next={}",
                        new Object[] {"x y={} z=1", "{}"},
                        "event=\"\" from=\"x y={} z=1\" next={}"));
    }

    @Test
    void shouldNotLetAValueForgeAPairOrALine() {
        assertEquals(
                "time=2025-01-02T03:04:05.678Z level=warn source=CallManager event=\"a b\\n"
                        + "level=error\\u0007\\u2028\" from=\"\\\"x\\\" <sip:a@b>\\r"
                        + "\\n"
                        + "\\t\\\\\" none=\"\" equal=\"a=b\" name=\"Zo\u00eb\" absent=null\n",
                text(
                        event(
                                "a b\nlevel=error\u0007\u2028",
                                pair("from", "\"x\" <sip:a@b>\r\n\t\\"),
                                pair("none", ""),
                                pair("equal", "a=b"),
                                pair("name", "Zo\u00eb"),
                                pair("absent", null))));
    }

    @Test
    void shouldKeepAStackTraceOnTheLine() {
        LoggingEvent event =
                new LoggingEvent(
                        "",
                        context.getLogger("a.B"),
                        Level.ERROR,
                        "bug",
                        new IllegalStateException("x"),
                        null);
        String line = text(event);
        assertEquals(1, line.lines().count());
        assertTrue(
                line.contains("stack=\"java.lang.IllegalStateException: x\\n\\tat org.portcullis"),
                line);
    }

    @Test
    void shouldWriteJson() {
        byte[] line =
                new JsonEncoder()
                        .encode(
                                event(
                                        "call \"ended\"\n",
                                        pair("status", 486),
                                        pair("micros", 1L),
                                        pair("ratio", 0.5),
                                        pair("good", true),
                                        pair("from", "<sip:a@b>"),
                                        pair("absent", null)));
        assertEquals(
                "{\"time\":\"2025-01-02T03:04:05.678Z\",\"level\":\"warn\",\"source\":\"CallManager\",\"event\":\"call"
                        + " \\\"ended\\\"\\n"
                        + "\",\"status\":486,\"micros\":1,\"ratio\":0.5,\"good\":true,\"from\":\"<sip:a@b>\",\"absent\":null}\n",
                new String(line, UTF_8));
    }

    @Test
    void shouldWriteAStackTraceAsJson() {
        LoggingEvent event =
                new LoggingEvent(
                        "",
                        context.getLogger("a.B"),
                        Level.ERROR,
                        "bug",
                        new IllegalStateException("x"),
                        null);
        String line = new String(new JsonEncoder().encode(event), UTF_8);
        JsonNode json = JsonMapper.shared().readTree(line);
        assertTrue(json.get("stack").asString().startsWith("java.lang.IllegalStateException: x\n"));
        assertEquals(1, line.lines().count());
    }

    private LoggingEvent event(String message, KeyValuePair... pairs) {
        LoggingEvent event =
                new LoggingEvent(
                        "",
                        context.getLogger("org.portcullis.core.call.CallManager"),
                        Level.WARN,
                        message,
                        null,
                        null);
        event.setTimeStamp(1_735_787_045_678L);
        for (KeyValuePair pair : pairs) {
            event.addKeyValuePair(pair);
        }
        return event;
    }

    private static KeyValuePair pair(String key, @org.jspecify.annotations.Nullable Object value) {
        return new KeyValuePair(key, value);
    }

    private static String text(LoggingEvent event) {
        return new String(new TextEncoder().encode(event), UTF_8);
    }
}

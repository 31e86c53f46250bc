package org.portcullis.appliance.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.time.Instant;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/**
 * One event as one line of {@code key=value}: {@code time}, {@code level}, {@code source}, {@code
 * event}, then its own pairs.
 *
 * <p>Whatever a value holds, it cannot end the line or forge a pair: it is quoted and its control
 * characters escaped.
 */
final class TextEncoder extends EncoderBase<ILoggingEvent> {

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(200);
        line.append("time=").append(Instant.ofEpochMilli(event.getTimeStamp()));
        line.append(" level=").append(event.getLevel().toString().toLowerCase(Locale.ROOT));
        pair(line, "source", source(event));
        Fields fields = Fields.of(event);
        pair(line, "event", fields.event());
        for (KeyValuePair each : fields.pairs()) {
            pair(line, each.key, String.valueOf(each.value));
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            pair(line, "stack", ThrowableProxyUtil.asString(thrown));
        }
        return line.append('\n').toString().getBytes(UTF_8);
    }

    /** The class that logs, without its package. */
    static String source(ILoggingEvent event) {
        String name = event.getLoggerName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static void pair(StringBuilder line, String key, String value) {
        line.append(' ').append(key).append('=');
        if (bare(value)) {
            line.append(value);
            return;
        }
        line.append('"');
        for (int i = 0; i < value.length(); i++) {
            escape(line, value.charAt(i));
        }
        line.append('"');
    }

    private static boolean bare(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c >= 0x7f) {
                return false;
            }
        }
        return !value.isEmpty();
    }

    private static void escape(StringBuilder line, char c) {
        switch (c) {
            case '"' -> line.append("\\\"");
            case '\\' -> line.append("\\\\");
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> {
                if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                    line.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
                } else {
                    line.append(c);
                }
            }
        }
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}

package org.portcullis.appliance.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One event as one JSON object on one line, with the same members as the {@link TextEncoder}'s
 * pairs.
 */
final class JsonEncoder extends EncoderBase<ILoggingEvent> {
    private final JsonFactory json = new JsonFactory();

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), line)) {
            out.writeStartObject();
            out.writeStringProperty("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
            out.writeStringProperty("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
            out.writeStringProperty("source", TextEncoder.source(event));
            Fields fields = Fields.of(event);
            out.writeStringProperty("event", fields.event());
            for (KeyValuePair pair : fields.pairs()) {
                out.writeName(pair.key);
                value(out, pair.value);
            }
            IThrowableProxy thrown = event.getThrowableProxy();
            if (thrown != null) {
                out.writeStringProperty("stack", ThrowableProxyUtil.asString(thrown));
            }
            out.writeEndObject();
        }
        line.write('\n');
        return line.toByteArray();
    }

    private static void value(JsonGenerator out, @Nullable Object value) {
        switch (value) {
            case null -> out.writeNull();
            case Integer n -> out.writeNumber(n);
            case Long n -> out.writeNumber(n);
            case Double n -> out.writeNumber(n);
            case Boolean b -> out.writeBoolean(b);
            default -> out.writeString(value.toString());
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

package org.portcullis.appliance.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.portcullis.appliance.log.LogSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The level of the log, changed until the next reload. */
public final class LogResource implements Resource {
    private static final Logger LOG = LoggerFactory.getLogger(LogResource.class);
    private static final Field<String> LEVEL =
            Field.word(
                    "level",
                    Field.In.BODY,
                    Stream.of(LogSettings.Level.values()).map(LogResource::label).toList(),
                    "What is logged from now on: this and everything more serious.");

    private final Consumer<LogSettings.Level> log;

    public LogResource(Consumer<LogSettings.Level> log) {
        this.log = log;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.post(
                        "/api/v1/log",
                        "Changes the level of the log until the next reload.",
                        List.of(LEVEL),
                        arguments -> CompletableFuture.completedStage(set(arguments))));
    }

    private Answer set(Arguments arguments) {
        String level = arguments.get(LEVEL);
        log.accept(LogSettings.Level.valueOf(level.toUpperCase(Locale.ROOT)));
        LOG.warn("log level changed level={} by={}", level, arguments.by());
        return Answer.json(HttpResponseStatus.OK, out -> out.writeStringProperty("level", level));
    }

    private static String label(LogSettings.Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}

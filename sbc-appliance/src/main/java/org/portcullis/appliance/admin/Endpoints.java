package org.portcullis.appliance.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.portcullis.appliance.dashboard.Dashboard;
import org.portcullis.appliance.metrics.Metrics;

/** What stands at which path. Owned by the admin server's loop. */
final class Endpoints {
    private final Map<String, Supplier<CompletionStage<Answer>>> paths = new LinkedHashMap<>();

    Endpoints(Identity identity, Health health, Metrics metrics, CallsAnswer calls) {
        for (Dashboard.File file : Dashboard.files()) {
            at(file.path(), () -> Answer.ok(file.contentType(), file.content()));
        }
        at(
                "/health/live",
                () ->
                        Answer.json(
                                HttpResponseStatus.OK,
                                out -> out.writeStringProperty("status", "live")));
        at("/health/ready", () -> ready(health));
        at("/metrics", () -> Answer.ok(Metrics.CONTENT_TYPE, metrics.scrape()));
        at("/api/v1/status", () -> status(identity, health));
        paths.put("/api/v1/calls", calls::get);
    }

    /** Answers a GET; what an endpoint throws comes through the stage. */
    CompletionStage<Answer> answer(String path) {
        Supplier<CompletionStage<Answer>> endpoint = paths.get(path);
        if (endpoint == null) {
            String expected = String.join(", ", paths.keySet());
            return CompletableFuture.completedStage(
                    Answer.error(
                            HttpResponseStatus.NOT_FOUND,
                            path + ": not found (expected: one of " + expected + ')'));
        }
        return CompletableFuture.completedStage(endpoint).thenCompose(Supplier::get);
    }

    private void at(String path, Supplier<Answer> answer) {
        paths.put(path, () -> CompletableFuture.completedStage(answer.get()));
    }

    private static Answer ready(Health health) {
        return health.unready()
                .map(
                        why ->
                                Answer.json(
                                        HttpResponseStatus.SERVICE_UNAVAILABLE,
                                        out -> out.writeStringProperty("status", why)))
                .orElseGet(
                        () ->
                                Answer.json(
                                        HttpResponseStatus.OK,
                                        out -> out.writeStringProperty("status", "ready")));
    }

    private static Answer status(Identity identity, Health health) {
        return Answer.json(
                HttpResponseStatus.OK,
                out -> {
                    out.writeStringProperty("node", identity.node());
                    out.writeStringProperty("version", identity.version());
                    out.writeNumberProperty("startedAtMillis", identity.startedAtMillis());
                    out.writeStringProperty("status", health.unready().orElse("ready"));
                });
    }
}

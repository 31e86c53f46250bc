package org.portcullis.appliance.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.portcullis.appliance.admin.Operation.Access;
import org.portcullis.appliance.admin.Operation.Verb;
import org.portcullis.appliance.dashboard.Dashboard;
import org.portcullis.appliance.metrics.Metrics;

/** What the admin server has of its own: the dashboard, health, metrics, sessions, its document. */
final class Pages {
    private static final Field<String> TOKEN =
            new Field<>(
                    "token",
                    Field.In.BODY,
                    true,
                    "the admin token",
                    "The admin token.",
                    text -> Optional.of(text).filter(its -> its.length() <= Token.MOST));

    private Pages() {}

    static List<Operation> of(
            Identity identity,
            Health health,
            Metrics metrics,
            Access metricsAccess,
            Gatekeeper gatekeeper) {
        List<Operation> pages = new ArrayList<>();
        for (Dashboard.File file : Dashboard.files()) {
            pages.add(
                    Operation.open(
                            file.path(),
                            "A file of the dashboard.",
                            arguments -> Answer.ok(file.contentType(), file.content())));
        }
        pages.add(Operation.open("/health/live", "Whether the process runs.", arguments -> live()));
        pages.add(
                Operation.open(
                        "/health/ready",
                        "Whether it takes calls; 503 if not.",
                        arguments -> ready(health)));
        pages.add(
                new Operation(
                        Verb.GET,
                        "/metrics",
                        metricsAccess,
                        "The figures, as Prometheus reads them.",
                        List.of(),
                        arguments ->
                                CompletableFuture.completedStage(
                                        Answer.ok(Metrics.CONTENT_TYPE, metrics.scrape()))));
        pages.add(
                Operation.get(
                        "/api/v1/status",
                        "Who answers, since when, and whether it takes calls.",
                        List.of(),
                        arguments -> CompletableFuture.completedStage(status(identity, health))));
        pages.add(
                new Operation(
                        Verb.POST,
                        "/api/v1/session",
                        Access.OPEN,
                        "Gives a browser a session for the token, in a cookie.",
                        List.of(TOKEN),
                        arguments ->
                                CompletableFuture.completedStage(
                                        gatekeeper.open(
                                                arguments.get(TOKEN), arguments.caller()))));
        pages.add(
                new Operation(
                        Verb.DELETE,
                        "/api/v1/session",
                        Access.OPEN,
                        "Ends the session of a browser.",
                        List.of(),
                        arguments ->
                                CompletableFuture.completedStage(
                                        gatekeeper.close(arguments.caller()))));
        return pages;
    }

    private static Answer live() {
        return Answer.json(HttpResponseStatus.OK, out -> out.writeStringProperty("status", "live"));
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

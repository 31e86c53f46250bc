package org.portcullis.appliance.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.portcullis.security.fraud.FraudControl;
import org.portcullis.security.fraud.FraudView;
import org.portcullis.security.fraud.Measure;
import org.portcullis.security.fraud.Thresholds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/** What the fraud rules have counted of whom: seen, and forgotten. */
public final class FraudResource implements Resource {
    private static final Logger LOG = LoggerFactory.getLogger(FraudResource.class);
    private static final String PATH = "/api/v1/fraud";
    private static final long SECOND_MILLIS = 1_000;

    /** A table that people read; beyond it the total tells. */
    static final int MOST = 500;

    private static final Field<String> RULE = Field.text("rule", Field.In.PATH, "The rule's name.");
    private static final Field<String> SOURCE =
            Field.text("source", Field.In.PATH, "Who is counted, as in the list.");

    private final FraudControl fraud;
    private final InstantSource clock;

    public FraudResource(FraudControl fraud, InstantSource clock) {
        this.fraud = fraud;
        this.clock = clock;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get(
                        PATH,
                        "What the fraud rules have counted of whom, against their thresholds; who"
                                + " is blocked comes first, with the time until when.",
                        List.of(),
                        arguments -> done(list())),
                Operation.delete(
                        PATH + "/{rule}/{source}",
                        "Forgets what a source has done under a rule, and lifts its block.",
                        List.of(RULE, SOURCE),
                        arguments -> done(reset(arguments))));
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedStage(answer);
    }

    private Answer list() {
        long nowMillis = clock.millis();
        List<FraudView> views = fraud.views(MOST);
        int total = Math.max(views.size(), fraud.sources());
        return Answer.json(
                HttpResponseStatus.OK,
                out -> {
                    out.writeNumberProperty("atMillis", nowMillis);
                    out.writeNumberProperty("total", total);
                    out.writeArrayPropertyStart("sources");
                    views.forEach(view -> write(out, view, nowMillis));
                    out.writeEndArray();
                });
    }

    private static void write(JsonGenerator out, FraudView view, long nowMillis) {
        out.writeStartObject();
        out.writeStringProperty("rule", view.rule());
        out.writeStringProperty("source", view.source());
        out.writeNumberProperty("windowLeftMillis", view.windowSeconds() * SECOND_MILLIS);
        if (view.blockedSeconds() > 0) {
            long leftMillis = view.blockedSeconds() * SECOND_MILLIS;
            out.writeNumberProperty("blockedLeftMillis", leftMillis);
            out.writeNumberProperty("blockedUntilMillis", nowMillis + leftMillis);
        }
        out.writeArrayPropertyStart("measures");
        for (Measure measure : Measure.values()) {
            write(out, view, measure);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, FraudView view, Measure measure) {
        out.writeStartObject();
        out.writeStringProperty("measure", measure.label());
        out.writeNumberProperty("value", view.value(measure));
        Thresholds thresholds = view.thresholds().get(measure);
        if (thresholds != null) {
            threshold(out, "warn", thresholds.warn());
            threshold(out, "critical", thresholds.critical());
        }
        out.writeEndObject();
    }

    private static void threshold(JsonGenerator out, String name, int value) {
        if (value != Thresholds.NONE) {
            out.writeNumberProperty(name, value);
        }
    }

    private Answer reset(Arguments arguments) {
        String rule = arguments.get(RULE);
        String source = arguments.get(SOURCE);
        if (!fraud.reset(rule, source)) {
            return Answer.error(
                    HttpResponseStatus.NOT_FOUND,
                    "rule: "
                            + rule
                            + ", source: "
                            + source
                            + ": nothing counted (expected: one of the list)");
        }
        LOG.info("fraud reset asked for rule={} source={} by={}", rule, source, arguments.by());
        return Answer.json(
                HttpResponseStatus.OK, out -> out.writeStringProperty("result", "reset"));
    }
}

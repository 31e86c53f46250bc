package org.portcullis.appliance.fraud;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.portcullis.appliance.webhook.Hook;
import org.portcullis.appliance.webhook.Outcomes;
import org.portcullis.appliance.webhook.Webhook;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.security.fraud.FraudEvent;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Posts fraud events where there is somebody to take them. Any thread. */
public final class FraudNotices implements Consumer<FraudEvent>, AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final String node;
    private final Optional<Webhook> webhook;

    /**
     * @param node the name of this instance
     */
    public FraudNotices(Optional<Hook> hook, String node, Counters counters) {
        this.node = node;
        this.webhook =
                hook.map(
                        its ->
                                new Webhook(
                                        its,
                                        "fraud",
                                        FIRST_PAUSE,
                                        new Outcomes(
                                                counter("delivered", counters),
                                                counter("failed", counters),
                                                counter("dropped", counters))));
    }

    @Override
    public void accept(FraudEvent event) {
        webhook.ifPresent(its -> its.tell(event.rule() + ' ' + event.source(), json(event, node)));
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        webhook.ifPresent(Webhook::close);
    }

    static ObjectNode json(FraudEvent event, String node) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("event", "fraud");
        body.put("node", node);
        body.put("level", event.level().name().toLowerCase(Locale.ROOT));
        body.put("rule", event.rule());
        body.put("source", event.source());
        body.put("number", event.number());
        body.put("measure", event.measure().label());
        body.put("value", event.value());
        body.put("threshold", event.threshold());
        body.put("blocked-seconds", event.blockedSeconds());
        body.put("time", event.time().toString());
        return body;
    }

    private static Counter counter(String outcome, Counters counters) {
        return counters.counter(
                "portcullis_fraud_notices_total",
                "Fraud events posted: delivered, failed after every attempt, or dropped because"
                        + " too many were under way.",
                "outcome",
                outcome);
    }
}

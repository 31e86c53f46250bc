package org.portcullis.appliance.boot;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.appliance.config.ConfigurationFile;
import org.portcullis.appliance.fraud.FraudNotices;
import org.portcullis.core.runtime.Counters;

class GuardsTest {

    /** Closing what tells it would lose a notice that is under way. */
    @Test
    void shouldGoOnTellingTheSameWebhookAfterAReload() {
        Configuration first = configuration("https://alarm.example/fraud", 1);
        try (Guards guards = new Guards(first, new Counters())) {
            FraudNotices before = guards.notices();
            guards.prepare(configuration("https://alarm.example/fraud", 2)).run();
            assertSame(before, guards.notices());
            Runnable other = guards.prepare(configuration("https://other.example/fraud", 2));
            assertSame(before, guards.notices(), "nothing is changed before it is taken");
            other.run();
            assertNotSame(before, guards.notices());
        }
    }

    private static Configuration configuration(String webhook, int calls) {
        return assertInstanceOf(
                        ConfigurationFile.Accepted.class,
                        ConfigurationFile.read(
                                "FILE",
                                """
                                fraud:
                                  rules: [{ name: any, prefixes: [any], calls: { critical: %d } }]
                                  webhook: { url: "%s" }
                                """
                                        .formatted(calls, webhook)))
                .configuration();
    }
}

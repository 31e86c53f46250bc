package org.portcullis.routing.probe;

import java.util.function.ToLongFunction;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;

/** What is counted and shown of the health of a destination. Any thread. */
final class HealthFigures {
    private static final String UP = "portcullis_destination_up";
    private static final String STATE = "portcullis_destination_state";
    private static final String LATENCY = "portcullis_destination_latency_seconds";
    private static final String AVERAGE = "portcullis_destination_latency_average_seconds";

    final Counter goodProbes;
    final Counter badProbes;
    final Counter turnedUp;
    final Counter turnedDown;
    final Counter leftAlone;
    private final Counters counters;
    private final String[] labels;

    HealthFigures(Counters counters, String peer, String destination) {
        this.counters = counters;
        this.labels = new String[] {"peer", peer, "destination", destination};
        this.goodProbes =
                counters.counter(
                        "portcullis_destination_probes_answered_total",
                        "Probes that found the destination well.",
                        labels);
        this.badProbes =
                counters.counter(
                        "portcullis_destination_probes_failed_total",
                        "Probes without an answer, or with one that refuses service.",
                        labels);
        this.turnedUp =
                counters.counter(
                        "portcullis_destination_turned_up_total",
                        "Times the destination became active again.",
                        labels);
        this.turnedDown =
                counters.counter(
                        "portcullis_destination_turned_down_total",
                        "Times the destination became inactive.",
                        labels);
        this.leftAlone =
                counters.counter(
                        "portcullis_destination_retry_after_total",
                        "Times the destination asked to be left alone, by 503 with Retry-After.",
                        labels);
    }

    /** Shows what changes by itself; a destination shown before by these labels is no longer. */
    void show(Health health) {
        counters.gauge(
                UP,
                "1 if the destination is active, 0 if it is inactive.",
                () -> health.isUp() ? 1 : 0,
                labels);
        for (DestinationState each : DestinationState.values()) {
            counters.gauge(
                    STATE,
                    "1 for the state that the destination is in, 0 for the others.",
                    () -> health.state() == each ? 1 : 0,
                    with(each));
        }
        seconds(
                LATENCY,
                "How long the destination takes to answer a probe, of late.",
                health.latency(),
                Latency::estimateNanos);
        seconds(
                AVERAGE,
                "How long the destination takes to answer a probe, in the long run.",
                health.latency(),
                Latency::averageNanos);
    }

    void hide() {
        counters.removeGauge(UP, labels);
        counters.removeGauge(LATENCY, labels);
        counters.removeGauge(AVERAGE, labels);
        for (DestinationState each : DestinationState.values()) {
            counters.removeGauge(STATE, with(each));
        }
    }

    private void seconds(String name, String help, Latency latency, ToLongFunction<Latency> nanos) {
        counters.seconds(name, help, () -> nanos.applyAsLong(latency), labels);
    }

    private String[] with(DestinationState its) {
        return new String[] {labels[0], labels[1], labels[2], labels[3], "state", its.label()};
    }
}

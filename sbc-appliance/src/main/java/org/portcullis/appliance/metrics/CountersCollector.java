package org.portcullis.appliance.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.Counters.Sample;

/**
 * Gives the box's own figures to the Prometheus client when it asks, those declared since the last
 * time included.
 */
final class CountersCollector implements MultiCollector {
    private static final String TOTAL = "_total";
    private static final double NANOS_PER_SECOND = 1e9;

    private final Counters counters;

    CountersCollector(Counters counters) {
        this.counters = counters;
    }

    @Override
    public MetricSnapshots collect() {
        List<MetricSnapshot> families = new ArrayList<>();
        List<Sample> family = new ArrayList<>();
        for (Sample sample : counters.samples()) {
            if (!family.isEmpty() && !family.getFirst().name().equals(sample.name())) {
                families.add(snapshot(family));
                family.clear();
            }
            family.add(sample);
        }
        if (!family.isEmpty()) {
            families.add(snapshot(family));
        }
        return new MetricSnapshots(families);
    }

    /** All samples of one name. */
    private static MetricSnapshot snapshot(List<Sample> family) {
        Sample first = family.getFirst();
        return switch (first.kind()) {
            case COUNTER ->
                    new CounterSnapshot(
                            new MetricMetadata(withoutTotal(first.name()), first.help()),
                            family.stream()
                                    .map(
                                            s ->
                                                    new CounterDataPointSnapshot(
                                                            s.value().getAsLong(),
                                                            labels(s),
                                                            null,
                                                            0))
                                    .toList());
            case GAUGE -> gauge(family, 1);
            case SECONDS -> gauge(family, NANOS_PER_SECOND);
        };
    }

    private static MetricSnapshot gauge(List<Sample> family, double unit) {
        return new GaugeSnapshot(
                new MetricMetadata(family.getFirst().name(), family.getFirst().help()),
                family.stream()
                        .map(
                                s ->
                                        new GaugeDataPointSnapshot(
                                                s.value().getAsLong() / unit, labels(s), null))
                        .toList());
    }

    /** The client's name of a counter: it writes the {@code _total} itself. */
    private static String withoutTotal(String name) {
        return name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : name;
    }

    private static Labels labels(Sample sample) {
        return Labels.of(sample.labels().toArray(String[]::new));
    }
}

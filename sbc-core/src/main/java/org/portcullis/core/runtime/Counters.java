package org.portcullis.core.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Every figure the box keeps, declared where it is counted and exported in one place.
 *
 * <p>Names follow Prometheus: {@code portcullis_} first, base units, counters ending in {@code
 * _total}. Labels must be bounded: configured names, methods, codes, never addresses or users. Any
 * thread; declaring is for start and reload, not for packets.
 */
public final class Counters {
    private final Map<Key, Sample> samples = new ConcurrentHashMap<>();

    /**
     * The counter of that name and those labels, made on first use.
     *
     * @param help one sentence for people
     * @param labels name, value, name, value ...
     */
    public Counter counter(String name, String help, String... labels) {
        Key key = new Key(name, List.of(labels));
        Sample sample =
                samples.computeIfAbsent(
                        key,
                        k -> {
                            Counter counter = new Counter();
                            return new Sample(
                                    name, help, k.labels(), Kind.COUNTER, counter::value, counter);
                        });
        if (sample.source() instanceof Counter counter) {
            return counter;
        }
        throw new IllegalStateException(name + ": is a gauge (expected: a counter)");
    }

    /** A figure read when it is scraped, replacing an earlier one of the same name and labels. */
    public void gauge(String name, String help, LongSupplier value, String... labels) {
        Key key = new Key(name, List.of(labels));
        samples.put(key, new Sample(name, help, key.labels(), Kind.GAUGE, value, value));
    }

    /** A gauge that is read in nanoseconds and exported in seconds. */
    public void seconds(String name, String help, LongSupplier nanos, String... labels) {
        Key key = new Key(name, List.of(labels));
        samples.put(key, new Sample(name, help, key.labels(), Kind.SECONDS, nanos, nanos));
    }

    /**
     * Takes a gauge away whose subject is gone. A counter stays: who adds it up over time would
     * take its end for a beginning.
     */
    public void removeGauge(String name, String... labels) {
        samples.computeIfPresent(
                new Key(name, List.of(labels)),
                (key, sample) -> sample.kind() == Kind.COUNTER ? sample : null);
    }

    /** All figures, in order of name and labels. */
    public Collection<Sample> samples() {
        List<Sample> all = new ArrayList<>(samples.values());
        all.sort(
                (a, b) ->
                        a.name().equals(b.name())
                                ? a.labels().toString().compareTo(b.labels().toString())
                                : a.name().compareTo(b.name()));
        return all;
    }

    /** What a figure is. */
    public enum Kind {
        COUNTER,
        GAUGE,
        /** A gauge whose value is in nanoseconds, exported in seconds. */
        SECONDS
    }

    /**
     * One figure as it is exported.
     *
     * @param labels name, value, name, value ...
     */
    public record Sample(
            String name,
            String help,
            List<String> labels,
            Kind kind,
            LongSupplier value,
            Object source) {}

    private record Key(String name, List<String> labels) {}
}

package org.portcullis.appliance.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.runtime.Counters;

/**
 * The figures of the box and of its JVM in Prometheus' text format.
 *
 * <p>A scrape reads each figure once, where it is kept. The client library is loaded by the first
 * scrape, not at start. Owned by one thread.
 */
public final class Metrics implements AutoCloseable {
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final double NANOS_PER_SECOND = 1e9;

    private final Counters counters;
    private @Nullable Page page;

    public Metrics(Counters counters) {
        this.counters = counters;
    }

    /** The page as of now. */
    public String scrape() {
        if (page == null) {
            page = new Page(counters);
        }
        return page.scrape();
    }

    /** Stops listening to the garbage collector. */
    @Override
    public void close() {
        if (page != null) {
            page.close();
        }
    }

    /** The client library with all that it asks. */
    private static final class Page {
        private final PrometheusMeterRegistry registry =
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        private final JvmGcMetrics collections = new JvmGcMetrics();

        Page(Counters counters) {
            registry.getPrometheusRegistry().register(new CountersCollector(counters));
            registry.config().meterFilter(new ConventionalNames());
            MeterBinder[] jvm = {
                new JvmMemoryMetrics(),
                collections,
                new JvmThreadMetrics(),
                new ClassLoaderMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics(),
                Metrics::cpuTime
            };
            for (MeterBinder binder : jvm) {
                binder.bindTo(registry);
            }
        }

        String scrape() {
            ByteArrayOutputStream text = new ByteArrayOutputStream(65_536);
            try {
                registry.scrape(text, CONTENT_TYPE);
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory", e);
            }
            return text.toString(UTF_8);
        }

        void close() {
            collections.close();
            registry.close();
        }
    }

    private static void cpuTime(MeterRegistry registry) {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        FunctionCounter.builder(
                        "process.cpu", system, s -> s.getProcessCpuTime() / NANOS_PER_SECOND)
                .baseUnit("seconds")
                .description("CPU time of this process, user and system.")
                .register(registry);
    }

    /**
     * Mends two names of Micrometer's that Prometheus' conventions refuse: a suffix {@code _count},
     * a unit {@code ns}.
     */
    private static final class ConventionalNames implements MeterFilter {
        @Override
        public Meter.Id map(Meter.Id id) {
            return id.getName().equals("system.cpu.count") ? id.withName("system.cpus") : id;
        }

        @Override
        public MeterFilterReply accept(Meter.Id id) {
            return id.getName().equals("process.cpu.time")
                    ? MeterFilterReply.DENY
                    : MeterFilterReply.NEUTRAL;
        }
    }
}

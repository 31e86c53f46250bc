package org.portcullis.appliance.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testing.NeedsCommand;

class MetricsTest {
    private final Counters counters = new Counters();
    private final Metrics metrics = new Metrics(counters);

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void shouldExportWhatIsCounted() {
        counters.counter("portcullis_calls_total", "Calls so far.", "trunk", "b").add(2);
        counters.counter("portcullis_calls_total", "Calls so far.", "trunk", "a\"\\\n").increment();
        AtomicLong waiting = new AtomicLong(7);
        counters.gauge("portcullis_waiting", "Who waits.", waiting::get);
        assertEquals(
                List.of(
                        "# HELP portcullis_calls_total Calls so far.",
                        "# TYPE portcullis_calls_total counter",
                        "portcullis_calls_total{trunk=\"a\\\"\\\\\\n\"} 1.0",
                        "portcullis_calls_total{trunk=\"b\"} 2.0",
                        "# HELP portcullis_waiting Who waits.",
                        "# TYPE portcullis_waiting gauge",
                        "portcullis_waiting 7.0"),
                lines("portcullis"));
    }

    @Test
    void shouldExportWhatIsDeclaredAfterAScrape() {
        assertEquals(List.of(), lines("portcullis"));
        counters.counter("portcullis_late_total", "Declared late.").increment();
        assertEquals(3, lines("portcullis").size());
        counters.counter("portcullis_late_total", "Declared late.").increment();
        assertTrue(lines("portcullis").contains("portcullis_late_total 2.0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jvm_memory_used_bytes{area=\"heap\"",
                "jvm_threads_live_threads",
                "jvm_gc_live_data_size_bytes",
                "jvm_buffer_memory_used_bytes{id=\"direct\"}",
                "process_cpu_seconds_total",
                "process_files_open_files",
                "process_uptime_seconds",
                "system_cpus"
            })
    void shouldExportTheJvm(String sample) {
        assertTrue(metrics.scrape().lines().anyMatch(line -> line.startsWith(sample)), sample);
    }

    @Test
    @NeedsCommand("promtool")
    void shouldFollowTheConventionsOfPrometheus() throws Exception {
        counters.counter("portcullis_calls_total", "Calls so far.", "trunk", "a").increment();
        counters.gauge("portcullis_waiting", "Who waits.", () -> 1);
        Process promtool =
                new ProcessBuilder("promtool", "check", "metrics")
                        .redirectErrorStream(true)
                        .start();
        promtool.getOutputStream().write(metrics.scrape().getBytes(UTF_8));
        promtool.getOutputStream().close();
        String complaints = new String(promtool.getInputStream().readAllBytes(), UTF_8);
        assertEquals("", complaints);
        assertEquals(0, promtool.waitFor());
    }

    private List<String> lines(String part) {
        return metrics.scrape().lines().filter(line -> line.contains(part)).toList();
    }
}

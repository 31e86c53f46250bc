package org.portcullis.benchmarks.flood;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Honest calls alone, then the same while 50,000 junk datagrams a second come from one source and
 * 5,000 from 1,000 sources. Prints both in one table and keeps them as JSON. Needs SIPp.
 */
public final class FloodRun {
    private static final int CALLS_PER_SECOND = 100;
    private static final int ONE_SOURCE_PER_SECOND = 50_000;
    private static final int MANY_SOURCES = 1_000;
    private static final int MANY_SOURCES_PER_SECOND = 5_000;
    private static final int ONE_SOURCE_BLOCK = 8;
    private static final int MANY_SOURCES_BLOCK = 9;

    private FloodRun() {}

    /** What was seen while one set of calls went on. */
    private record Row(
            String name,
            HonestCalls.Result calls,
            double junkPerSecond,
            double cpu,
            double residentMegabytes) {}

    /**
     * @param arguments the start script, the directory for results, and for how many seconds each
     *     half runs
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path sbc = Path.of(arguments[0]);
        Path results = Path.of(arguments[1]);
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
        Path directory = Files.createTempDirectory("flood");
        List<Row> rows = new ArrayList<>();
        Map<String, Double> counts;
        try (FloodedBox box = new FloodedBox(sbc, directory);
                HonestCalls calls = new HonestCalls(directory)) {
            calls.call(CALLS_PER_SECOND, 10, FloodedBox.SIP_PORT); // so that both halves run warm
            rows.add(alone(box, calls, seconds));
            rows.add(flooded(box, calls, seconds));
            counts = box.metrics("portcullis_gate_dropped_total");
            counts.putAll(box.metrics("portcullis_bans"));
            counts.putAll(box.metrics("portcullis_internal_errors_total"));
        }
        print(System.out, rows, counts);
        Files.createDirectories(results);
        Files.writeString(results.resolve("flood.json"), json(rows));
    }

    private static Row alone(FloodedBox box, HonestCalls calls, int seconds)
            throws IOException, InterruptedException {
        double before = box.cpuSeconds();
        HonestCalls.Result result = calls.call(CALLS_PER_SECOND, seconds, FloodedBox.SIP_PORT);
        double cpu = (box.cpuSeconds() - before) / seconds;
        return new Row("calls alone", result, 0, cpu, box.residentMegabytes());
    }

    private static Row flooded(FloodedBox box, HonestCalls calls, int seconds)
            throws IOException, InterruptedException {
        InetSocketAddress target =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), FloodedBox.SIP_PORT);
        double before = box.cpuSeconds();
        long start = System.nanoTime();
        try (Junk one = new Junk(ONE_SOURCE_BLOCK, 1, ONE_SOURCE_PER_SECOND, target);
                Junk many =
                        new Junk(
                                MANY_SOURCES_BLOCK,
                                MANY_SOURCES,
                                MANY_SOURCES_PER_SECOND,
                                target)) {
            HonestCalls.Result result = calls.call(CALLS_PER_SECOND, seconds, FloodedBox.SIP_PORT);
            double took = (System.nanoTime() - start) / 1e9;
            double junk = (one.sent() + many.sent()) / took;
            double cpu = (box.cpuSeconds() - before) / took;
            return new Row("with junk", result, junk, cpu, box.residentMegabytes());
        }
    }

    private static void print(PrintStream out, List<Row> rows, Map<String, Double> counts) {
        out.printf(
                Locale.ROOT,
                "%-12s %9s %6s %6s %7s %8s %8s %8s %6s %7s%n",
                "",
                "junk/s",
                "ok",
                "failed",
                "retrans",
                "p50 ms",
                "p99 ms",
                "max ms",
                "cores",
                "RSS MB");
        for (Row row : rows) {
            HonestCalls.Result calls = row.calls();
            out.printf(
                    Locale.ROOT,
                    "%-12s %9.0f %6d %6d %7d %8.1f %8.1f %8.1f %6.2f %7.0f%n",
                    row.name(),
                    row.junkPerSecond(),
                    calls.successful(),
                    calls.failed(),
                    calls.retransmitted(),
                    calls.percentile(0.5),
                    calls.percentile(0.99),
                    calls.percentile(1),
                    row.cpu(),
                    row.residentMegabytes());
        }
        counts.forEach((name, value) -> out.printf(Locale.ROOT, "%s %.0f%n", name, value));
    }

    private static String json(List<Row> rows) {
        List<String> objects = new ArrayList<>();
        for (Row row : rows) {
            HonestCalls.Result calls = row.calls();
            objects.add(
                    String.format(
                            Locale.ROOT,
                            "  {\"name\": \"%s\", \"junkPerSecond\": %.0f, \"successful\": %d,"
                                    + " \"failed\": %d, \"retransmitted\": %d,"
                                    + " \"setupP50Millis\": %.1f, \"setupP99Millis\": %.1f,"
                                    + " \"setupMaxMillis\": %.1f, \"cores\": %.2f,"
                                    + " \"residentMegabytes\": %.0f}",
                            row.name(),
                            row.junkPerSecond(),
                            calls.successful(),
                            calls.failed(),
                            calls.retransmitted(),
                            calls.percentile(0.5),
                            calls.percentile(0.99),
                            calls.percentile(1),
                            row.cpu(),
                            row.residentMegabytes()));
        }
        return "[\n" + String.join(",\n", objects) + "\n]\n";
    }
}

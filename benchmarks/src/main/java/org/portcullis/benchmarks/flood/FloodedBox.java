package org.portcullis.benchmarks.flood;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The box under test, as {@code sbc run} starts it, seen from outside. */
final class FloodedBox implements AutoCloseable {
    static final int SIP_PORT = 5160;

    private static final int ADMIN_PORT = 8180;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final int USER_TICKS = 11; // fields of /proc/PID/stat after the name, from 0
    private static final int SYSTEM_TICKS = 12;
    private static final int TICKS_PER_SECOND = 100;

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * Starts it and returns when it takes calls.
     *
     * @param sbc the start script
     * @param directory for its configuration and log
     */
    FloodedBox(Path sbc, Path directory) throws IOException, InterruptedException {
        Path file = directory.resolve("portcullis.yaml");
        Files.writeString(file, configuration());
        process =
                new ProcessBuilder(sbc.toString(), "run", "-c", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("box.log").toFile())
                        .start();
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!ready()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IOException(Files.readString(directory.resolve("box.log")));
            }
            Thread.sleep(100);
        }
    }

    /** User and system time so far. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
                / (double) TICKS_PER_SECOND;
    }

    double residentMegabytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1_024;
            }
        }
        throw new IOException(status + ": no VmRSS");
    }

    /** The samples whose name begins so, by name and labels; without those that are 0. */
    Map<String, Double> metrics(String prefix) throws IOException, InterruptedException {
        Map<String, Double> samples = new TreeMap<>();
        get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(prefix))
                .forEach(
                        line -> {
                            int space = line.lastIndexOf(' ');
                            double value = Double.parseDouble(line.substring(space + 1));
                            if (value != 0) {
                                samples.put(line.substring(0, space), value);
                            }
                        });
        return samples;
    }

    @Override
    public void close() {
        process.destroy();
        http.close();
    }

    private boolean ready() throws InterruptedException {
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false; // nobody listens yet
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + ADMIN_PORT + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String configuration() {
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d]
            media: { address: 127.0.0.1, ports: 30000-34999 }
            trust: untrusted
          inside:
            listen: [udp:127.0.0.1:%2$d]
            media: { address: 127.0.0.1, ports: 35000-39999 }
            trust: trusted
        address-groups: { carriers: [127.0.0.1/32] }
        trunks:
          carrier:
            realm: outside
            match: { group: carriers }
            send-to: sip:127.0.0.1:%3$d
        dispatcher:
          pbx:
            realm: inside
            algorithm: round-robin
            destinations: [{ uri: "sip:127.0.0.1:%4$d" }]
        routes: [{ name: inbound, from: { trunk: carrier }, to: { dispatcher: pbx } }]
        flood: { exempt: [carriers] }
        admin: { listen: 127.0.0.1:%5$d }
        """
                .formatted(
                        SIP_PORT,
                        SIP_PORT + 2,
                        HonestCalls.CARRIER_PORT,
                        HonestCalls.PBX_PORT,
                        ADMIN_PORT);
    }
}

package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.testing.NeedsCommand;

/**
 * Four PBXs behind the running box, 50 calls a second: one is killed, one is drained, and they come
 * back.
 */
@NeedsCommand("sipp")
@SuppressWarnings("try") // the caller only has to run
class FarmTest {
    private static final String ATTEMPTS = "portcullis_destination_attempts_total";
    private static final String ANSWERED = "portcullis_calls_answered_total";
    private static final int RATE = 50;
    private static final int KILLED = 1;
    private static final int DRAINED = 2;

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int carrier = Sipp.freePort();
    private final int[] ports = {
        Sipp.freePort(), Sipp.freePort(), Sipp.freePort(), Sipp.freePort()
    };
    private final Program[] pbxs = new Program[ports.length];
    private final TestReporter reporter;
    private Optional<Box> running = Optional.empty();

    FarmTest(TestReporter reporter) {
        this.reporter = reporter;
    }

    @AfterEach
    void stop() {
        for (Program pbx : pbxs) {
            pbx.close();
        }
        running.ifPresent(Box::close);
    }

    /**
     * The shares in percent of the four: before, with one dead and one drained, and after both are
     * back. With call load those who come back are first filled up.
     */
    @ParameterizedTest
    @CsvSource({
        "round-robin, 25 25 25 25, 50 0 0 50, 25 25 25 25",
        "random, 25 25 25 25, 50 0 0 50, 25 25 25 25",
        "hash-call-id, 25 25 25 25, any 0 0 any, 25 25 25 25",
        "rendezvous, 25 25 25 25, 50 0 0 50, 25 25 25 25",
        "weight, 40 30 20 10, 40 0 0 60, 40 30 20 10",
        "relative-weight, 40 30 20 10, 80 0 0 20, 40 30 20 10",
        "call-load, 25 25 25 25, 50 0 0 50, any any any any",
        "priority, 100 0 0 0, 100 0 0 0, 100 0 0 0",
        "priority-round-robin, 50 50 0 0, 100 0 0 0, 50 50 0 0",
        "srv, 0 0 67 33, 0 0 0 100, 0 0 67 33",
    })
    void shouldSpreadCallsBeforeDuringAndAfter(
            String algorithm, String before, String during, String after) {
        start(algorithm);
        try (Program calling = call(100_000, 300)) {
            require(before, shares(300), algorithm + " before");
            pbxs[KILLED].kill();
            assertTrue(box().post(path(DRAINED, "drain")).contains("\"draining\""));
            awaitState(KILLED, "inactive");
            require(during, shares(300), algorithm + " during");
            box().awaitMetric("portcullis_destination_calls", label(DRAINED), 0);
            pbxs[KILLED] = pbx(KILLED);
            assertTrue(box().post(path(DRAINED, "enable")).contains("\"active\""));
            awaitState(KILLED, "active");
            require(after, shares(300), algorithm + " after");
        }
        assertEquals(0, box().metric("portcullis_internal_errors_total"));
    }

    /** Lost are the calls that ring at the one that dies, and no others. */
    @Test
    void shouldLoseNoCallsButThoseThatRingAtTheDeadOne() throws IOException {
        ringing();
        start("round-robin");
        try (Program calling = call(600, 1_000)) {
            box().awaitMetric(ANSWERED, answered -> answered > 100);
            assertTrue(box().post(path(DRAINED, "drain")).contains("\"draining\""));
            double drained = box().metric(ATTEMPTS, label(DRAINED));
            pbxs[KILLED].kill();
            double ringing = box().metric("portcullis_destination_calls", label(KILLED));
            int code = calling.exitCode();
            box().awaitMetric("portcullis_calls", 0);
            double lost = 600 - box().metric(ANSWERED);
            reporter.publishEntry(
                    "lost", lost + " of 600, at the dead one when it died " + ringing);
            assertTrue(lost <= ringing, lost + " " + ringing + " " + code);
            assertEquals(drained, box().metric(ATTEMPTS, label(DRAINED)), "none after draining");
        }
        for (int i = 0; i < ports.length; i++) {
            box().awaitMetric("portcullis_destination_calls", label(i), 0);
        }
        assertEquals(0, box().metric("portcullis_internal_errors_total"));
    }

    private Box box() {
        return running.orElseThrow();
    }

    private void start(String algorithm) {
        for (int i = 0; i < ports.length; i++) {
            pbxs[i] = pbx(i);
        }
        running = Optional.of(Box.start(directory, configuration(algorithm), List.of()));
    }

    private Program pbx(int index) {
        return new Sipp(directory, "pbx", ports[index]).with("-aa").start();
    }

    private Program call(int calls, int talkMillis) {
        return new Sipp(directory, "caller", carrier)
                .with("-m", "" + calls, "-r", "" + RATE, "-d", "" + talkMillis, "-s", "4912345")
                .with("127.0.0.1:" + outside)
                .start();
    }

    private void awaitState(int index, String state) {
        box().await(
                        () ->
                                box().get("/metrics")
                                        .lines()
                                        .filter(
                                                line ->
                                                        line.startsWith(
                                                                "portcullis_destination_state{"))
                                        .filter(line -> line.contains(label(index)))
                                        .filter(line -> line.contains("\"" + state + "\""))
                                        .anyMatch(line -> value(line) == 1));
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
    }

    /** How the picks of so many further calls spread, in percent. */
    private double[] shares(int calls) {
        double[] from = picks();
        box().await(() -> Arrays.stream(picks()).sum() - Arrays.stream(from).sum() >= calls);
        double[] to = picks();
        double all = Arrays.stream(to).sum() - Arrays.stream(from).sum();
        double[] shares = new double[to.length];
        for (int i = 0; i < to.length; i++) {
            shares[i] = 100 * (to[i] - from[i]) / all;
        }
        return shares;
    }

    private double[] picks() {
        double[] picks = new double[ports.length];
        String scrape = box().get("/metrics");
        for (int i = 0; i < picks.length; i++) {
            String label = label(i);
            picks[i] =
                    scrape.lines()
                            .filter(line -> line.startsWith("portcullis_destination_picks_total{"))
                            .filter(line -> line.contains(label))
                            .mapToDouble(FarmTest::value)
                            .sum();
        }
        return picks;
    }

    /** Within what so few calls can show: chance for hashes, a turn or two for the others. */
    private void require(String wanted, double[] shares, String what) {
        String[] each = wanted.split(" ");
        for (int i = 0; i < shares.length; i++) {
            if (!each[i].equals("any")) {
                double expected = Double.parseDouble(each[i]);
                double tolerance = expected == 0 || expected == 100 ? 0 : 10;
                assertEquals(expected, shares[i], tolerance, what + Arrays.toString(shares));
            }
        }
        reporter.publishEntry(what, Arrays.toString(shares));
    }

    private String path(int index, String verb) {
        return "/api/v1/destinations/pbx-" + index + "/" + verb;
    }

    private String label(int index) {
        return "127.0.0.1:" + ports[index];
    }

    /** A PBX that rings for half a second, so that calls ring when it dies. */
    private void ringing() throws IOException {
        try (var in = FarmTest.class.getResourceAsStream("/sipp/pbx.xml")) {
            if (in == null) {
                throw new AssertionError("no scenario");
            }
            String scenario = new String(in.readAllBytes(), UTF_8);
            Files.writeString(
                    directory.resolve("pbx.xml"),
                    scenario.replace(
                            "  <send retrans=\"500\">",
                            "  <pause milliseconds=\"500\"/>\n  <send retrans=\"500\">"));
        }
    }

    private String configuration(String algorithm) {
        StringBuilder destinations = new StringBuilder();
        int[] weights = {40, 30, 20, 10};
        int[] priorities = {20, 20, 10, 10};
        for (int i = 0; i < ports.length; i++) {
            boolean weighted = algorithm.equals("weight") || algorithm.equals("srv");
            destinations.append(
                    "      - { uri: 'sip:127.0.0.1:%d', duid: pbx-%d, weight: %d, rweight: %d, priority: %d }\n"
                            .formatted(
                                    ports[i],
                                    i,
                                    weighted ? weights[i] : 1,
                                    weights[i],
                                    algorithm.startsWith("priority") || algorithm.equals("srv")
                                            ? priorities[i]
                                            : 0));
        }
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d]
            media: { address: 127.0.0.1, ports: 30000-31999 }
          inside:
            listen: [udp:127.0.0.1:%2$d]
            media: { address: 127.0.0.1, ports: 35000-36999 }
            trust: trusted
        address-groups: { carriers: [127.0.0.1/32] }
        trunks:
          carrier:
            realm: outside
            match: { group: carriers, port: %3$d }
            send-to: sip:127.0.0.1:%3$d
        dispatcher:
          pbx:
            realm: inside
            algorithm: %4$s
            probe: { interval: 500ms, timeout: 400ms, down-after: 2 }
            ring: 4s
            destinations:
        %5$sroutes: [{ name: inbound, from: { trunk: carrier }, to: { dispatcher: pbx } }]
        flood: { exempt: [carriers] }
        timers: { t1: 200ms, t2: 1s, t4: 1s }
        """
                .formatted(outside, inside, carrier, algorithm, destinations);
    }
}

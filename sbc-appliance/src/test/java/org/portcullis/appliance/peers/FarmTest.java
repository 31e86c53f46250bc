package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
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

    /** Calls of a set that its spread is taken of. */
    private static final int CALLS = 200;

    /** In percent, of the calls of a set. */
    private static final int TOLERANCE = 12;

    private static final int KILLED = 1;
    private static final int DRAINED = 2;

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int[] ports = {
        Sipp.freePort(), Sipp.freePort(), Sipp.freePort(), Sipp.freePort()
    };
    private final Program[] pbxs = new Program[ports.length];
    private final List<Program> callers = new ArrayList<>();
    private final TestReporter reporter;
    private Optional<Box> running = Optional.empty();

    FarmTest(TestReporter reporter) {
        this.reporter = reporter;
    }

    @AfterEach
    void stop() {
        callers.forEach(Program::close);
        for (Program pbx : pbxs) {
            pbx.close();
        }
        running.ifPresent(Box::close);
    }

    /**
     * An algorithm and the shares in percent of the four: before, with one dead and one drained,
     * and after both are back.
     */
    private record Spread(String algorithm, String before, String during, String after) {}

    // With call load those who come back are first filled up.
    private static final List<Spread> SPREADS =
            List.of(
                    new Spread("round-robin", "25 25 25 25", "50 0 0 50", "25 25 25 25"),
                    new Spread("random", "25 25 25 25", "50 0 0 50", "25 25 25 25"),
                    new Spread("hash-call-id", "25 25 25 25", "any 0 0 any", "25 25 25 25"),
                    new Spread("rendezvous", "25 25 25 25", "50 0 0 50", "25 25 25 25"),
                    new Spread("weight", "40 30 20 10", "40 0 0 60", "40 30 20 10"),
                    new Spread("relative-weight", "40 30 20 10", "80 0 0 20", "40 30 20 10"),
                    new Spread("call-load", "25 25 25 25", "50 0 0 50", "any any any any"),
                    new Spread("priority", "100 0 0 0", "100 0 0 0", "100 0 0 0"),
                    new Spread("priority-round-robin", "50 50 0 0", "100 0 0 0", "50 50 0 0"),
                    new Spread("srv", "0 0 67 33", "0 0 0 100", "0 0 67 33"));

    /** A set of each algorithm over the same four, each called ten times a second. */
    @Test
    void shouldSpreadCallsBeforeDuringAndAfter() {
        start(SPREADS.stream().map(Spread::algorithm).toList());
        for (int i = 0; i < SPREADS.size(); i++) {
            callers.add(call(i, 100_000, 300, RATE / 5));
        }
        require(Spread::before, "before");
        pbxs[KILLED].kill();
        for (Spread spread : SPREADS) {
            String answer = box().post(path(spread.algorithm, DRAINED, "drain"));
            assertTrue(answer.contains("\"draining\""), answer);
        }
        awaitState(KILLED, "inactive");
        require(Spread::during, "during");
        box().awaitMetric("portcullis_destination_calls", label(DRAINED), 0);
        pbxs[KILLED] = pbx(KILLED);
        for (Spread spread : SPREADS) {
            String answer = box().post(path(spread.algorithm, DRAINED, "enable"));
            assertTrue(answer.contains("\"active\""), answer);
        }
        awaitState(KILLED, "active");
        require(Spread::after, "after");
        assertEquals(0, box().metric("portcullis_internal_errors_total"));
    }

    /** Lost are the calls that ring at the one that dies, and no others. */
    @Test
    void shouldLoseNoCallsButThoseThatRingAtTheDeadOne() throws IOException {
        ringing();
        start(List.of("round-robin"));
        try (Program calling = call(0, 600, 1_000, RATE)) {
            box().awaitMetric(ANSWERED, answered -> answered > 100);
            assertTrue(box().post(path("round-robin", DRAINED, "drain")).contains("\"draining\""));
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

    private void start(List<String> algorithms) {
        for (int i = 0; i < ports.length; i++) {
            pbxs[i] = pbx(i);
        }
        running = Optional.of(Box.start(directory, configuration(algorithms), List.of()));
    }

    private Program pbx(int index) {
        return new Sipp(directory, "pbx", ports[index]).with("-aa").start();
    }

    /** Calls the set of that number. */
    private Program call(int set, int calls, int talkMillis, int perSecond) {
        return new Sipp(directory, "caller", Sipp.freePort())
                .with("-m", "" + calls, "-r", "" + perSecond, "-d", "" + talkMillis)
                .with("-s", "49" + set, "127.0.0.1:" + outside)
                .start();
    }

    /** Waits until a destination is in a state in every set. */
    private void awaitState(int index, String state) {
        box().await(
                        () ->
                                metrics("portcullis_destination_state{", label(index))
                                        .filter(line -> line.contains("\"" + state + "\""))
                                        .allMatch(line -> value(line) == 1));
    }

    private Stream<String> metrics(String name, String label) {
        return box().get("/metrics")
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(label));
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
    }

    /** Looks at how the picks of so many further calls spread in each set. */
    private void require(Function<Spread, String> wanted, String when) {
        List<double[]> from = SPREADS.stream().map(this::picks).toList();
        for (int i = 0; i < from.size(); i++) {
            Spread spread = SPREADS.get(i);
            double[] before = from.get(i);
            double least = Arrays.stream(before).sum() + CALLS;
            box().await(() -> Arrays.stream(picks(spread)).sum() >= least);
            double[] picked = picks(spread);
            Arrays.setAll(picked, each -> picked[each] - before[each]);
            require(wanted.apply(spread), picked, spread.algorithm + " " + when);
        }
    }

    /** Within what so few calls can show: chance for hashes, a turn or two for the others. */
    private void require(String wanted, double[] picked, String what) {
        double[] shares = Arrays.copyOf(picked, picked.length);
        double all = Arrays.stream(picked).sum();
        Arrays.setAll(shares, i -> 100 * picked[i] / all);
        String[] each = wanted.split(" ");
        for (int i = 0; i < shares.length; i++) {
            if (!each[i].equals("any")) {
                double expected = Double.parseDouble(each[i]);
                double tolerance = expected == 0 || expected == 100 ? 0 : TOLERANCE;
                assertEquals(expected, shares[i], tolerance, what + Arrays.toString(shares));
            }
        }
        reporter.publishEntry(what, Arrays.toString(shares));
    }

    private double[] picks(Spread spread) {
        double[] picks = new double[ports.length];
        String peer = "\"" + spread.algorithm + "\"";
        for (int i = 0; i < picks.length; i++) {
            picks[i] =
                    metrics("portcullis_destination_picks_total{", label(i))
                            .filter(line -> line.contains(peer))
                            .mapToDouble(FarmTest::value)
                            .sum();
        }
        return picks;
    }

    private String path(String algorithm, int index, String verb) {
        return "/api/v1/destinations/" + algorithm + "-" + index + "/" + verb;
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

    private String configuration(List<String> algorithms) {
        StringBuilder sets = new StringBuilder();
        StringBuilder routes = new StringBuilder();
        for (int i = 0; i < algorithms.size(); i++) {
            String name = algorithms.get(i);
            sets.append(set(name));
            routes.append(
                    "  - { name: to-%1$s, when: { called: ['49%2$d'] }, to: { dispatcher: %1$s } }\n"
                            .formatted(name, i));
        }
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d]
            media: { address: 127.0.0.1, ports: 30000-33999 }
          inside:
            listen: [udp:127.0.0.1:%2$d]
            media: { address: 127.0.0.1, ports: 35000-38999 }
            trust: trusted
        address-groups: { carriers: [127.0.0.1/32] }
        trunks:
          carrier:
            realm: outside
            match: { group: carriers }
            send-to: sip:127.0.0.1:%3$d
        dispatcher:
        %4$sroutes:
        %5$sflood: { exempt: [carriers] }
        timers: { t1: 200ms, t2: 1s, t4: 1s }
        """
                .formatted(outside, inside, Sipp.freePort(), sets, routes);
    }

    private String set(String algorithm) {
        boolean weighted = algorithm.equals("weight") || algorithm.equals("srv");
        boolean ranked = algorithm.startsWith("priority") || algorithm.equals("srv");
        int[] weights = {40, 30, 20, 10};
        int[] priorities = {20, 20, 10, 10};
        StringBuilder set =
                new StringBuilder(
                        """
                          %1$s:
                            realm: inside
                            algorithm: %1$s
                            probe: { interval: 500ms, timeout: 400ms, down-after: 2 }
                            ring: 4s
                            destinations:
                        """
                                .formatted(algorithm));
        for (int i = 0; i < ports.length; i++) {
            set.append(
                    """
                          - uri: sip:127.0.0.1:%d
                            duid: %s-%d
                            weight: %d
                            rweight: %d
                            priority: %d
                    """
                            .formatted(
                                    ports[i],
                                    algorithm,
                                    i,
                                    weighted ? weights[i] : 1,
                                    weights[i],
                                    ranked ? priorities[i] : 0));
        }
        return set.toString();
    }
}

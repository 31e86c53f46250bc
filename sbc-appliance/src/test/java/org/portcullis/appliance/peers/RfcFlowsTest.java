package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.portcullis.core.testing.NeedsCommand;

/**
 * The call flows of the RFCs through the running box, over UDP and over TCP on both sides. Every
 * party is SIPp, and fails when it gets anything but what the flow has for it.
 */
@NeedsCommand("sipp")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RfcFlowsTest {
    private static final String PBXS = "127.0.0.2";
    private static final String TARGETS = "127.0.0.3";
    private static final Pattern DIALOG = Pattern.compile("INVITE (\\S+) .*;tag=([^;\\s]+)");
    private static final Set<Character> CALLERS = Set.of('c', 'u');
    private static final String[] LIMITS = {"-m", "1", "-timeout", "6s", "-timeout_error"};

    private final Map<String, Integer> ports = new HashMap<>();
    private final int outside = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int target = Sipp.freePort();
    private Path directory;
    private Box box;

    enum Transport {
        UDP("u1"),
        TCP("t1");

        private final String mode;

        Transport(String mode) {
            this.mode = mode;
        }
    }

    /** A flow over a transport. */
    record Run(FlowTable.Flow flow, Transport transport) {
        String id() {
            return flow.id() + "-" + transport;
        }

        @Override
        public String toString() {
            return flow + " over " + transport;
        }
    }

    static List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (FlowTable.Flow flow : FlowTable.read()) {
            for (Transport transport : Transport.values()) {
                runs.add(new Run(flow, transport));
            }
        }
        return runs;
    }

    @BeforeAll
    void start(@TempDir Path directory) {
        this.directory = directory;
        box = Box.start(directory, configuration(), List.of());
    }

    @AfterAll
    void shouldHoldNothingInTheEnd() {
        try (Box stopping = box) {
            stopping.awaitMetric("portcullis_calls", 0);
            stopping.awaitMetric("portcullis_sip_transactions", 0);
            assertEquals(0, stopping.metric("portcullis_internal_errors_total"));
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void shouldCarryTheFlow(Run run) {
        List<Program> parties = new ArrayList<>();
        try {
            Set<Character> letters = run.flow().parts().keySet();
            for (char party : letters) {
                if (!CALLERS.contains(party)) {
                    parties.add(callee(run, party));
                }
            }
            parties.addFirst(caller(run, 'c', "127.0.0.1", outside, ""));
            if (letters.contains('u')) {
                parties.addFirst(caller(run, 'u', PBXS, inside, dialogOfThePbx(run, parties)));
            }
            parties.forEach(party -> assertDone(run, party));
        } finally {
            parties.forEach(Program::close);
        }
    }

    private static void assertDone(Run run, Program party) {
        assertEquals(0, party.exitCode(), () -> run + ": " + party.output());
    }

    private Program caller(Run run, char party, String address, int box, String dialog) {
        return party(run, party, address, Sipp.freePort(), run.transport().mode, dialog)
                .with("127.0.0.1:" + box)
                .start();
    }

    /**
     * Waits until the PBX has got an INFO, and gives its dialog as a Replaces in a URI names it.
     */
    private String dialogOfThePbx(Run run, List<Program> parties) {
        Path log = directory.resolve(run.id() + "-p.log");
        parties.getFirst().await(output -> Files.exists(log) && read(log).contains("INFO "));
        Matcher dialog = DIALOG.matcher(read(log));
        assertTrue(dialog.find(), () -> read(log));
        return dialog.group(1) + "%3Bto-tag%3D" + dialog.group(2) + "%3Bfrom-tag%3Dp1";
    }

    private Program callee(Run run, char party) {
        boolean isTarget = party == 't';
        int port = isTarget ? target : ports.getOrDefault(run.id() + party, 0);
        String mode = isTarget ? Transport.UDP.mode : run.transport().mode;
        Program callee = party(run, party, isTarget ? TARGETS : PBXS, port, mode, "").start();
        callee.await(output -> bound(port));
        return callee;
    }

    private Sipp party(Run run, char party, String address, int port, String mode, String dialog) {
        String name = run.id() + "-" + party;
        List<String> lines =
                run.flow().parts().getOrDefault(party, List.of()).stream()
                        .map(line -> line.replace("TARGET", TARGETS + ":" + target))
                        .map(line -> line.replace("DIALOG", dialog))
                        .toList();
        try {
            Files.writeString(
                    directory.resolve(name + ".xml"), FlowScript.toXml(name, host(run), lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Sipp(directory, name, address, port, List.of())
                .with(LIMITS)
                .with("-t", mode, "-trace_err", "-error_file", name + ".err")
                .with("-trace_logs", "-log_file", name + ".log");
    }

    /** Whether a program listens on a port by now, which asking it would disturb. */
    private static boolean bound(int port) {
        String local = ":%04X ".formatted(port);
        return List.of("udp", "tcp").stream()
                .map(protocol -> Path.of("/proc/net", protocol))
                .anyMatch(sockets -> read(sockets).contains(local));
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String host(Run run) {
        return run.id().toLowerCase(Locale.ROOT) + ".example";
    }

    /** Each run has a trunk of its own, known by the host in From, and a dispatcher it goes to. */
    private String configuration() {
        StringBuilder trunks = new StringBuilder();
        StringBuilder dispatchers = new StringBuilder();
        StringBuilder routes = new StringBuilder();
        for (Run run : runs()) {
            String id = run.id();
            trunks.append(
                    """
                      c-%s:
                        realm: outside
                        match: { group: carriers, from-host: %s }
                        send-to: sip:127.0.0.1:9
                    """
                            .formatted(id, host(run)));
            dispatchers.append(
                    "  p-%s:\n    realm: inside\n    probe: { enabled: false }\n".formatted(id));
            if (!run.flow().options().isEmpty()) {
                dispatchers.append("    %s\n".formatted(run.flow().options()));
            }
            dispatchers.append("    destinations:\n");
            for (char party : List.of('p', 's')) {
                if (run.flow().parts().containsKey(party)) {
                    int port = Sipp.freePort();
                    ports.put(id + party, port);
                    dispatchers.append(
                            "      - { uri: \"sip:%s:%d;transport=%s\" }\n"
                                    .formatted(PBXS, port, run.transport()));
                }
            }
            routes.append(
                    "  - { name: %1$s, from: { trunk: c-%1$s }, to: { dispatcher: p-%1$s } }\n"
                            .formatted(id));
        }
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d, tcp:127.0.0.1:%1$d]
            media: { address: 127.0.0.1, ports: 30000-31999 }
            trust: untrusted
          inside:
            listen: [udp:127.0.0.1:%2$d, tcp:127.0.0.1:%2$d]
            media: { address: 127.0.0.1, ports: 35000-36999 }
            trust: trusted
        address-groups: { carriers: [127.0.0.1/32] }
        flood: { exempt: [carriers] }
        timers: { t1: 200ms, t2: 1s, t4: 1s }
        trunks:
        %3$sdispatcher:
        %4$s  targets:
            realm: inside
            probe: { enabled: false }
            destinations: [ { uri: "sip:%5$s:%6$d" } ]
        routes:
        %7$s  - { name: transfers, to: { dispatcher: targets } }
        """
                .formatted(outside, inside, trunks, dispatchers, TARGETS, target, routes);
    }
}

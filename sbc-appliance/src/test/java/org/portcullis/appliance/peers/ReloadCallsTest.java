package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.testing.NeedsCommand;

/** The configuration changes while SIPp calls through the running box. */
@NeedsCommand("sipp")
@SuppressWarnings("try") // the PBXs only have to run
class ReloadCallsTest {
    private static final String DONE = "portcullis_reloads_total";

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int carrier = Sipp.freePort();
    private final int newcomer = Sipp.freePort();
    private final int pbx = Sipp.freePort();
    private Box box;

    @BeforeEach
    void start() {
        box = Box.start(directory, configuration(carrier("")), List.of());
    }

    @AfterEach
    void stop() {
        box.close();
    }

    @Test
    void shouldLoseNoCallWhileReloadingAndCountEveryOneExactly() {
        try (Program answering = new Sipp(directory, "pbx", pbx).start();
                Program calling =
                        new Sipp(directory, "caller", carrier)
                                .with("-m", "500", "-r", "50", "-d", "1000", "-s", "4912345")
                                .with("127.0.0.1:" + outside)
                                .start()) {
            for (int i = 1; i <= 6; i++) {
                double answered = box.metric("portcullis_calls_answered_total");
                box.awaitMetric("portcullis_calls_answered_total", now -> now > answered + 20);
                box.write(configuration(carrier("limits: { calls: " + (200 + i) + " }")));
                if (i % 2 == 0) {
                    box.hangUpSignal();
                } else {
                    assertEquals("200 {\"result\":\"done\"}\n", box.post("/api/v1/reload"));
                }
                box.awaitMetric(DONE, "result=\"done\"", i);
            }
            assertEquals(0, calling.exitCode(), calling.output());
        }
        box.awaitMetric("portcullis_calls", 0);
        assertEquals(500, box.metric("portcullis_calls_answered_total"));
        assertEquals(0, box.metric("portcullis_admission_live_calls"));
        assertEquals(0, box.metric("portcullis_internal_errors_total"));
        assertEquals(1, box.metric("portcullis_config_last_reload_success"));
    }

    @Test
    void shouldKeepTheLiveCallsOfAPeerThatIsGoneAndTakeThoseOfANewOne() {
        try (Program answering = new Sipp(directory, "pbx", pbx).start();
                Program calling =
                        new Sipp(directory, "caller", carrier)
                                .with("-m", "10", "-r", "50", "-d", "6000", "-s", "4912345")
                                .with("127.0.0.1:" + outside)
                                .start()) {
            box.awaitMetric("portcullis_calls_answered_total", 10);
            box.write(configuration(newcomer()));
            assertEquals("200 {\"result\":\"done\"}\n", box.post("/api/v1/reload"));
            assertEquals(10, box.metric("portcullis_calls"));
            try (Program stranger =
                    new Sipp(directory, "caller", Sipp.freePort())
                            .with("-m", "1", "127.0.0.1:" + outside)
                            .start()) {
                box.awaitMetric("portcullis_admission_strangers_total", now -> now > 0);
            }
            Sipp.Result taken =
                    new Sipp(directory, "caller", newcomer)
                            .call("127.0.0.1:" + outside, 20, 50, 100);
            assertEquals(20, taken.successful(), taken.toString());
            assertEquals(0, calling.exitCode(), calling.output());
        }
        box.awaitMetric("portcullis_calls", 0);
        assertEquals(0, box.metric("portcullis_internal_errors_total"));
    }

    @Test
    void shouldChangeNothingForABadFileAndTellEveryProblem() {
        String bad = configuration(carrier("")).replace("round-robin", "dance") + "node: b c\n";
        box.write(bad);
        String answer = box.post("/api/v1/reload");
        assertTrue(answer.startsWith("422 "), answer);
        assertTrue(answer.contains("portcullis.yaml:"), answer);
        assertTrue(
                answer.contains("dispatcher.pbx.algorithm: algorithm: dance (expected: "), answer);
        assertTrue(answer.contains("node: b c (expected: "), answer);
        assertEquals(0, box.metric("portcullis_config_last_reload_success"));
        box.hangUpSignal();
        box.awaitMetric(DONE, "result=\"refused\"", 2);
        assertTrue(box.output().contains("configuration kept as it was"), box.output());
        box.write(configuration(carrier("")) + "node: edge-2\n");
        assertTrue(
                box.post("/api/v1/reload")
                        .contains("node: edge-2 (expected: portcullis, as in the running box;"));
        try (Program answering = new Sipp(directory, "pbx", pbx).start()) {
            Sipp.Result result =
                    new Sipp(directory, "caller", carrier)
                            .call("127.0.0.1:" + outside, 20, 50, 100);
            assertEquals(20, result.successful(), result.toString());
        }
    }

    private String carrier(String more) {
        return trunk("carrier", carrier, more);
    }

    private String newcomer() {
        return trunk("newcomer", newcomer, "");
    }

    /** One that is told by its port: all are on this host. */
    private static String trunk(String name, int port, String more) {
        return """
        trunks:
          %1$s:
            realm: outside
            match: { group: carriers, port: %2$d }
            send-to: sip:127.0.0.1:%2$d
            %3$s
        routes: [{ name: inbound, from: { trunk: %1$s }, to: { dispatcher: pbx } }]
        """
                .formatted(name, port, more);
    }

    private String configuration(String trunk) {
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
        dispatcher:
          pbx:
            realm: inside
            algorithm: round-robin
            destinations: [{ uri: "sip:127.0.0.1:%3$d" }]
        flood: { exempt: [carriers] }
        timers: { t1: 200ms, t2: 1s, t4: 1s }
        """
                        .formatted(outside, inside, pbx)
                + trunk;
    }
}

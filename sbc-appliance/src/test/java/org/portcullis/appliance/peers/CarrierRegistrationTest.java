package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.testing.NeedsCommand;

/** The box registers with a carrier, which sends it calls, goes away and comes back. */
@NeedsCommand({"sipp", "knotd", "kamailio"})
// Who is called only has to run; every test starts the box by itself.
@SuppressWarnings({"try", "NullAway.Init"})
class CarrierRegistrationTest {
    private static final String STANDS = "portcullis_line_registered";
    private static final String REGISTERS = "portcullis_line_registers_total";

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int carrier = Sipp.freePort();
    private final int pbx = Sipp.freePort();
    private Box box;

    @AfterEach
    void stop() {
        box.close();
    }

    @Test
    void shouldBeCalledOverItsLineAndRegisterAgainWhenTheRegistrarHasForgotten() {
        try (Program called = new Sipp(directory, "pbx", pbx).start();
                Program first = kamailio("127.0.0.2", "first")) {
            start("sip:127.0.0.2:" + carrier, "");
            box.awaitMetric(STANDS, 1);
            callOverTheLine("127.0.0.2");
            assertEquals(3, box.metric("portcullis_calls_answered_total"));
            assertEquals(3, box.metric("portcullis_calls_attempted_total", "carrier"));

            first.close();
            box.await(() -> box.metric(REGISTERS, "unanswered") >= 1);
            try (Program second = kamailio("127.0.0.2", "second")) {
                second.await(output -> output.contains("SAVED"));
                box.awaitMetric(STANDS, 1);
                callOverTheLine("127.0.0.2");
                assertTrue(box.get("/api/v1/lines").contains("\"registered\""));
                assertEquals(0, box.stop());
                second.await(output -> output.contains("SAVED 0"));
            }
        }
        assertTrue(box.output().contains("event=registered"), box.output());
    }

    @Test
    void shouldFollowTheRegistrarWhenItsNameMoves() {
        try (Knot knot = Knot.start(directory, "@ A 127.0.0.2");
                Program first = kamailio("127.0.0.2", "first");
                Program second = kamailio("127.0.0.3", "second")) {
            start(
                    "sip:carrier.test:" + carrier,
                    "dns: { servers: [\"127.0.0.1:" + knot.port() + "\"] }\n");
            box.awaitMetric(STANDS, 1);
            first.await(output -> output.contains("SAVED"));
            knot.serve("@ A 127.0.0.3");

            second.await(output -> output.contains("SAVED"));

            box.awaitMetric(STANDS, 1);
            first.close();
            knot.serve("@ A 127.0.0.2", "@ A 127.0.0.3");
            double before = box.metric(REGISTERS, "\"registered\"");
            box.await(() -> box.metric(REGISTERS, "\"registered\"") > before + 1);
            assertEquals(1, box.metric(STANDS));
        }
    }

    @Test
    void shouldOvercomeEveryDifficulty() {
        try (Program registrar =
                new Sipp(directory, "carrier-registrar", "127.0.0.2", carrier, List.of())
                        .with("-m", "1")
                        .start()) {
            start("sip:127.0.0.2:" + carrier, "");
            box.awaitMetric(STANDS, 1);
            assertEquals(0, box.stop(), box.output());
            assertEquals(0, registrar.exitCode(), registrar.output());
        }
    }

    @Test
    void shouldKeepTheLinesThatStayOverAReload() {
        try (Program first = kamailio("127.0.0.2", "first")) {
            start("sip:127.0.0.2:" + carrier, "");
            box.awaitMetric(STANDS, 1);
            double refused = box.metric(REGISTERS, "\"refused\"");

            box.write(configuration("sip:127.0.0.2:" + carrier, "log: { level: debug }\n"));
            assertEquals("200 {\"result\":\"done\"}\n", box.post("/api/v1/reload"));
            assertEquals(1, box.metric(STANDS));
            assertEquals(refused, box.metric(REGISTERS, "\"refused\""));

            box.write(
                    configuration("sip:127.0.0.2:" + carrier, "").replace("sip:100@", "sip:101@"));
            assertEquals("200 {\"result\":\"done\"}\n", box.post("/api/v1/reload"));
            first.await(output -> output.contains("SAVED 0"));
            box.awaitMetric(STANDS, 1);
            assertTrue(box.get("/api/v1/lines").contains("sip:101@"));
        }
    }

    private void start(String registrar, String more) {
        box = Box.start(directory, configuration(registrar, more), List.of());
    }

    private void callOverTheLine(String address) {
        try (Program caller =
                new Sipp(directory, "caller", "127.0.0.9", Sipp.freePort(), List.of())
                        .with("-m", "3", "-r", "10", "-d", "100", "-s", "100")
                        .with(address + ":" + carrier)
                        .start()) {
            assertEquals(0, caller.exitCode(), caller.output());
        }
    }

    private Program kamailio(String address, String name) {
        Path file = directory.resolve(name + ".cfg");
        try (InputStream in =
                CarrierRegistrationTest.class.getResourceAsStream("/kamailio/carrier.cfg")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
            Files.writeString(
                    file,
                    text.replace("@ADDRESS@", address)
                            .replace("@PORT@", Integer.toString(carrier)));
            Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Program program =
                Program.start(
                        directory,
                        name,
                        List.of(
                                "kamailio",
                                "-DD",
                                "-E",
                                "-m",
                                "64",
                                "-M",
                                "8",
                                "-Y",
                                directory.resolve(name).toString(),
                                "-f",
                                file.toString()));
        program.await(output -> output.contains("processes (at least)"));
        return program;
    }

    private String configuration(String registrar, String more) {
        return """
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d]
            media: { address: 127.0.0.1, ports: 30000-31999 }
            trust: untrusted
          inside:
            listen: [udp:127.0.0.1:%2$d]
            media: { address: 127.0.0.1, ports: 35000-36999 }
            trust: trusted
        trunks:
          carrier:
            realm: outside
            match: {}
            send-to: %3$s
            auth: [ { realm: carrier.test, username: "100", password: s3cret } ]
            register: { aor: "sip:100@carrier.test", retry: 1s, retry-most: 2s }
        dispatcher:
          pbx:
            realm: inside
            destinations: [ { uri: "sip:127.0.0.1:%4$d" } ]
        routes:
          - { name: inbound, from: { trunk: carrier }, to: { dispatcher: pbx } }
        timers: { t1: 50ms, t2: 200ms, t4: 200ms }
        """
                        .formatted(outside, inside, registrar, pbx)
                + more;
    }
}

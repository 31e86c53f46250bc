package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.testing.NeedsCommand;

/** Digest authentication between the box and real peers, on both sides of it. */
@NeedsCommand({"sipp", "kamailio"})
@SuppressWarnings("try") // the peers only have to run
class DigestTest {
    private static final int CALLS = 20;
    private static final String PASSWORD = "wonderland";

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int near = Sipp.freePort();
    private final int far = Sipp.freePort();
    private final int kamailio = Sipp.freePort();

    /** Kamailio asks for every request of ours, and counts nonces. */
    @ParameterizedTest
    @ValueSource(strings = {"MD5", "SHA-256"})
    void shouldShowACarrierWhoItIs(String algorithm) throws Exception {
        try (Program carrier = kamailio("#!define CARRIER\n", algorithm, far, inside);
                Program pbx = new Sipp(directory, "pbx-routed", far).start();
                Box box = Box.start(directory, toCarrier(PASSWORD), List.of())) {
            Sipp.Result result =
                    new Sipp(directory, "caller", near)
                            .call("127.0.0.1:" + outside, CALLS, 20, 100);
            assertEquals(CALLS, result.successful(), result + carrier.output() + box.output());
            assertEquals(0, result.failed());
            assertTrue(carrier.output().contains("taken BYE"), carrier.output());
            assertTrue(box.metric("portcullis_digest_challenges_total", "answered") > 0);
            assertEquals(0, box.metric("portcullis_digest_challenges_total", "refused"));
            assertTrue(
                    carrier.output().lines().filter(line -> line.contains("asked ")).count()
                            < CALLS,
                    "what it has taken once is shown again: " + carrier.output());
            assertClean(box);
        }
    }

    @Test
    void shouldGiveUpWhenTheCarrierDoesNotTakeIt() throws Exception {
        try (Program carrier = kamailio("#!define CARRIER\n", "MD5", far, inside);
                Box box = Box.start(directory, toCarrier("wrong"), List.of())) {
            Sipp.Result result =
                    new Sipp(directory, "caller", near).call("127.0.0.1:" + outside, 5, 20, 100);
            assertEquals(5, result.failed());
            assertEquals(5, box.metric("portcullis_digest_challenges_total", "answered"));
            assertEquals(5, box.metric("portcullis_digest_challenges_total", "refused"));
            assertClean(box);
        }
    }

    @Test
    void shouldLetUsersOfSippIn() {
        try (Program pbx = new Sipp(directory, "pbx", far).start();
                Box box = Box.start(directory, forUsers(), List.of())) {
            Sipp.Result result =
                    new Sipp(directory, "caller-auth", near)
                            .call("127.0.0.1:" + outside, CALLS, 20, 100);
            assertEquals(CALLS, result.successful(), result + box.output());
            assertEquals(CALLS, box.metric("portcullis_digest_requests_total", "\"accepted\""));
            assertEquals(CALLS, box.metric("portcullis_digest_requests_total", "\"challenged\""));
            assertClean(box);
        }
    }

    @Test
    void shouldBlockWhoGuessesAndNobodyElse() {
        try (Program pbx = new Sipp(directory, "pbx", far).start();
                Box box = Box.start(directory, forUsers(), List.of())) {
            Sipp.Result guesses =
                    new Sipp(directory, "caller-guess", "127.0.0.66", near, List.of())
                            .call("127.0.0.1:" + outside, 3, 10, 0);
            assertEquals(3, guesses.successful(), box.output());
            Sipp.Result blocked =
                    new Sipp(directory, "caller-auth", "127.0.0.66", near, List.of())
                            .with("-max_retrans", "2")
                            .call("127.0.0.1:" + outside, 1, 10, 0);
            assertEquals(1, blocked.failed(), "the right password comes too late");
            Sipp.Result honest =
                    new Sipp(directory, "caller-auth", near)
                            .call("127.0.0.1:" + outside, CALLS, 20, 100);
            assertEquals(CALLS, honest.successful(), honest + box.output());
            assertTrue(box.metric("portcullis_digest_requests_total", "\"blocked\"") > 0);
            assertEquals(3, box.metric("portcullis_digest_requests_total", "wrong-password"));
            assertClean(box);
        }
    }

    /** The office is a trunk that is known by its user, wherever it calls from. */
    @Test
    void shouldKnowATrunkByItsUser() throws Exception {
        try (Program office = kamailio("", "MD5", near, outside);
                Program pbx = new Sipp(directory, "pbx", far).start();
                Box box = Box.start(directory, forUsers(), List.of())) {
            Sipp.Result result =
                    new Sipp(directory, "caller", near)
                            .call("127.0.0.1:" + kamailio, CALLS, 20, 100);
            assertEquals(CALLS, result.successful(), result + office.output() + box.output());
            assertEquals(CALLS, box.metric("portcullis_digest_requests_total", "\"accepted\""));
            assertEquals(
                    CALLS,
                    box.metric("portcullis_admission_calls_total", "peer=\"office\""),
                    "its own limits hold");
            assertClean(box);
        }
    }

    @Test
    @NeedsCommand("baresip")
    void shouldLetAPhoneIn() throws Exception {
        try (Program pbx = new Sipp(directory, "pbx-hangs-up", far).with("-m", "1").start();
                Box box = Box.start(directory, forUsers(), List.of());
                Program phone = phone()) {
            assertEquals(0, pbx.exitCode(), pbx.output() + phone.output() + box.output());
            phone.await(output -> output.contains("session closed"));
            assertEquals(1, box.metric("portcullis_digest_requests_total", "\"accepted\""));
            assertEquals(1, box.metric("portcullis_calls_answered_total"));
            assertClean(box);
        }
    }

    private void assertClean(Box box) {
        box.awaitMetric("portcullis_calls", 0);
        assertEquals(0, box.metric("portcullis_internal_errors_total"));
        assertFalse(box.output().contains(PASSWORD), "the password is in the log");
    }

    private Program kamailio(String role, String algorithm, int sipp, int box) throws IOException {
        Path file = directory.resolve("kamailio.cfg");
        try (InputStream in = DigestTest.class.getResourceAsStream("/kamailio/auth.cfg")) {
            if (in == null) {
                throw new AssertionError("no configuration");
            }
            Files.writeString(
                    file,
                    new String(in.readAllBytes(), UTF_8)
                            .replace("#!KAMAILIO\n", "#!KAMAILIO\n" + role)
                            .replace("@ALGORITHM@", algorithm)
                            .replace("@PASSWORD@", PASSWORD)
                            .replace("@PORT@", Integer.toString(kamailio))
                            .replace("@SIPP@", Integer.toString(sipp))
                            .replace("@BOX@", Integer.toString(box)));
        }
        Program program =
                Program.start(
                        directory,
                        "kamailio",
                        List.of(
                                "kamailio",
                                "-DD",
                                "-E",
                                "-m",
                                "64",
                                "-M",
                                "8",
                                "-Y",
                                directory.toString(),
                                "-f",
                                file.toString()));
        program.await(output -> output.contains("Listening on"));
        return program;
    }

    private Program phone() throws IOException {
        Path home = Files.createDirectory(directory.resolve("phone"));
        Files.writeString(
                home.resolve("config"),
                """
                module_path /usr/lib/baresip/modules
                module g711.so
                module aufile.so
                module_tmp account.so
                module_app menu.so
                sip_listen 127.0.0.1:0
                audio_source aufile,%1$s/tone.wav
                audio_player aufile,%1$s/heard.wav
                audio_alert aufile,%1$s/alert.wav
                rtp_ports 24000-24999
                """
                        .formatted(directory));
        Files.writeString(
                home.resolve("accounts"),
                "<sip:alice@127.0.0.1:"
                        + outside
                        + ">;auth_user=alice;auth_pass="
                        + PASSWORD
                        + ";regint=0\n");
        Files.writeString(home.resolve("contacts"), "");
        Files.write(directory.resolve("tone.wav"), BaresipTest.silence(10));
        return Program.start(
                directory,
                "baresip",
                List.of(
                        "baresip",
                        "-4",
                        "-v",
                        "-n",
                        InetAddress.getLoopbackAddress().getHostAddress(),
                        "-f",
                        home.toString(),
                        "-t",
                        "60",
                        "-e",
                        "d sip:100@127.0.0.1:" + outside));
    }

    private String toCarrier(String password) {
        return """
        realms:
          outside: { listen: [udp:127.0.0.1:%1$d], media: { ports: 30000-31999 } }
          inside: { listen: [udp:127.0.0.1:%2$d], media: { ports: 32000-33999 } }
        address-groups: { all: [127.0.0.0/8] }
        trunks:
          sipp: { realm: outside, match: { group: all }, send-to: "sip:127.0.0.1:%3$d" }
          carrier:
            realm: inside
            match: { group: all }
            send-to: "sip:127.0.0.1:%4$d"
            auth: [{ realm: carrier.example, username: box, password: %5$s }]
        routes:
          - { name: out, from: { trunk: sipp }, to: { trunk: carrier } }
        flood: { exempt: [all] }
        transport: { loops: 2 }
        """
                .formatted(outside, inside, near, kamailio, password);
    }

    /** The peers here know MD5 only, and some take the first challenge or none. */
    private String forUsers() {
        return """
        users:
          alice: { password: %4$s }
          office: { password: %4$s }
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d]
            media: { ports: 30000-31999 }
            auth: { realm: sip.example, algorithms: [md5] }
          inside: { listen: [udp:127.0.0.1:%2$d], media: { ports: 32000-33999 } }
        address-groups: { all: [127.0.0.1] }
        trunks:
          office:
            realm: outside
            match: { digest-user: office }
            send-to: "sip:127.0.0.1:%5$d"
            limits: { calls: 1000 }
        dispatcher:
          pbx:
            realm: inside
            probe: { enabled: false }
            destinations: [{ uri: "sip:127.0.0.1:%3$d" }]
        routes: [{ name: in, to: { dispatcher: pbx } }]
        flood: { exempt: [all] }
        transport: { loops: 2 }
        """
                .formatted(outside, inside, far, PASSWORD, kamailio);
    }
}

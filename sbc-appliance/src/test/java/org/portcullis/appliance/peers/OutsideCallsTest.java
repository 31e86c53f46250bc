package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.testing.NeedsCommand;

/** MESSAGE, PUBLISH and subscriptions through the running box. */
@NeedsCommand("sipp")
class OutsideCallsTest {
    private static final Path TABLES = Path.of("/usr/share/kamailio/dbtext/kamailio");

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int user = Sipp.freePort();
    private final int pbx = Sipp.freePort();
    private Box box;

    @BeforeEach
    void start() {
        box = Box.start(directory, configuration(), List.of());
    }

    @AfterEach
    void stop() {
        box.close();
    }

    @Test
    @SuppressWarnings("try") // the receiver only has to run
    void shouldCarryMessagesAndHoldNothingAfterwards() {
        try (Program receiver = new Sipp(directory, "receiver", pbx).start()) {
            Sipp.Result result =
                    new Sipp(directory, "sender", user).call("127.0.0.1:" + outside, 500, 200, 0);
            assertEquals(500, result.successful(), result.toString());
            assertEquals(0, result.failed(), result.toString());
        }
        assertEquals(500, box.metric("portcullis_requests_relayed_total", "MESSAGE"));
        box.awaitMetric("portcullis_sip_transactions", 0);
        assertEquals(0, box.metric("portcullis_internal_errors_total"));
    }

    @Test
    @NeedsCommand("kamailio")
    @SuppressWarnings("try") // the presence server only has to run
    void shouldCarryPresenceBetweenAWatcherAndKamailio() throws IOException {
        try (Program server = presenceServer();
                Program watcher =
                        new Sipp(directory, "watcher", user)
                                .with("-m", "1", "-s", "4912345", "127.0.0.1:" + outside)
                                .start()) {
            // The first NOTIFY has been sent over and answered.
            box.awaitMetric("portcullis_subscriptions", 1);
            Sipp.Result published =
                    new Sipp(directory, "publisher", Sipp.freePort())
                            .call("127.0.0.1:" + outside, 1, 1, 0);
            assertEquals(1, published.successful(), published.toString());
            assertEquals(0, watcher.exitCode(), watcher.output());
        }
        box.awaitMetric("portcullis_subscriptions", 0);
        box.awaitMetric("portcullis_sip_transactions", 0);
        assertEquals(0, box.metric("portcullis_internal_errors_total"));
    }

    @Test
    @NeedsCommand("kamailio")
    @SuppressWarnings("try") // the presence server only has to run
    void shouldEndSubscriptionsWhenTerminated() throws IOException {
        try (Program server = presenceServer();
                Program watcher =
                        new Sipp(directory, "watcher-ended", user)
                                .with("-m", "1", "-s", "4912345", "127.0.0.1:" + outside)
                                .start()) {
            box.awaitMetric("portcullis_subscriptions", 1);
            box.awaitMetric("portcullis_requests_relayed_total", 2); // SUBSCRIBE and NOTIFY
            assertEquals(0, box.stop(), box.output());
            assertEquals(0, watcher.exitCode(), watcher.output());
        }
    }

    private Program presenceServer() throws IOException {
        Path tables = Files.createDirectory(directory.resolve("tables"));
        try (Stream<Path> files = Files.list(TABLES)) {
            for (Path file : files.toList()) {
                Files.copy(file, tables.resolve(file.getFileName()));
            }
        }
        Path file = directory.resolve("presence.cfg");
        try (InputStream in = Sipp.class.getResourceAsStream("/kamailio/presence.cfg")) {
            if (in == null) {
                throw new AssertionError("no configuration");
            }
            Files.writeString(
                    file,
                    new String(in.readAllBytes(), UTF_8)
                            .replace("@PORT@", Integer.toString(pbx))
                            .replace("@DB@", tables.toString()));
        }
        String run = directory.toString();
        List<String> command = List.of("kamailio", "-DD", "-E", "-Y", run, "-f", file.toString());
        Program server = Program.start(directory, "kamailio", command);
        server.await(output -> output.contains("processes (at least)"));
        return server;
    }

    private String configuration() {
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
        address-groups: { users: [127.0.0.1/32] }
        trunks:
          users:
            realm: outside
            match: { group: users }
            send-to: sip:127.0.0.1:%3$d
        dispatcher:
          pbx:
            realm: inside
            algorithm: round-robin
            destinations:
              - { uri: "sip:127.0.0.1:%4$d" }
        routes:
          - { name: inbound, from: { trunk: users }, to: { dispatcher: pbx } }
        flood: { exempt: [users] }
        timers: { t1: 200ms, t2: 1s, t4: 1s }
        """
                .formatted(outside, Sipp.freePort(), user, pbx);
    }
}

package org.portcullis.appliance.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.testing.NeedsCommand;
import org.portcullis.core.testing.Postgres;

/** Users of an SQL database that call through the box. */
@NeedsCommand({"sipp", "pg_ctlcluster"})
@SuppressWarnings("try") // the peers only have to run
class DatabaseUsersTest {
    private static final int CALLS = 20;
    private static final String PASSWORD = "wonderland";
    private static final String TABLE =
            "CREATE TABLE subscriber (username VARCHAR(64), domain VARCHAR(64), ha1 VARCHAR(128))";

    @TempDir private Path directory;

    private final int outside = Sipp.freePort();
    private final int inside = Sipp.freePort();
    private final int near = Sipp.freePort();
    private final int far = Sipp.freePort();

    /**
     * The database goes away and comes back under one box: who is remembered calls on, others are
     * told to try again later and get in when it is back.
     */
    @Test
    void shouldGoOnWhileTheDatabaseIsAway() throws Exception {
        Files.writeString(directory.resolve("password"), Postgres.PASSWORD + '\n');
        try (Postgres server = Postgres.start();
                Program pbx = new Sipp(directory, "pbx", far).start();
                Box box = Box.start(directory, configuration(server.url(), "1h"), List.of())) {
            server.run(TABLE, row("alice"));
            assertCalls(box, CALLS);
            assertEquals(1, box.metric("portcullis_user_lookups_total", "found"));
            assertEquals(1, box.metric("portcullis_digest_users_remembered"));

            server.stop();
            assertCalls(box, CALLS);
            Sipp.Result guesses =
                    new Sipp(directory, "caller-guess", near)
                            .call("127.0.0.1:" + outside, 3, 10, 0);
            assertEquals(3, guesses.failed(), "nobody can tell that the password is wrong");
            assertEquals(3, box.metric("portcullis_digest_requests_total", "unavailable"));
            assertEquals(0, box.metric("portcullis_digest_requests_total", "wrong-password"));
            assertEquals(0, box.metric("portcullis_database_up"));
            box.write(configuration(server.url(), "2h")); // forgets whom it remembered
            box.hangUpSignal();
            box.awaitMetric("portcullis_reloads_total", "done", 1);
            assertEquals(2, call(2).failed());
            assertEquals(
                    1,
                    box.output().lines().filter(l -> l.contains("does not answer")).count(),
                    box.output());

            server.restart();
            box.await(() -> call(1).successful() == 1);
            assertEquals(1, box.metric("portcullis_database_up"));
            assertCalls(box, CALLS);
            assertTrue(box.output().contains("database is back"), box.output());
            assertClean(box);
        }
    }

    @Test
    void shouldLetUsersOfAFileInAndReloadWithoutLoss() throws Exception {
        Path file = directory.resolve("users.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
            statement.execute(row("alice"));
        }
        try (Program pbx = new Sipp(directory, "pbx", far).start();
                Box box =
                        Box.start(
                                directory, configuration("jdbc:sqlite:" + file, "1s"), List.of())) {
            Thread reloads =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        for (int i = 2; i < 12; i++) {
                                            box.write(
                                                    configuration("jdbc:sqlite:" + file, i + "s"));
                                            box.hangUpSignal();
                                            box.awaitMetric(
                                                    "portcullis_reloads_total", "done", i - 1);
                                        }
                                    });
            Sipp.Result result =
                    new Sipp(directory, "caller-auth", near)
                            .call("127.0.0.1:" + outside, 200, 40, 10);
            reloads.join();
            assertEquals(200, result.successful(), result + box.output());
            assertEquals(10, box.metric("portcullis_reloads_total", "done"));
            assertEquals(200, box.metric("portcullis_digest_requests_total", "\"accepted\""));
            assertClean(box);
        }
    }

    private void assertCalls(Box box, int calls) {
        Sipp.Result result = call(calls);
        assertEquals(calls, result.successful(), result + box.output());
    }

    private Sipp.Result call(int calls) {
        return new Sipp(directory, "caller-auth", near).call("127.0.0.1:" + outside, calls, 20, 50);
    }

    private static void assertClean(Box box) {
        box.awaitMetric("portcullis_calls", 0);
        assertEquals(0, box.metric("portcullis_internal_errors_total"));
        assertFalse(box.output().contains(Postgres.PASSWORD), "the password is in the log");
        assertFalse(box.output().contains(PASSWORD), "the password is in the log");
    }

    private static String row(String user) throws Exception {
        byte[] hash =
                MessageDigest.getInstance("MD5")
                        .digest(
                                (user + ":sip.example:" + PASSWORD)
                                        .getBytes(StandardCharsets.UTF_8));
        return "INSERT INTO subscriber VALUES ('"
                + user
                + "', 'sip.example', '"
                + HexFormat.of().formatHex(hash)
                + "')";
    }

    private String configuration(String url, String keep) {
        String password =
                url.contains("sqlite")
                        ? ""
                        : "username: " + Postgres.USER + ", password: \"file:password\",";
        return """
        user-database:
          { url: "%4$s", %5$s timeout: 5s, remember: { keep: %6$s, keep-when-down: 3h } }
        realms:
          outside:
            listen: [udp:127.0.0.1:%1$d]
            media: { ports: 30000-31999 }
            auth: { realm: sip.example }
          inside: { listen: [udp:127.0.0.1:%2$d], media: { ports: 32000-33999 } }
        address-groups: { all: [127.0.0.1] }
        dispatcher:
          pbx:
            realm: inside
            probe: { enabled: false }
            destinations: [{ uri: "sip:127.0.0.1:%3$d" }]
        routes: [{ name: in, to: { dispatcher: pbx } }]
        flood: { exempt: [all] }
        transport: { loops: 2 }
        """
                .formatted(outside, inside, far, url, password, keep);
    }
}

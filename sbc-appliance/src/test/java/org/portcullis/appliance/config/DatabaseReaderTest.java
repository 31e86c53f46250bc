package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.sql.DatabaseSettings;
import org.portcullis.security.digest.Algorithm;
import org.portcullis.security.digest.StoreSettings;
import org.portcullis.security.subscriber.SubscriberTable;

class DatabaseReaderTest {
    @TempDir private Path directory;

    private ReadingHelper.Result<Configuration> read(String text) {
        Surroundings surroundings = new Surroundings(directory, Map.<String, String>of()::get);
        return ReadingHelper.read(text, ConfigurationReader.FORM.reader(), surroundings);
    }

    private Configuration accepted(String text) {
        ReadingHelper.Result<Configuration> read = read(text);
        assertEquals(List.of(), read.problems());
        return read.value().orElseThrow();
    }

    private static List<Algorithm> algorithms(Configuration read, String realm) {
        return Objects.requireNonNull(read.auth().realms().get(realm)).algorithms();
    }

    @Test
    void shouldReadADatabaseOfUsersWithTheDefaultsOfKamailio() {
        Configuration read =
                accepted(
                        """
                        user-database: { url: "jdbc:postgresql://db/kamailio" }
                        realms:
                          outside: { auth: { realm: sip.example } }
                          inside:
                            listen: [udp:127.0.0.1:5070]
                            media: { ports: 40000-49999 }
                            auth: { realm: sip.example, database: false }
                        trunks:
                          office:
                            realm: outside
                            match: { digest-user: somebody }
                            send-to: "sip:127.0.0.1"
                        """);
        assertEquals(
                new UserDatabase(
                        new DatabaseSettings(
                                "jdbc:postgresql://db/kamailio",
                                Optional.empty(),
                                Optional.empty(),
                                true,
                                4,
                                1000,
                                Duration.ofSeconds(2)),
                        new SubscriberTable(
                                "subscriber",
                                "username",
                                Optional.of("domain"),
                                Map.of(Algorithm.MD5, "ha1")),
                        new StoreSettings(
                                100_000,
                                Duration.ofMinutes(5),
                                Duration.ofHours(1),
                                Duration.ofSeconds(10))),
                read.auth().database().orElseThrow());
        assertEquals(List.of(Algorithm.MD5), algorithms(read, "outside"));
        assertEquals(3, algorithms(read, "inside").size());
        assertEquals(
                Optional.of("somebody"),
                read.trunks().getFirst().match().digestUser(),
                "it may be in the database");
    }

    @Test
    void shouldReadItAll() throws Exception {
        Files.writeString(directory.resolve("secret"), "very-secret\n");
        Configuration read =
                accepted(
                        """
                        user-database:
                          url: jdbc:sqlite:/var/lib/users.db
                          username: box
                          password: file:secret
                          table: sip.people
                          columns:
                            username: name
                            domain: none
                            ha1: none
                            ha1-sha256: sha256
                            ha1-sha512-256: sha512
                          connections: 2
                          waiting: 20
                          timeout: 500ms
                          remember: { users: 7, keep: 1m, keep-when-down: 1d, refuse: 0ms }
                        realms: { outside: { auth: { realm: sip.example } } }
                        """);
        assertEquals(
                new UserDatabase(
                        new DatabaseSettings(
                                "jdbc:sqlite:/var/lib/users.db",
                                Optional.of("box"),
                                Optional.of("very-secret"),
                                true,
                                2,
                                20,
                                Duration.ofMillis(500)),
                        new SubscriberTable(
                                "sip.people",
                                "name",
                                Optional.empty(),
                                Map.of(
                                        Algorithm.SHA_256,
                                        "sha256",
                                        Algorithm.SHA_512_256,
                                        "sha512")),
                        new StoreSettings(
                                7, Duration.ofMinutes(1), Duration.ofDays(1), Duration.ZERO)),
                read.auth().database().orElseThrow());
        assertEquals(
                List.of(Algorithm.SHA_512_256, Algorithm.SHA_256), algorithms(read, "outside"));
        assertFalse(read.toString().contains("very-secret"), "secrets do not show");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user-database: {}| user-database.url: missing (expected: jdbc:postgresql:",
                "user-database: { url: 'jdbc:mysql://db/x' }| url: *** (expected: jdbc:postgresql:",
                "user-database: { url: 'jdbc:sqlite:users.db' }| url: *** (expected: jdbc:",
                "user-database: { url: 'jdbc:postgresql://db/x?password=geheim' }"
                        + "| url: *** (expected: jdbc:",
                "user-database: { url: 'jdbc:postgresql://box:geheim@db/x' }"
                        + "| url: *** (expected: jdbc:",
                "user-database: { url: 'jdbc:sqlite:/x', table: 'a; drop' }"
                        + "| table: a; drop (expected: a table, of letters, digits and _)",
                "user-database: { url: 'jdbc:sqlite:/x', columns: { ha1: none } }"
                        + "| columns.ha1: no column of hashes (expected: one at least)",
                "user-database: { url: 'jdbc:sqlite:/x', connections: 0 }"
                        + "| connections: 0 (expected: 1-64)",
                "user-database: { url: 'jdbc:sqlite:/x', remember: { keep: 2h } }"
                        + "| keep-when-down: 3600s (expected: at least keep, 7200s)",
                "user-database: { url: 'jdbc:sqlite:/x', password: 'file:none' }"
                        + "| password: file:none: cannot be read (expected:",
                "user-database: { url: 'jdbc:sqlite:/x' }%"
                        + "realms: { outside: { auth: { realm: x, algorithms: [sha-256] } } }"
                        + "| sha-256: not every user of x has its hash",
                "users: { a: { ha1-sha256: "
                        + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef } }%"
                        + "user-database: { url: 'jdbc:sqlite:/x' }%"
                        + "realms: { outside: { auth: { realm: x } } }"
                        + "| auth.realm: x: its users have no kind of hash in common",
            })
    void shouldNameWhatIsWrong(String text, String problem) {
        List<String> problems = read(text.replace('%', '\n')).problems();
        assertEquals(
                1, problems.stream().filter(p -> p.contains(problem)).count(), problems.toString());
        assertFalse(problems.toString().contains("geheim"));
    }
}

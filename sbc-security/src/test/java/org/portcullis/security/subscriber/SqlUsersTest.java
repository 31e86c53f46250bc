package org.portcullis.security.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.util.AsciiString;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.sql.Database;
import org.portcullis.core.sql.DatabaseSettings;
import org.portcullis.core.sql.DatabaseState;
import org.portcullis.core.testing.NeedsCommand;
import org.portcullis.core.testing.Postgres;
import org.portcullis.security.digest.Algorithm;
import org.portcullis.security.digest.UserStore;

class SqlUsersTest {
    private static final String MD5 = "0123456789abcdef0123456789ABCDEF";
    private static final String SHA = MD5 + MD5;
    private static final UserStore.Known KNOWN =
            new UserStore.Known(
                    Map.of(Algorithm.MD5, AsciiString.of(MD5.toLowerCase(java.util.Locale.ROOT))));
    private static final SubscriberTable KAMAILIO =
            new SubscriberTable(
                    "subscriber", "username", Optional.of("domain"), Map.of(Algorithm.MD5, "ha1"));

    /** As kamctl makes it. */
    private static final String[] ROWS = {
        "CREATE TABLE subscriber (id INTEGER PRIMARY KEY, username VARCHAR(64) DEFAULT '' NOT NULL,"
                + " domain VARCHAR(64) DEFAULT '' NOT NULL, password VARCHAR(64) DEFAULT '' NOT"
                + " NULL, ha1 VARCHAR(128) DEFAULT '' NOT NULL, ha1b VARCHAR(128) DEFAULT '' NOT"
                + " NULL)",
        "INSERT INTO subscriber (id, username, domain, ha1) VALUES (1, 'alice', 'a.example', '"
                + MD5
                + "')",
        "INSERT INTO subscriber (id, username, domain, ha1) VALUES (2, 'alice', 'b.example', '"
                + MD5.replace('0', '1')
                + "')",
        "INSERT INTO subscriber (id, username, domain, ha1) VALUES (3, 'bob', 'a.example', '')",
        "INSERT INTO subscriber (id, username, domain, ha1) VALUES (4, 'jörg', 'a.example', '"
                + MD5
                + "')",
    };

    private final Counters counters = new Counters();

    @TempDir private Path directory;

    private String sqlite(String... statements) throws Exception {
        String url = "jdbc:sqlite:" + directory.resolve("users.db");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
        return url;
    }

    private SqlUsers users(Database database, SubscriberTable table) {
        return new SqlUsers(database, table, counters);
    }

    private Database open(String url) {
        return new Database(
                new DatabaseSettings(
                        url,
                        Optional.of(Postgres.USER),
                        Optional.of(Postgres.PASSWORD),
                        true,
                        2,
                        100,
                        Duration.ofSeconds(60)),
                new DatabaseState("users", counters),
                System::nanoTime);
    }

    private static UserStore.Found find(SqlUsers users, String name) throws Exception {
        return users.find(name, "a.example").toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private long counted(String result) {
        return counters.counter("portcullis_user_lookups_total", "", "result", result).value();
    }

    private void assertReads(String url) throws Exception {
        try (Database database = open(url)) {
            SqlUsers users = users(database, KAMAILIO);
            assertEquals(KNOWN, find(users, "alice"));
            assertEquals(KNOWN, find(users, "jörg"));
            assertEquals(new UserStore.Nobody(), find(users, "Alice"));
            assertEquals(new UserStore.Nobody(), find(users, "bob"), "has no hash");
            for (String name :
                    List.of("x' OR '1'='1", "alice\0", "\uD800", "\uFFFD", "💩", "a".repeat(255))) {
                assertEquals(new UserStore.Nobody(), find(users, name), name);
            }
            assertEquals(2, counted("found"));
            assertEquals(1, counted("unfit"));
            assertEquals(0, counted("unavailable"));
        }
    }

    @Test
    void shouldReadTheTableOfKamailioFromAFile() throws Exception {
        assertReads(sqlite(ROWS));
    }

    @Test
    @NeedsCommand("pg_ctlcluster")
    void shouldReadTheTableOfKamailioFromAServer() throws Exception {
        try (Postgres server = Postgres.start()) {
            server.run(ROWS);
            assertReads(server.url());
        }
    }

    /** One that keeps text as it comes refuses some of it. */
    @Test
    @NeedsCommand("pg_ctlcluster")
    void shouldTakeANameThatTheServerCannotWriteForNobodys() throws Exception {
        try (Postgres server = Postgres.start()) {
            server.run("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
            String url = server.url().replace("/postgres", "/latin");
            try (Connection connection =
                            DriverManager.getConnection(url, Postgres.USER, Postgres.PASSWORD);
                    Statement statement = connection.createStatement()) {
                statement.execute(ROWS[0]);
                statement.execute(ROWS[1]);
            }
            try (Database database = open(url)) {
                SqlUsers users = users(database, KAMAILIO);
                assertEquals(new UserStore.Nobody(), find(users, "日本"));
                assertEquals(KNOWN, find(users, "alice"));
                assertEquals(0, counted("unavailable"));
            }
        }
    }

    @Test
    void shouldReadATableOfOneRealmWithSeveralHashes() throws Exception {
        String url =
                sqlite(
                        "CREATE TABLE people (name TEXT, md5 TEXT, sha256 TEXT, sha512t256 TEXT)",
                        "INSERT INTO people VALUES ('alice', '" + MD5 + "', ' " + SHA + "', NULL)",
                        "INSERT INTO people VALUES ('twice', '" + MD5 + "', NULL, NULL)",
                        "INSERT INTO people VALUES ('twice', '" + MD5 + "', NULL, NULL)",
                        "INSERT INTO people VALUES ('odd', 'no hash', '" + MD5 + "', 'ü')");
        SubscriberTable table =
                new SubscriberTable(
                        "people",
                        "name",
                        Optional.empty(),
                        Map.of(
                                Algorithm.MD5,
                                "md5",
                                Algorithm.SHA_256,
                                "sha256",
                                Algorithm.SHA_512_256,
                                "sha512t256"));
        try (Database database = open(url)) {
            SqlUsers users = users(database, table);
            assertEquals(
                    Map.of(
                            Algorithm.MD5,
                            AsciiString.of(MD5).toLowerCase(),
                            Algorithm.SHA_256,
                            AsciiString.of(SHA).toLowerCase()),
                    ((UserStore.Known) find(users, "alice")).secrets());
            assertEquals(new UserStore.Nobody(), find(users, "twice"));
            assertEquals(new UserStore.Nobody(), find(users, "odd"));
            assertEquals(2, counted("unfit"));
        }
    }

    @Test
    void shouldNotTellWhereThereIsNoTable() throws Exception {
        try (Database database = open(sqlite("CREATE TABLE other (n INTEGER)"))) {
            assertEquals(new UserStore.Unavailable(), find(users(database, KAMAILIO), "alice"));
            assertEquals(1, counted("unavailable"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a;", "a.b.c", "", "1a", "a\"", "ä"})
    void shouldTakeNamesOnlyThatAreNamesInSql(String name) {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new SubscriberTable(
                                name, "username", Optional.empty(), Map.of(Algorithm.MD5, "ha1")));
    }
}

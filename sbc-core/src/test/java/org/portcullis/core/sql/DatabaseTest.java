package org.portcullis.core.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testing.NeedsCommand;
import org.portcullis.core.testing.Postgres;

class DatabaseTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Question<Integer> ONE = connection -> number(connection, "SELECT 1");

    private final AtomicLong nowNanos = new AtomicLong(7);
    private final Counters counters = new Counters();
    private final DatabaseState state = new DatabaseState("test", counters);

    @TempDir private Path directory;

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private DatabaseSettings sqlite(boolean readOnly, int connections, int waiting) {
        return new DatabaseSettings(
                "jdbc:sqlite:" + directory.resolve("test.db"),
                Optional.empty(),
                Optional.empty(),
                readOnly,
                connections,
                waiting,
                LONG);
    }

    private Database open(DatabaseSettings settings) {
        return new Database(settings, state, nowNanos::get);
    }

    private static <T> void assertAnswer(T expected, CompletableFuture<Outcome<T>> asked)
            throws Exception {
        assertEquals(new Outcome.Answer<>(expected), asked.get(120, TimeUnit.SECONDS));
    }

    private static <T> void assertUnavailable(CompletableFuture<Outcome<T>> asked)
            throws Exception {
        assertInstanceOf(Outcome.Unavailable.class, asked.get(120, TimeUnit.SECONDS));
    }

    private long counted(String result) {
        return counters.counter(
                        "portcullis_database_questions_total",
                        "",
                        "database",
                        "test",
                        "result",
                        result)
                .value();
    }

    private long gauge(String name) {
        return counters.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .mapToLong(sample -> sample.value().getAsLong())
                .sum();
    }

    @Test
    void shouldAskAnEmbeddedDatabase() throws Exception {
        try (Database database = open(sqlite(false, 2, 100))) {
            assertAnswer(
                    false,
                    database.ask(c -> c.createStatement().execute("CREATE TABLE t (n INTEGER)")));
            List<CompletableFuture<Outcome<Integer>>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(
                        database.ask(
                                c ->
                                        c.createStatement()
                                                .executeUpdate("INSERT INTO t VALUES (1)")));
            }
            for (CompletableFuture<Outcome<Integer>> each : all) {
                assertAnswer(1, each);
            }
            assertAnswer(50, database.ask(c -> number(c, "SELECT count(*) FROM t")));
            assertEquals(52, counted("answered"));
            assertEquals(1, gauge("portcullis_database_up"));
            assertEquals(0, gauge("portcullis_database_questions_waiting"));
        }
    }

    @Test
    void shouldMakeNoFileThatItIsOnlyToRead() throws Exception {
        try (Database database = open(sqlite(true, 1, 10))) {
            assertUnavailable(database.ask(ONE));
            assertFalse(Files.exists(directory.resolve("test.db")));
            assertEquals(0, gauge("portcullis_database_up"));
        }
    }

    /** One a second finds out whether it is back; all others are told at once that it is not. */
    @Test
    void shouldLeaveADatabaseThatHasFailedAloneForASecond() throws Exception {
        try (Database database = open(sqlite(true, 1, 10))) {
            assertUnavailable(database.ask(ONE));
            Files.createFile(directory.resolve("test.db"));
            assertUnavailable(database.ask(ONE));
            nowNanos.addAndGet(DatabaseState.PAUSE_NANOS - 1);
            assertUnavailable(database.ask(ONE));
            assertEquals(1, counted("failed"));
            assertEquals(2, counted("refused"));
            nowNanos.addAndGet(1);
            assertAnswer(1, database.ask(ONE));
            assertEquals(1, gauge("portcullis_database_up"));
            assertAnswer(1, database.ask(ONE));
        }
    }

    @Test
    void shouldLetNoMoreWaitThanItMay() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (Database database = open(sqlite(false, 1, 2))) {
            CompletableFuture<Outcome<Integer>> first =
                    database.ask(
                            connection -> {
                                asked.countDown();
                                awaitQuietly(goOn);
                                return 1;
                            });
            asked.await();
            CompletableFuture<Outcome<Integer>> second = database.ask(ONE);
            CompletableFuture<Outcome<Integer>> third = database.ask(ONE);
            assertEquals(2, gauge("portcullis_database_questions_waiting"));
            assertUnavailable(database.ask(ONE));
            assertEquals(1, counted("refused"));
            goOn.countDown();
            for (CompletableFuture<Outcome<Integer>> each : List.of(first, second, third)) {
                assertAnswer(1, each);
            }
            assertAnswer(1, database.ask(ONE));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldAnswerWhatWaitsWhenItIsClosedAndNothingElse() throws Exception {
        Database database = open(sqlite(false, 1, 100));
        List<CompletableFuture<Outcome<Integer>>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(database.ask(ONE));
        }
        database.close();
        for (CompletableFuture<Outcome<Integer>> each : all) {
            assertAnswer(1, each);
        }
        assertUnavailable(database.ask(ONE));
    }

    @Test
    void shouldGoOnAfterAQuestionThatThrows() throws Exception {
        try (Database database = open(sqlite(false, 1, 10))) {
            assertUnavailable(
                    database.ask(
                            connection -> {
                                throw new IllegalStateException("deliberate");
                            }));
            nowNanos.addAndGet(DatabaseState.PAUSE_NANOS);
            assertAnswer(1, database.ask(ONE));
        }
    }

    @Test
    @NeedsCommand("pg_ctlcluster")
    void shouldFindAServerAgainThatWasAway() throws Exception {
        try (Postgres server = Postgres.start();
                Database database = open(postgres(server, Postgres.PASSWORD, LONG))) {
            assertAnswer(1, database.ask(ONE));
            server.stop();
            server.restart();
            assertAnswer(1, database.ask(ONE));
            server.stop();
            assertUnavailable(database.ask(ONE));
            assertUnavailable(database.ask(ONE));
            assertEquals(1, counted("refused"));
            server.restart();
            nowNanos.addAndGet(DatabaseState.PAUSE_NANOS);
            assertAnswer(1, database.ask(ONE));
            assertEquals(1, counted("failed"));
        }
    }

    @Test
    @NeedsCommand("pg_ctlcluster")
    void shouldNotWaitForAServerThatSaysNothing() throws Exception {
        try (Postgres server = Postgres.start();
                Database database =
                        open(postgres(server, Postgres.PASSWORD, Duration.ofMillis(300)))) {
            assertAnswer(1, database.ask(ONE));
            server.freeze();
            assertUnavailable(database.ask(ONE));
            server.thaw();
            while (!(database.ask(ONE).get() instanceof Outcome.Answer)) {
                nowNanos.addAndGet(DatabaseState.PAUSE_NANOS); // its thread may still wait
            }
        }
    }

    @Test
    @NeedsCommand("pg_ctlcluster")
    void shouldHaveTheServerEndAQuestionThatTakesTooLong() throws Exception {
        try (Postgres server = Postgres.start();
                Database database =
                        open(postgres(server, Postgres.PASSWORD, Duration.ofMillis(900)))) {
            assertUnavailable(database.ask(c -> number(c, "SELECT 1 FROM pg_sleep(3600)")));
            while (counted("failed") == 0) {
                Thread.onSpinWait();
            }
            nowNanos.addAndGet(DatabaseState.PAUSE_NANOS);
            assertAnswer(1, database.ask(ONE));
        }
    }

    @Test
    @NeedsCommand("pg_ctlcluster")
    void shouldNotGetInWithAWrongPassword() throws Exception {
        try (Postgres server = Postgres.start();
                Database database = open(postgres(server, "wrong", LONG))) {
            assertUnavailable(database.ask(ONE));
            assertEquals(1, counted("failed"));
        }
    }

    private static DatabaseSettings postgres(Postgres server, String password, Duration timeout) {
        DatabaseSettings settings =
                new DatabaseSettings(
                        server.url(),
                        Optional.of(Postgres.USER),
                        Optional.of(password),
                        true,
                        1,
                        100,
                        timeout);
        assertFalse(settings.toString().contains(password));
        assertTrue(settings.toString().contains("postgresql"));
        return settings;
    }
}

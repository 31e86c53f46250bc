package org.portcullis.core.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of a test, from Debian's package, with data and a port of its own. It runs as
 * {@code postgres} where the test runs as root, whom it refuses.
 */
public final class Postgres implements AutoCloseable {
    public static final String USER = "portcullis";
    public static final String PASSWORD = "very-secret-of-sql";

    private static final long PATIENCE_SECONDS = 120;

    private final Path directory;
    private final Path binaries;
    private final int port;
    private Process process;
    private boolean frozen;

    private Postgres(Path directory, int port) throws IOException, InterruptedException {
        this.directory = directory;
        this.port = port;
        this.binaries = binaries();
        Path password = Files.writeString(directory.resolve("password"), PASSWORD);
        if (root()) {
            run(List.of("chown", "-R", "postgres:", directory.toString()));
        }
        run(
                asUser(
                        binaries.resolve("initdb").toString(),
                        "--no-sync",
                        "--auth=scram-sha-256",
                        "--pwfile=" + password,
                        "--username=" + USER,
                        "--encoding=UTF8",
                        "--locale=C",
                        "--pgdata=" + data()));
        this.process = launch();
    }

    /** Makes a server and waits until it answers. */
    public static Postgres start() {
        try {
            Postgres server = new Postgres(Files.createTempDirectory("portcullis-sql"), freePort());
            server.awaitAnswer();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Runs statements, as its owner. */
    public void run(String... statements) {
        try (Connection connection = DriverManager.getConnection(url(), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Stops it, whoever is connected. */
    public void stop() {
        signal("INT");
        await();
    }

    /** Starts it again with the same data. */
    public void restart() {
        process = launch();
        awaitAnswer();
    }

    /** Lets it accept connections and say nothing, with all that it has started. */
    public void freeze() {
        frozen = true;
        everyone("STOP");
    }

    public void thaw() {
        frozen = false;
        everyone("CONT");
    }

    private void everyone(String signal) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        command.add(Long.toString(process.pid()));
        process.descendants().forEach(each -> command.add(Long.toString(each.pid())));
        run(command);
    }

    private void signal(String name) {
        run(List.of("kill", "-" + name, Long.toString(process.pid())));
    }

    private Process launch() {
        List<String> command =
                asUser(
                        binaries.resolve("postgres").toString(),
                        "-D",
                        data().toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=" + directory,
                        "-c",
                        "fsync=off");
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try (Connection connection = DriverManager.getConnection(url(), USER, PASSWORD)) {
                connection.isValid(1);
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new AssertionError(log(), e);
                }
            }
            awaitExit(50);
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path binaries() throws IOException {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new AssertionError("no PostgreSQL"));
        }
    }

    private static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    private static List<String> asUser(String... command) {
        List<String> all = new ArrayList<>();
        if (root()) {
            all.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private void run(List<String> command) {
        try {
            Process run =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!run.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || run.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + ": failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private boolean awaitExit(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void await() {
        if (!awaitExit(PATIENCE_SECONDS * 1_000)) {
            throw new AssertionError("PostgreSQL still runs: " + log());
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            if (frozen) {
                thaw();
            }
            stop();
        }
        run(List.of("rm", "-rf", directory.toString()));
    }
}

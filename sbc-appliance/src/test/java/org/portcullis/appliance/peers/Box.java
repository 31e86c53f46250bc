package org.portcullis.appliance.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.DoublePredicate;
import java.util.function.UnaryOperator;

/** The box as a process of its own, as {@code sbc run} starts it. */
final class Box implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 90;

    private final Program program;
    private final Path file;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int adminPort;
    private final String token;

    private Box(Program program, Path file, int adminPort, String token) {
        this.program = program;
        this.file = file;
        this.adminPort = adminPort;
        this.token = token;
    }

    /**
     * Starts it and waits until it takes calls.
     *
     * @param configuration the file's text, without the admin section
     * @param prefix what to run it under, such as {@code ip netns exec NAME}; empty for nothing
     */
    static Box start(Path directory, String configuration, List<String> prefix) {
        int adminPort = Sipp.freePort();
        Path file = directory.resolve("portcullis.yaml");
        write(file, configuration, adminPort);
        List<String> command = new ArrayList<>(prefix);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.portcullis.appliance.Main",
                        "run",
                        "-c",
                        file.toString()));
        Program program = Program.start(directory, "box", command);
        program.await(output -> output.contains("ready"));
        try {
            Path token = directory.resolve("state").resolve("admin.token");
            return new Box(program, file, adminPort, Files.readString(token).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sum of a metric over its labels that contain {@code label}. */
    double metric(String name, String label) {
        return scrape().lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .filter(line -> " {".indexOf(line.charAt(name.length())) >= 0)
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    double metric(String name) {
        return metric(name, "");
    }

    /** Waits until a metric has a value that only time brings. */
    void awaitMetric(String name, double expected) {
        awaitMetric(name, "", expected);
    }

    /** Waits until a metric has such a value. */
    void awaitMetric(String name, DoublePredicate expected) {
        program.await(output -> expected.test(metric(name)));
    }

    /** Waits for something else that only time brings, while it runs. */
    void await(BooleanSupplier ready) {
        program.await(output -> ready.getAsBoolean());
    }

    /** The same of the sum over its labels that contain {@code label}. */
    void awaitMetric(String name, String label, double expected) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        double value = metric(name, label);
        while (value != expected) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(name + ": " + value + " (expected: " + expected + ")");
            }
            program.pause();
            value = metric(name, label);
        }
    }

    /** The body of an admin page. */
    String get(String path) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
                            .header("Authorization", "Bearer " + token)
                            .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Asks the API to do something, and gives the answer's status and body. */
    String post(String path) {
        return ask(path, request -> request.POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** The same with a body. */
    String post(String path, String json) {
        return ask(
                path,
                request ->
                        request.header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** Asks the API to take something away, and gives the answer's status and body. */
    String delete(String path) {
        return ask(path, HttpRequest.Builder::DELETE);
    }

    private String ask(String path, UnaryOperator<HttpRequest.Builder> how) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
                        .header("Authorization", "Bearer " + token);
        try {
            HttpResponse<String> response =
                    http.send(how.apply(request).build(), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Writes another configuration, which the box reads when it is told to. */
    void write(String configuration) {
        write(file, configuration, adminPort);
    }

    /** Tells it to read its configuration, as systemd does. */
    void hangUpSignal() {
        program.signal("HUP");
    }

    /**
     * What the box runs with. It shares its machine with all that a test starts, so that it may
     * well lag: the guard against that is tested where nothing else runs.
     */
    private static void write(Path file, String configuration, int adminPort) {
        try {
            Files.writeString(
                    file,
                    configuration
                            + "overload: { loop-lag: 1m }\nstate-directory: state\n"
                            + "admin: { listen: 127.0.0.1:"
                            + adminPort
                            + " }\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it as a supervisor does, and gives its exit code. */
    int stop() {
        program.terminate();
        return program.exitCode();
    }

    /** Ends it as a crash does. */
    void kill() {
        program.kill();
    }

    String output() {
        return program.output();
    }

    private String scrape() {
        return get("/metrics");
    }

    @Override
    public void close() {
        http.close();
        program.close();
    }
}

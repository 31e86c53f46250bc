package org.portcullis.appliance.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program run by a test: its output goes to a file, and closing ends it by its process id. */
final class Program implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final List<String> command;
    private final Path output;
    private final Process process;

    private Program(List<String> command, Path output, Process process) {
        this.command = command;
        this.output = output;
        this.process = process;
    }

    static Program start(Path directory, String name, List<String> command) {
        Path output = directory.resolve(name + ".out");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            process.getOutputStream().close();
            return new Program(command, output, process);
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        }
    }

    /** Runs a command that must succeed. */
    static void run(Path directory, String... command) {
        try (Program program = start(directory, "command", List.of(command))) {
            if (program.exitCode() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + program.output());
            }
        }
    }

    /** Runs a command to its end, however that is, and gives what it printed. */
    static String output(Path directory, String... command) {
        try (Program program = start(directory, "command", List.of(command))) {
            program.exitCode();
            return program.output();
        }
    }

    /** Waits until the output satisfies {@code ready}; fails if the program ends first. */
    void await(Predicate<String> ready) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!ready.test(output())) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError(String.join(" ", command) + ": " + output());
            }
            pause();
        }
    }

    /** Lets the program go on for a moment, or for as long as it still lives. */
    void pause() {
        awaitExit(50);
    }

    /** Waits for the end of the program. */
    int exitCode() {
        if (!awaitExit(PATIENCE_SECONDS * 1000)) {
            throw new AssertionError(String.join(" ", command) + ": still runs: " + output());
        }
        return process.exitValue();
    }

    /** Asks the program to end, as a supervisor does. */
    void terminate() {
        process.destroy();
    }

    /** Ends the program without its having a say, and waits for that. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** Sends it a signal by name. */
    void signal(String name) {
        run(output.resolveSibling(""), "kill", "-" + name, Long.toString(process.pid()));
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(output.toString(), e);
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

    /** Ends it and what it has started; returns when none of them lives. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!awaitExit(5_000)) {
            process.destroyForcibly();
        }
        for (ProcessHandle child : children) {
            child.destroyForcibly();
            child.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
    }
}

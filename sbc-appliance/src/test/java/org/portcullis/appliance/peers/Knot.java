package org.portcullis.appliance.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Knot DNS, which knows the zone {@code carrier.test} and nothing else. */
final class Knot implements AutoCloseable {
    private final Path directory;
    private final int port;
    private Program program;
    private int serial;

    private Knot(Path directory, String... records) {
        this.directory = directory;
        this.port = Sipp.freePort();
        write("knot.conf", configuration());
        zone(records);
        this.program = run();
    }

    /** Starts it with these records of {@code carrier.test}. */
    static Knot start(Path directory, String... records) {
        return new Knot(directory, records);
    }

    private String configuration() {
        return """
            server:
                rundir: %1$s
                listen: 127.0.0.1@%2$d
                udp-workers: 1
                tcp-workers: 1
                background-workers: 1
            database:
                storage: %1$s
            log:
              - target: stdout
                any: info
            template:
              - id: default
                zonefile-sync: -1
                zonefile-load: whole
                journal-content: none
            zone:
              - domain: carrier.test
                file: %1$s/carrier.test
            """
                .formatted(directory, port);
    }

    int port() {
        return port;
    }

    private Program run() {
        Program its =
                Program.start(
                        directory,
                        "knot",
                        List.of("knotd", "-c", directory.resolve("knot.conf").toString()));
        its.await(output -> output.contains("server started"));
        return its;
    }

    void stop() {
        program.close();
    }

    /** Has it answer nothing, until {@link #thaw}. */
    void freeze() {
        program.signal("STOP");
    }

    void thaw() {
        program.signal("CONT");
    }

    /** Serves other records from now on. */
    void serve(String... records) {
        zone(records);
        program.signal("HUP");
        String loaded = "-> " + serial;
        program.await(output -> output.contains(loaded));
    }

    /** Starts it again with other records. */
    void startWith(String... records) {
        zone(records);
        program = run();
    }

    private void zone(String... records) {
        serial++;
        write(
                "carrier.test",
                "$ORIGIN carrier.test.\n$TTL 1\n"
                        + "@ SOA ns admin "
                        + serial
                        + " 3600 600 86400 1\n@ NS ns\nns A 127.0.0.1\n"
                        + String.join("\n", records)
                        + "\n");
    }

    private void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        program.kill();
    }
}

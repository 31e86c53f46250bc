package org.portcullis.appliance.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Kamailio as a PBX with users of its own, who all have the same password. */
final class Registrar {
    static final String PASSWORD = "s3cret";

    private Registrar() {}

    /** Starts it and waits until it listens; it prints what it gets. */
    static Program start(Path directory, int port) {
        Path file = directory.resolve("registrar.cfg");
        try (InputStream in = Registrar.class.getResourceAsStream("/kamailio/registrar.cfg")) {
            if (in == null) {
                throw new AssertionError("no configuration");
            }
            String text = new String(in.readAllBytes(), UTF_8);
            Files.writeString(file, text.replace("@PORT@", Integer.toString(port)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command =
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
                        file.toString());
        Program program = Program.start(directory, "registrar", command);
        program.await(output -> output.contains("processes (at least)"));
        return program;
    }
}

package org.portcullis.appliance.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** An authority of a test that signs certificates with the openssl command, into PEM files. */
public final class Pki {
    private final Path directory;
    private final String name;

    /** Founds an authority whose certificate is {@code NAME.pem} in {@code directory}. */
    public Pki(Path directory, String name) {
        this.directory = directory;
        this.name = name;
        openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30"
                        + " -subj /CN=NAME -keyout NAME.key -out NAME.pem",
                name);
    }

    public Path authority() {
        return directory.resolve(name + ".pem");
    }

    /**
     * Issues {@code FILE.pem} with {@code FILE.key}.
     *
     * @param names such as {@code DNS:sbc.example,IP:127.0.0.1}
     */
    public Path issue(String file, String names) {
        openssl(
                "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=NAME"
                        + " -addext subjectAltName="
                        + names
                        + " -keyout NAME.key -out NAME.csr",
                file);
        openssl(
                "x509 -req -in NAME.csr -copy_extensions copy -days 30 -CA "
                        + name
                        + ".pem -CAkey "
                        + name
                        + ".key -out NAME.pem",
                file);
        return directory.resolve(file + ".pem");
    }

    /** Puts certificate and key {@code by} in the place of {@code file}, as an operator copies. */
    public void replace(String file, String by) {
        try {
            for (String suffix : List.of(".key", ".pem")) {
                Files.copy(
                        directory.resolve(by + suffix),
                        directory.resolve(file + suffix),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void openssl(String arguments, String file) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.replace("NAME", file).split(" ")));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}

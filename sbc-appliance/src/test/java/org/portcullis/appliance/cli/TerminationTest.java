package org.portcullis.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process of its own is told to end: nothing less shows what its supervisor sees. */
class TerminationTest {

    @ParameterizedTest
    @CsvSource({"good, 0, ended", "bad, 1, failed"})
    void shouldEndWellOnSigterm(String kind, int status, String lastWord) throws Exception {
        Process process = started(kind);
        try (BufferedReader output = process.inputReader()) {
            assertEquals("ready", output.readLine());
            process.toHandle().destroy(); // SIGTERM, with the output still open
            assertEquals(lastWord, output.readLine());
            assertEquals(status, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldLeaveWithTheStatusOfAFailedStart() throws Exception {
        Process process = started("unstartable");
        try {
            assertEquals(ExitCode.UNAVAILABLE, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process started(String kind) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Served.class.getName(),
                        kind)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Serves until it is told to stop. */
    static final class Served {
        private Served() {}

        public static void main(String[] arguments) {
            String kind = arguments[0];
            try {
                Termination.serve(() -> start(kind));
            } catch (IOException e) {
                System.exit(ExitCode.UNAVAILABLE);
            }
        }

        private static Runnable start(String kind) throws IOException {
            if (kind.equals("unstartable")) {
                throw new IOException("taken");
            }
            System.out.println("ready");
            return () -> {
                if (kind.equals("bad")) {
                    System.out.println("failed");
                    throw new IllegalStateException("did not end");
                }
                System.out.println("ended");
            };
        }
    }
}

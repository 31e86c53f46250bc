package org.portcullis.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process of its own is told to end: nothing less shows what its supervisor sees. */
class TerminationTest {

    @ParameterizedTest
    @CsvSource({"good, 0, ended", "bad, 1, failed"})
    void shouldEndWellOnSigterm(String end, int status, String lastWord) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Served.class.getName(),
                                end)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var output = process.inputReader()) {
            assertEquals("ready", output.readLine());
            process.toHandle().destroy(); // SIGTERM, with the output still open
            assertEquals(lastWord, output.readLine());
            assertEquals(status, process.waitFor());
        } finally {
            process.destroyForcibly();
        }
    }

    /** Serves until it is told to stop. */
    static final class Served {
        private Served() {}

        public static void main(String[] arguments) {
            System.out.println("ready");
            Termination.await(
                    () -> {
                        if (arguments[0].equals("bad")) {
                            System.out.println("failed");
                            throw new IllegalStateException("did not end");
                        }
                        System.out.println("ended");
                    });
        }
    }
}

package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypesTest {
    private static final Surroundings NOTHING = Reading.ofNothing().surroundings();

    @ParameterizedTest
    @CsvSource({
        "10ms, 10",
        "1s, 1000",
        "120s, 120000",
        "2m, 120000",
        "1h, 3600000",
        "1d, 86400000"
    })
    void shouldReadDurations(String text, long millis) {
        assertEquals(
                Duration.ofMillis(millis),
                Types.duration("10ms", "1d").parser().parse(text, NOTHING));
    }

    @ParameterizedTest
    @CsvSource({"1B, 1", "64KiB, 65536", "3MiB, 3145728", "1GiB, 1073741824"})
    void shouldReadSizes(String text, long bytes) {
        assertEquals(bytes, Types.size("1B", "1GiB").parser().parse(text, NOTHING));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, 127.0.0.1, 8080",
        "[::1]:0, ::1, 0",
        "0.0.0.0:65535, 0.0.0.0, 65535"
    })
    void shouldReadEndpoints(String text, String address, int port) throws Exception {
        assertEquals(
                new InetSocketAddress(InetAddress.ofLiteral(address), port),
                Types.endpoint().parser().parse(text, NOTHING));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void shouldTellWhatIsWrong(Scalar<?> type, String text, String message) {
        var thrown =
                assertThrows(
                        IllegalArgumentException.class, () -> type.parser().parse(text, NOTHING));
        assertEquals(text + " (expected: " + message + ")", thrown.getMessage());
    }

    static List<Arguments> bad() {
        String duration = "a duration from 1s to 1h with its unit, ms, s, m, h or d";
        String size = "a size from 1KiB to 1MiB with its unit, B, KiB, MiB or GiB";
        String endpoint = "ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080";
        return List.of(
                Arguments.of(Types.integer(1, 100), "0", "1-100"),
                Arguments.of(Types.integer(1, 100), "101", "1-100"),
                Arguments.of(Types.integer(1, 100), "1.5", "1-100"),
                Arguments.of(Types.integer(1, 100), "-1", "1-100"),
                Arguments.of(Types.integer(1, 100), "", "1-100"),
                Arguments.of(Types.integer(1, 100), "99999999999999999999", "1-100"),
                Arguments.of(Types.truth(), "yes", "true or false"),
                Arguments.of(Types.duration("1s", "1h"), "10", duration),
                Arguments.of(Types.duration("1s", "1h"), "10 s", duration),
                Arguments.of(Types.duration("1s", "1h"), "s", duration),
                Arguments.of(Types.duration("1s", "1h"), "999ms", duration),
                Arguments.of(Types.duration("1s", "1h"), "61m", duration),
                Arguments.of(Types.duration("1s", "1h"), "9999999999d", duration),
                Arguments.of(Types.size("1KiB", "1MiB"), "1024", size),
                Arguments.of(Types.size("1KiB", "1MiB"), "1KB", size),
                Arguments.of(Types.size("1KiB", "1MiB"), "2MiB", size),
                Arguments.of(Types.address(), "localhost", "an IPv4 or IPv6 address"),
                Arguments.of(Types.address(), "1.2.3", "an IPv4 or IPv6 address"),
                Arguments.of(Types.endpoint(), "8080", endpoint),
                Arguments.of(Types.endpoint(), "::1:8080", endpoint),
                Arguments.of(Types.endpoint(), "[127.0.0.1]:80", endpoint),
                Arguments.of(Types.endpoint(), "127.0.0.1:65536", endpoint),
                Arguments.of(Types.endpoint(), "localhost:80", endpoint),
                Arguments.of(Types.name(), "a b", Named.EXPECTED),
                Arguments.of(Types.name(), "-a", Named.EXPECTED),
                Arguments.of(
                        Types.choice(Thread.State.class),
                        "RUNNABLE",
                        "new, runnable, blocked, waiting, timed-waiting, terminated"));
    }

    @Test
    void shouldReadSecretsFromWhereTheyAre(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("token"), "from-file\nsecond line\n");
        Surroundings surroundings = new Surroundings(directory, Map.of("TOKEN", "from-env")::get);
        assertEquals("plain", Secret.parse("plain", surroundings).value());
        assertEquals("from-env", Secret.parse("${TOKEN}", surroundings).value());
        assertEquals("from-file", Secret.parse("file:token", surroundings).value());
        assertEquals("from-file", Secret.parse("file: token", surroundings).value());
        assertEquals("***", Secret.parse("plain", surroundings).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${NONE}: no secret (expected: an environment variable that is set)",
                "file:none: cannot be read (expected: a file that this user can read)",
                "file:empty: no secret (expected: one in the first line)",
                "${BLANK}: no secret (expected: an environment variable that is set)"
            })
    void shouldTellWhySecretIsNotThereWithoutTellingIt(String message, @TempDir Path directory)
            throws Exception {
        Files.writeString(directory.resolve("empty"), "\n");
        Surroundings surroundings = new Surroundings(directory, Map.of("BLANK", "")::get);
        String text = message.substring(0, message.indexOf(": "));
        var thrown =
                assertThrows(
                        IllegalArgumentException.class, () -> Secret.parse(text, surroundings));
        assertEquals(message, thrown.getMessage());
    }

    @Test
    void shouldHaveAnExampleThatIsGood() {
        for (Scalar<?> type :
                List.of(
                        Types.integer(3, 5),
                        Types.truth(),
                        Types.duration("1s", "1h"),
                        Types.size("1B", "1GiB"),
                        Types.address(),
                        Types.endpoint(),
                        Types.name(),
                        Types.secret())) {
            assertEquals(
                    type.parser().parse(type.exampleText(), NOTHING),
                    type.example(),
                    type.expected());
        }
    }
}

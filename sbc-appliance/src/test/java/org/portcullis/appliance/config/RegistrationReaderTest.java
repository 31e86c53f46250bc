package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.util.AsciiString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.registration.RegistrarSettings;
import org.portcullis.core.sql.DatabaseSettings;

class RegistrationReaderTest {
    private static final String ASKING = "realms: { outside: { auth: { realm: sip.example } } }\n";

    private static ReadingHelper.Result<Configuration> read(String text) {
        Surroundings surroundings = new Surroundings(Path.of("/box"), Map.of("DB", "geheim")::get);
        return ReadingHelper.read(text, ConfigurationReader.FORM.reader(), surroundings);
    }

    private static RegistrationKeys accepted(String text) {
        ReadingHelper.Result<Configuration> read = read(text);
        assertEquals(List.of(), read.problems());
        assertFalse(read.toString().contains("geheim"), "secrets do not show");
        return read.value().orElseThrow().registration();
    }

    @Test
    void shouldRelayByDefault() {
        assertEquals(
                new RegistrationKeys(Duration.ofSeconds(30), Optional.empty()), accepted("{}"));
    }

    @Test
    void shouldKeepRegistrationsInTheStateDirectoryByDefault() {
        assertEquals(
                new RegistrationKeys.Local(
                        new RegistrarSettings(Set.of(), 60, 3600, 7200, 10),
                        new DatabaseSettings(
                                "jdbc:sqlite:/box/state/registrations.db",
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                1,
                                64,
                                Duration.ofSeconds(5))),
                accepted(ASKING + "state-directory: state\nregistration: { mode: local }\n")
                        .local()
                        .orElseThrow());
    }

    @Test
    void shouldReadItAll() {
        assertEquals(
                new RegistrationKeys.Local(
                        new RegistrarSettings(
                                Set.of(AsciiString.of("sip.example"), AsciiString.of("[::1]")),
                                10,
                                20,
                                30,
                                2),
                        new DatabaseSettings(
                                "jdbc:postgresql://db/sbc",
                                Optional.of("box"),
                                Optional.of("geheim"),
                                false,
                                1,
                                64,
                                Duration.ofSeconds(1))),
                accepted(
                                ASKING
                                        + """
                                        registration:
                                          mode: local
                                          domains: [SIP.example, "[::1]"]
                                          expires: { least: 10s, default: 20s, most: 30s }
                                          contacts: 2
                                          database:
                                            url: "jdbc:postgresql://db/sbc"
                                            username: box
                                            password: "${DB}"
                                            timeout: 1s
                                        """)
                        .local()
                        .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "registration: { mode: local }"
                        + "| mode: local: no realm asks users who they are (expected: auth in a",
                "registration: { mode: lokal }| mode: lokal (expected: relay, local",
                "registration: { domains: ['a b'] }| a b (expected: a domain name or an address",
                "registration: { contacts: 0 }| contacts: 0 (expected: 1-100)",
                "registration: { expires: { least: 3h } }"
                        + "| (expected: least, default and most, in order and above 0)",
                "registration: { database: { url: 'jdbc:h2:x' } }| url: *** (expected: jdbc:",
            })
    void shouldNameWhatIsWrong(String text, String problem) {
        List<String> problems = read(text).problems();
        assertEquals(
                1, problems.stream().filter(p -> p.contains(problem)).count(), problems.toString());
    }
}

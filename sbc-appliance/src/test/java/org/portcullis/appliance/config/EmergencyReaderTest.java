package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.appliance.webhook.Hook;
import org.portcullis.core.border.Origin;
import org.portcullis.routing.emergency.EmergencySettings;

class EmergencyReaderTest {
    private static final String PEERS =
            """
            address-groups: { all: [192.0.2.0/24] }
            trunks: { psap: { realm: outside, match: { group: all }, send-to: "sip:127.0.0.1" } }
            """;

    @Test
    void shouldReadAll() {
        EmergencyConfiguration emergency =
                accepted(
                                """
                                emergency:
                                  numbers: [112, 110, "+4919222"]
                                  to: [trunk: psap]
                                  strangers: true
                                  notify: [{ realm: outside, uri: "sip:oncall@127.0.0.1:5090" }]
                                  webhook:
                                    url: https://alarm.example/calls
                                    authorization: Bearer x
                                    timeout: 2s
                                    attempts: 3
                                """)
                        .orElseThrow();
        assertEquals(
                new EmergencySettings(
                        List.of("112", "110", "+4919222"), List.of(new Origin.Trunk("psap")), true),
                emergency.routes());
        assertEquals(
                new Hook(
                        URI.create("https://alarm.example/calls"),
                        "Bearer x",
                        Duration.ofSeconds(2),
                        3),
                emergency.notices().webhook().orElseThrow());
        assertEquals(
                "udp:127.0.0.1:5090",
                emergency.notices().addresses().getFirst().hop().target().toString());
    }

    @Test
    void shouldHaveNoneByDefault() {
        assertEquals(Optional.empty(), accepted(""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "emergency: { to: [trunk: psap] } | FILE:3:1: emergency.numbers: missing (expected:"
                        + " a list, each item 2 to 15 digits)",
                "emergency: { numbers: [1x], to: [trunk: psap] } | FILE:3:24:"
                        + " emergency.numbers[0]: 1x (expected: 2 to 15 digits)",
                "emergency: { numbers: [112], to: [trunk: other] } | FILE:3:42:"
                        + " emergency.to[0].trunk: other: no such name (expected: psap)",
                "emergency: { numbers: [112], to: [trunk: psap], notify: [{ realm: outside, uri:"
                        + " 'sip:127.0.0.1;transport=tcp' }] } | FILE:3:81: emergency.notify[0].uri:"
                        + " sip:127.0.0.1;transport=tcp (expected: a transport and address family"
                        + " that realm outside listens on, [udp:127.0.0.1:5060])",
                "emergency: { numbers: [112], to: [trunk: psap], webhook: { url: 'ftp://x' } } |"
                        + " FILE:3:65: emergency.webhook.url: ftp://x (expected: an http or https"
                        + " URL)"
            })
    void shouldRefuseWhatIsWrong(String text, String problem) {
        ConfigurationFile.Outcome outcome = ConfigurationFile.read("FILE", PEERS + text + '\n');
        assertEquals(
                List.of(problem),
                assertInstanceOf(ConfigurationFile.Refused.class, outcome, outcome::toString)
                        .problems());
    }

    private static Optional<EmergencyConfiguration> accepted(String text) {
        ConfigurationFile.Outcome outcome = ConfigurationFile.read("FILE", PEERS + text);
        return assertInstanceOf(ConfigurationFile.Accepted.class, outcome, outcome::toString)
                .configuration()
                .emergency();
    }
}

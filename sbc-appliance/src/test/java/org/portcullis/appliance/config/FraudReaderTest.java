package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.TimeOfWeek;
import org.portcullis.security.fraud.FraudRule;
import org.portcullis.security.fraud.FraudSettings;
import org.portcullis.security.fraud.From;
import org.portcullis.security.fraud.Measure;
import org.portcullis.security.fraud.NumberList;
import org.portcullis.security.fraud.Thresholds;
import org.portcullis.security.overload.OverloadSettings;

class FraudReaderTest {

    @Test
    void shouldReadAll() {
        Configuration configuration =
                accepted(
                        """
                        address-groups: { all: [192.0.2.0/24] }
                        trunks:
                          carrier: { realm: outside, match: { group: all }, send-to: "sip:127.0.0.1" }
                        fraud:
                          zone: Europe/Berlin
                          rules:
                            - name: premium
                              from: { trunk: carrier }
                              per-user: true
                              prefixes: ["+4990", "+88"]
                              when: ["mon-fri 18:00-08:00", "sat,sun"]
                              window: 12h
                              calls-per-minute: { warn: 5, critical: 10 }
                              minutes: { critical: 60 }
                              block: 1h
                              status: 603
                            - { name: rest, prefixes: [any], concurrent: { warn: 100 } }
                          blocked: [{ prefixes: ["+881"] }]
                          permitted: [{ prefixes: ["+8816"], from: { user: alice } }]
                          webhook: { url: "https://alarm.example/fraud" }
                        """);
        FraudSettings settings = configuration.fraud().settings();
        assertEquals(
                new FraudSettings(
                        ZoneId.of("Europe/Berlin"),
                        List.of(
                                new FraudRule(
                                        "premium",
                                        new From.Peer(new Origin.Trunk("carrier")),
                                        true,
                                        List.of("+4990", "+88"),
                                        List.of(
                                                TimeOfWeek.parse("mon-fri 18:00-08:00"),
                                                TimeOfWeek.parse("sat,sun")),
                                        Duration.ofHours(12),
                                        Map.of(
                                                Measure.CALLS_PER_MINUTE,
                                                new Thresholds(5, 10),
                                                Measure.MINUTES,
                                                new Thresholds(Thresholds.NONE, 60)),
                                        Optional.of(Duration.ofHours(1)),
                                        603),
                                new FraudRule(
                                        "rest",
                                        new From.Anybody(),
                                        false,
                                        List.of(""),
                                        List.of(),
                                        Duration.ofDays(1),
                                        Map.of(
                                                Measure.CONCURRENT,
                                                new Thresholds(100, Thresholds.NONE)),
                                        Optional.empty(),
                                        403)),
                        List.of(
                                new NumberList(
                                        new From.Anybody(), List.of("+881"), List.of(), 403)),
                        List.of(
                                new NumberList(
                                        new From.User("alice"), List.of("+8816"), List.of(), 403))),
                settings);
        assertEquals(4, configuration.fraud().webhook().orElseThrow().attempts());
    }

    @Test
    void shouldLookForNothingByDefault() {
        assertEquals(FraudSettings.NONE.rules(), accepted("").fraud().settings().rules());
        assertEquals(OverloadSettings.DEFAULT, accepted("").overload());
    }

    @Test
    void shouldReadWhenTheBoxIsOverloaded() {
        assertEquals(
                new OverloadSettings(
                        new OverloadSettings.Lag(Duration.ofMillis(500), Duration.ofMillis(100)),
                        new OverloadSettings.Level(70, 60),
                        new OverloadSettings.Level(90, 80),
                        Duration.ofSeconds(5)),
                accepted(
                                "overload: { loop-lag: 500ms, loop-lag-recover: 100ms, heap: 70%,"
                                        + " heap-recover: 60%, recover-after: 5s }")
                        .overload());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fraud: { blocked: [{ prefixes: [x] }] } | FILE:1:33: fraud.blocked[0].prefixes[0]:"
                        + " x (expected: digits, perhaps after a plus sign, or any)",
                "fraud: { zone: Mars } | FILE:1:16: fraud.zone: Mars (expected: a time zone such as"
                        + " Europe/Berlin)",
                "fraud: { blocked: [{ prefixes: [any], when: [8-9] }] } | FILE:1:46:"
                        + " fraud.blocked[0].when[0]: 8-9 (expected: days and hours such as mon-fri"
                        + " 08:00-18:00, sat,sun or 22:00-06:00)",
                "fraud: { rules: [{ name: r, prefixes: [any] }] } | FILE:1:18:"
                        + " fraud.rules[0].calls: missing (expected: one or more of"
                        + " calls-per-minute, calls, concurrent, sequential, minutes)",
                "overload: { heap: 90 } | FILE:1:19: overload.heap: 90 (expected: 1%-100%)",
            })
    void shouldRefuseWhatIsWrong(String text, String problem) {
        ConfigurationFile.Outcome outcome = ConfigurationFile.read("FILE", text + '\n');
        assertEquals(
                List.of(problem),
                assertInstanceOf(ConfigurationFile.Refused.class, outcome, outcome::toString)
                        .problems());
    }

    private static Configuration accepted(String text) {
        ConfigurationFile.Outcome outcome = ConfigurationFile.read("FILE", text);
        return assertInstanceOf(ConfigurationFile.Accepted.class, outcome, outcome::toString)
                .configuration();
    }
}

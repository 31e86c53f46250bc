package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Origin;
import org.portcullis.security.admission.AdmissionSettings;
import org.portcullis.security.admission.CallLimits;
import org.portcullis.security.admission.RealmLimits;
import org.portcullis.security.admission.TwoWayLimits;

class LimitsReaderTest {
    private static final int NONE = CallLimits.UNLIMITED;

    @Test
    void shouldReadLimitsOfEveryScope() {
        AdmissionSettings limits =
                accepted(
                        """
                        realms:
                          outside:
                            limits:
                              calls: 500
                              out: { calls: 400, status: 480 }
                              each-source: { calls: 20, cps: 5, burst: 10 }
                              each-user: { calls: 2, out: { calls: 1, status: 486 } }
                              registrations: 100
                        address-groups: { all: [192.0.2.0/24] }
                        trunks:
                          carrier:
                            realm: outside
                            match: { group: all }
                            send-to: "sip:127.0.0.1"
                            limits: { calls: 30, cps: 4, out: { calls: 10, cps: 2, burst: 3 } }
                        limits: { calls: 1000, cps: 50, out: { calls: 900 } }
                        """);
        assertEquals(
                new TwoWayLimits(new CallLimits(1000, 50), new CallLimits(900, NONE)),
                limits.all());
        assertEquals(
                Map.of(
                        new Origin.Trunk("carrier"),
                        new TwoWayLimits(new CallLimits(30, 4), new CallLimits(10, 2, 3, 503))),
                limits.peers());
        assertEquals(
                Map.of(
                        "outside",
                        new RealmLimits(
                                new TwoWayLimits(
                                        new CallLimits(500, NONE),
                                        new CallLimits(400, NONE, NONE, 480)),
                                new TwoWayLimits(new CallLimits(20, 5, 10, 503)),
                                new TwoWayLimits(
                                        new CallLimits(2, NONE),
                                        new CallLimits(1, NONE, NONE, 486)),
                                100)),
                limits.realms());
    }

    @Test
    void shouldLimitTheBoxAlone() {
        AdmissionSettings limits = accepted("");
        assertEquals(new TwoWayLimits(new CallLimits(20_000, NONE)), limits.all());
        assertEquals(Map.of("outside", RealmLimits.NONE), limits.realms());
        assertEquals(Map.of(), limits.peers());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limits: { out: { calls: 0 } } | FILE:1:25: limits.out.calls: 0 (expected:"
                        + " 1-1000000)",
                "limits: { status: 200 } | FILE:1:19: limits.status: 200 (expected: 400-699)",
                "limits: { out: { out: 1 } } | FILE:1:18: limits.out.out: unknown key (expected:"
                        + " calls, cps, burst, status)",
            })
    void shouldRefuseWhatIsWrong(String text, String problem) {
        ConfigurationFile.Outcome outcome = ConfigurationFile.read("FILE", text + '\n');
        assertEquals(
                List.of(problem),
                assertInstanceOf(ConfigurationFile.Refused.class, outcome, outcome::toString)
                        .problems());
    }

    private static AdmissionSettings accepted(String text) {
        ConfigurationFile.Outcome outcome = ConfigurationFile.read("FILE", text);
        return assertInstanceOf(ConfigurationFile.Accepted.class, outcome, outcome::toString)
                .configuration()
                .admission();
    }
}

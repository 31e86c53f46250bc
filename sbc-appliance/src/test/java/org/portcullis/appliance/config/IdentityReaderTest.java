package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Origin;
import org.portcullis.core.topology.HeaderPolicy;
import org.portcullis.core.topology.IdentityPolicy;
import org.portcullis.core.topology.IdentityPolicy.Source;
import org.portcullis.core.topology.NumberFormat;

class IdentityReaderTest {

    @Test
    void shouldTakeTheTrustOfTheRealm() {
        assertEquals(IdentityPolicy.STRANGER, policy("untrusted", "").identity());
        assertEquals(IdentityPolicy.STRANGER, policy("known", "").identity());
        assertEquals(IdentityPolicy.TRUSTED, policy("trusted", "").identity());
        assertEquals(
                IdentityPolicy.STRANGER,
                policy("trusted", "identity: { trust: outside }").identity());
        assertEquals(
                IdentityPolicy.TRUSTED,
                policy("untrusted", "identity: { trust: inside }").identity());
        assertEquals(NumberFormat.NONE, policy("untrusted", "").numbers());
    }

    @Test
    void shouldReadIdentityAndNumbers() {
        HeaderPolicy policy =
                policy(
                        "untrusted",
                        """
                        identity:
                          accept: [p-preferred-identity, from, diversion]
                          send: [remote-party-id, history-info]
                          withhold: never
                        numbers:
                          format: national
                          country: 39
                          trunk-prefix: ""
                          international-prefix: "011"
                          prefix: "99#"
                          shortest: 6
                        """);
        assertEquals(
                new IdentityPolicy(
                        false,
                        List.of(Source.P_PREFERRED_IDENTITY, Source.FROM, Source.DIVERSION),
                        Set.of(Source.REMOTE_PARTY_ID, Source.HISTORY_INFO),
                        IdentityPolicy.Withhold.NEVER),
                policy.identity());
        assertEquals(
                new NumberFormat(NumberFormat.Style.NATIONAL, "39", "", "011", "99#", 6),
                policy.numbers());
    }

    @Test
    void shouldTellNothingWhereTheListIsEmpty() {
        assertEquals(
                new IdentityPolicy(true, List.of(), Set.of(), IdentityPolicy.Withhold.ON_REQUEST),
                policy("trusted", "identity: { accept: [], send: [] }").identity());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "identity: { send: [from] } | FILE:10:24: trunks.a.identity.send[0]: from (expected:"
                        + " p-asserted-identity, p-preferred-identity, remote-party-id, diversion,"
                        + " history-info)",
                "identity: { accept: [pai] } | FILE:10:26: trunks.a.identity.accept[0]: pai"
                        + " (expected: p-asserted-identity, p-preferred-identity, remote-party-id,"
                        + " from, diversion, history-info)",
                "numbers: { format: national } | FILE:10:5: trunks.a.numbers.country: missing"
                        + " (expected: the code beside format national)",
                "numbers: { country: 0 } | FILE:10:25: trunks.a.numbers.country: 0 (expected:"
                        + " 1-999)",
                "numbers: { international-prefix: '' } | FILE:10:38:"
                        + " trunks.a.numbers.international-prefix:  (expected: 1 to 5 digits)",
                "numbers: { prefix: x } | FILE:10:24: trunks.a.numbers.prefix: x (expected: at most"
                        + " 20 of 0-9, * and #)"
            })
    void shouldRefuseWhatIsWrong(String keys, String problem) {
        ConfigurationFile.Outcome outcome = read("untrusted", keys);
        assertEquals(
                List.of(problem),
                assertInstanceOf(ConfigurationFile.Refused.class, outcome, outcome::toString)
                        .problems());
    }

    private static HeaderPolicy policy(String trust, String keys) {
        ConfigurationFile.Outcome outcome = read(trust, keys);
        return assertInstanceOf(ConfigurationFile.Accepted.class, outcome, outcome::toString)
                .configuration()
                .profiles()
                .entrySet()
                .stream()
                .filter(entry -> entry.getKey().equals(new Origin.Trunk("a")))
                .findFirst()
                .orElseThrow()
                .getValue()
                .headers();
    }

    private static ConfigurationFile.Outcome read(String trust, String keys) {
        return ConfigurationFile.read(
                "FILE",
                """
                realms:
                  outside:
                    trust: %s
                address-groups: { all: [192.0.2.0/24] }
                trunks:
                  a:
                    realm: outside
                    match: { group: all }
                    send-to: sip:127.0.0.1
                """
                                .formatted(trust)
                        + keys.indent(4));
    }
}

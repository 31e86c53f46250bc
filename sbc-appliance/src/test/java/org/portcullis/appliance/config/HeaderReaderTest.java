package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.topology.HeaderAction;
import org.portcullis.core.topology.HeaderPolicy;
import org.portcullis.core.topology.HeaderRule;

class HeaderReaderTest {
    private static final String TRUNK =
            """
            address-groups: { all: [192.0.2.0/24] }
            trunks:
              a:
                realm: outside
                match: { group: all }
                send-to: sip:127.0.0.1
                headers:
            """;

    @Test
    void shouldReadRules() {
        HeaderPolicy policy =
                profile(
                                """
                                in:
                                  - when:
                                      method: [INVITE, MESSAGE]
                                      message: request
                                      dialog: outside
                                      headers:
                                        - { name: X-Account, matches: "^gold" }
                                        - { name: X-Blocked, absent: true }
                                    do:
                                      - set: { header: Subject, value: "a call" }
                                      - rewrite: { header: From, part: user, matches: "^0(.*)", with: "+49$1" }
                                      - remove: { header: X-Account, matches: old }
                                out:
                                  - when: { status: 400-499 }
                                    do: [ add: { header: X-Failed, value: "1" } ]
                                allow: [X-Account, User-to-User]
                                """)
                        .headers();
        HeaderRule rule = policy.in().rules().getFirst();
        assertEquals(Set.of(Method.INVITE, Method.MESSAGE), rule.when().methods());
        assertEquals(Optional.of(HeaderRule.Kind.REQUEST), rule.when().kind());
        assertEquals(Optional.of(HeaderRule.Dialog.OUTSIDE), rule.when().dialog());
        assertEquals(2, rule.when().headers().size());
        assertEquals(new HeaderAction.Set(HeaderName.SUBJECT, "a call"), rule.actions().getFirst());
        HeaderAction.Rewrite rewrite =
                assertInstanceOf(HeaderAction.Rewrite.class, rule.actions().get(1));
        assertEquals(HeaderAction.Part.USER, rewrite.part());
        assertEquals("^0(.*)", rewrite.pattern().toString());
        assertEquals(
                Optional.of(new HeaderRule.Statuses(400, 499)),
                policy.out().rules().getFirst().when().statuses());
        assertEquals(
                Set.of(HeaderName.of(AsciiString.of("X-Account")), HeaderName.USER_TO_USER),
                policy.carried());
    }

    @Test
    void shouldHaveNoRuleByDefault() {
        assertEquals(HeaderPolicy.DEFAULT, profile("allow: []").headers());
    }

    /** Each with the place of the value that is wrong. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "in: [{ do: [{ set: { header: Via, value: x } }] }] | 8:36:"
                        + " trunks.a.headers.in[0].do[0].set.header: Via: part of what makes a"
                        + " dialog or a body (expected: another header)",
                "in: [{ do: [{ remove: { header: m } }] }] | 8:39:"
                        + " trunks.a.headers.in[0].do[0].remove.header: m: part of what makes a"
                        + " dialog or a body (expected: another header)",
                "out: [{ do: [{ add: { header: To, value: x } }] }] | 8:37:"
                        + " trunks.a.headers.out[0].do[0].add.header: To: part of what makes a"
                        + " dialog (expected: rewrite with part user or display)",
                "out: [{ do: [{ add: { header: X-A, value: '' } }] }] | 8:49:"
                        + " trunks.a.headers.out[0].do[0].add.value:  (expected: text on one line,"
                        + " at most 1000 characters)",
                "in: [{ do: [{ rewrite: { header: From, matches: a, with: b } }] }] | 8:21:"
                        + " trunks.a.headers.in[0].do[0].rewrite: From: part of what makes a dialog"
                        + " (expected: rewrite with part user or display)",
                "in: [{ do: [{ rewrite: { header: X-A, matches: '(', with: b } }] }] | 8:54:"
                        + " trunks.a.headers.in[0].do[0].rewrite.matches: (: missing closing )"
                        + " (expected: a regular expression in RE2 syntax of at most 512"
                        + " characters)",
                "in: [{ do: [{ rewrite: { header: X-A, matches: a, with: '$1' } }] }] | 8:21:"
                        + " trunks.a.headers.in[0].do[0].rewrite: with: $1 (expected: at most $0)",
                "in: [{ when: { status: 99 }, do: [{ remove: { header: X-A } }] }] | 8:30:"
                        + " trunks.a.headers.in[0].when.status: 99 (expected: a status such as 180,"
                        + " or a range such as 400-499)",
                "in: [{ when: { method: [invite] }, do: [{ remove: { header: X-A } }] }] | 8:31:"
                        + " trunks.a.headers.in[0].when.method[0]: invite (expected: a method such"
                        + " as INVITE)",
                "in: [{ do: [] }] | 8:14: trunks.a.headers.in[0].do: an empty list (expected: a"
                        + " list, each item one of set, add, remove, rewrite)",
                "allow: [Contact] | 8:15: trunks.a.headers.allow[0]: Contact: part of what makes a"
                        + " dialog or a body (expected: another header)",
                "allow: [P-Asserted-Identity] | 8:15: trunks.a.headers.allow[0]:"
                        + " P-Asserted-Identity: crosses as identity says (expected: another"
                        + " header)",
                "allow: [From] | 8:15: trunks.a.headers.allow[0]: From: written by the box itself"
                        + " (expected: another header)"
            })
    void shouldRefuseAtTheValueThatIsWrong(String headers, String problem) {
        ConfigurationFile.Outcome outcome = read(headers);
        assertEquals(
                List.of("FILE:" + problem),
                assertInstanceOf(ConfigurationFile.Refused.class, outcome, outcome::toString)
                        .problems());
    }

    private static PeerProfile profile(String headers) {
        ConfigurationFile.Outcome outcome = read(headers);
        return assertInstanceOf(ConfigurationFile.Accepted.class, outcome, outcome::toString)
                .configuration()
                .profiles()
                .getOrDefault(new Origin.Trunk("a"), PeerProfile.DEFAULT);
    }

    private static ConfigurationFile.Outcome read(String headers) {
        return ConfigurationFile.read("FILE", TRUNK + headers.indent(6));
    }
}

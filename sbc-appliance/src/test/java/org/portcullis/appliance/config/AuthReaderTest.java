package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Origin;
import org.portcullis.security.digest.Account;
import org.portcullis.security.digest.Algorithm;
import org.portcullis.security.digest.BlockSettings;
import org.portcullis.security.digest.DigestSettings;
import org.portcullis.security.digest.Qop;
import org.portcullis.security.digest.UserSettings;

class AuthReaderTest {
    private static final String MD5 = "0123456789abcdef0123456789ABCDEF";

    @Test
    void shouldReadAll() {
        Configuration read =
                accepted(
                        """
                        users:
                          alice: { password: "${SECRET}" }
                          bob: { name: "+4930", realm: sip.example, ha1: %1$s }
                        realms:
                          outside:
                            auth:
                              realm: sip.example
                              algorithms: [md5]
                              qop: [auth, auth-int]
                              without-qop: true
                              nonce-lifetime: 1m
                        trunks:
                          office:
                            realm: outside
                            match: { digest-user: bob }
                            send-to: "sip:127.0.0.1"
                            auth:
                              - { realm: a, username: x, password: y }
                              - { realm: b, username: v, password: w, reuse: false }
                        auth-failures: { attempts: 5, window: 1m, block: 1h }
                        """
                                .formatted(MD5));
        AuthSettings auth = read.auth();
        assertEquals(
                new DigestSettings(
                        "sip.example",
                        List.of(Algorithm.MD5),
                        List.of(Qop.AUTH, Qop.AUTH_INT),
                        true,
                        Duration.ofMinutes(1)),
                auth.realms().get("outside"));
        assertEquals(
                List.of(
                        new UserSettings(
                                "alice", Optional.empty(), Optional.of("wonderland"), Map.of()),
                        new UserSettings(
                                "+4930",
                                Optional.of("sip.example"),
                                Optional.empty(),
                                Map.of(Algorithm.MD5, MD5))),
                auth.users());
        assertEquals(
                new BlockSettings(5, Duration.ofMinutes(1), Duration.ofHours(1)), auth.block());
        assertEquals(
                Map.of(
                        new Origin.Trunk("office"),
                        List.of(
                                new Account("a", "x", "y", true),
                                new Account("b", "v", "w", false))),
                auth.accounts());
        assertEquals(Optional.of("+4930"), read.trunks().getFirst().match().digestUser());
        assertFalse(read.toString().contains("wonderland"), "secrets do not show");
        assertFalse(read.toString().contains(MD5));
    }

    @Test
    void shouldAskNobodyByDefault() {
        AuthSettings auth = accepted("").auth();
        assertEquals(Map.of(), auth.realms());
        assertEquals(Map.of(), auth.accounts());
        assertEquals(
                new BlockSettings(3, Duration.ofMinutes(15), Duration.ofMinutes(15)), auth.block());
    }

    /** A user agent takes the first challenge that it knows, which must be one it can answer. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "password: x                                     | SHA_512_256 SHA_256 MD5",
                "ha1: 0123456789abcdef0123456789abcdef           | MD5",
                "realm: other, ha1: 0123456789abcdef0123456789abcdef | SHA_512_256 SHA_256 MD5",
            })
    void shouldAskForWhatEveryUserHas(String user, String expected) {
        String text =
                "users: { a: { password: x }, b: { "
                        + user
                        + " } }\nrealms: { outside: { auth: { realm: sip.example } } }\n";
        List<String> algorithms =
                accepted(text).auth().realms().values().iterator().next().algorithms().stream()
                        .map(Enum::name)
                        .toList();
        assertEquals(expected, String.join(" ", algorithms));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "users: { a: {} }" + "| a.password: missing (expected: a password or hashes of it)",
                "users: { a: { password: x, ha1: 0123456789abcdef0123456789abcdef } }"
                        + "| a.password: beside a hash (expected: a password or hashes of it)",
                "users: { a: { ha1: secret } }"
                        + "| a.ha1: no hash (expected: 32 hexadecimal digits)",
                "users: { a: { password: x }, b: { name: a, password: y } }"
                        + "| users.b: a: a user above has this name (expected: another)",
                "realms: { outside: { auth: {} } }| auth.realm: missing (expected: a digest realm)",
                "realms: { outside: { auth: { realm: x, algorithms: [sha1] } } }"
                        + "| sha1 (expected: sha-512-256, sha-256, md5)",
                "realms: { outside: { auth: { realm: x, algorithms: [md5, md5] } } }"
                        + "| stands there twice (expected: once)",
                "realms: { outside: { auth: { realm: x, qop: [auth, auth] } } }"
                        + "| stands there twice (expected: once)",
                "users: { a: { ha1: 0123456789abcdef0123456789abcdef } }%"
                        + "realms: { outside: { auth: { realm: x, algorithms: [sha-256] } } }"
                        + "| sha-256: not every user of x has its hash",
                "users: { a: { password: x } }%"
                        + "trunks: { t: { realm: outside, match: { digest-user: a },"
                        + " send-to: 'sip:127.0.0.1' } }"
                        + "| t: digest-user in a realm that asks nobody",
                "realms: { outside: { auth: { realm: x } } }%"
                        + "trunks: { t: { realm: outside, match: { digest-user: a },"
                        + " send-to: 'sip:127.0.0.1' } }"
                        + "| a: no such name",
                "trunks: { t: { realm: outside, match: {}, send-to: 'sip:127.0.0.1' } }"
                        + "| match.group: missing (expected: a name in address-groups, tls-name or"
                        + " digest-user)",
                "auth-failures: { attempts: 0 }| attempts: 0 (expected: 1-1000)",
            })
    void shouldRefuse(String text, String problem) {
        String problems = refused(text.replace('%', '\n') + '\n');
        assertTrue(problems.contains(problem), problems);
        assertFalse(problems.contains("secret"), problems);
    }

    private static Configuration accepted(String text) {
        return assertInstanceOf(ConfigurationFile.Accepted.class, read(text)).configuration();
    }

    private static String refused(String text) {
        return assertInstanceOf(ConfigurationFile.Refused.class, read(text)).problems().toString();
    }

    private static ConfigurationFile.Outcome read(String text) {
        Surroundings around = new Surroundings(Path.of(""), Map.of("SECRET", "wonderland")::get);
        return ConfigurationFile.read(new Place("FILE", 1, 1, ""), text, new Reading(around));
    }
}

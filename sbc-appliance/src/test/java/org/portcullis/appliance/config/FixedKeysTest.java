package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FixedKeysTest {
    private static final String RUNNING =
            """
            node: a
            realms:
              outside:
                listen: [udp:127.0.0.1:5060]
                proxies: [192.0.2.1]
            flood: { density: 30 }
            """;

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node: a | node: b | 1:7: node: b (expected: a, as in the running box; another"
                        + " needs a restart)",
                "node: a | # | 1:1: node: portcullis (expected: a, as in the running box; another"
                        + " needs a restart)",
                "5060 | 5061 | 4:5: realms.outside.listen: [udp:127.0.0.1:5061] (expected:"
                        + " [udp:127.0.0.1:5060], as in the running box; another needs a restart)",
                "node: a | node: a\\ntimers: { t1: 400ms } | 2:1: timers: changed (expected: as in"
                        + " the running box; another needs a restart)",
                "proxies: [192.0.2.1] | proxies: [192.0.2.1]\\n    auth: { realm: a }\\nregistration:"
                        + " { mode: local, domains: [sip.example] } | 7:1: registration: changed"
                        + " (expected: as in the running box; another needs a restart)",
                "node: a | node: a\\nadmin: { listen: 127.0.0.1:9 } | 2:18: admin.listen:"
                        + " 127.0.0.1:9 (expected: 127.0.0.1:8080, as in the running box; another"
                        + " needs a restart)",
                "proxies: [192.0.2.1] | proxies: [192.0.2.2] | 3:3: realms.outside: changed"
                        + " (expected: as in the running box but for `tls`, `auth`, `acl`, `flood` and"
                        + " `limits`; the rest needs a restart)",
                "outside | inside | 3:3: realms.inside: a new realm (expected: those of the running"
                        + " box, outside; another needs a restart)"
            })
    void shouldRefuseWhatCannotChange(String was, String is, String problem) throws Exception {
        String text = RUNNING.replace(was, is.replace("\\n", "\n"));
        List<String> problems = problems(text);
        assertEquals(directory.resolve("f.yaml") + ":" + problem, problems.getLast());
    }

    @Test
    void shouldNameEveryOneAtOnce() throws Exception {
        String text =
                RUNNING.replace("node: a", "node: b")
                        .replace("5060", "5061")
                        .replace("flood", "sip: { vias: 3 }\nflood");
        assertEquals(3, problems(text).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flood: { density: 31 }",
                "flood: { density: 30 }\nlog: { level: debug }",
                "flood: { density: 30 }\naddress-groups: { a: [192.0.2.7] }",
                "flood: { density: 30 }\nadmin: { session: 1h }",
                "flood: { density: 30 }\nshutdown: { drain: 5s }",
                "limits: { calls: 3, transactions: 9, registrations: 5, subscriptions: 2 }",
                "registration: { keep-alive: 5s }",
                "auth-failures: { attempts: 9 }",
                "admin: { metrics: token }",
                "bans: { file: other }\nadmin: { metrics: open }",
                "bans: { nftables: { table: edge, set: banned } }"
            })
    void shouldAcceptWhatCan(String is) throws Exception {
        assertEquals(List.of(), problems(RUNNING.replace("flood: { density: 30 }", is)));
    }

    private List<String> problems(String text) throws Exception {
        Path file = directory.resolve("f.yaml");
        Files.writeString(file, RUNNING);
        Configuration running =
                switch (ConfigurationFile.read(file)) {
                    case ConfigurationFile.Accepted(Configuration its) -> its;
                    case ConfigurationFile.Refused(List<String> problems) ->
                            throw new AssertionError(problems);
                };
        Files.writeString(file, text);
        return switch (ConfigurationFile.read(file, running)) {
            case ConfigurationFile.Accepted accepted -> List.of();
            case ConfigurationFile.Refused(List<String> problems) -> problems;
        };
    }
}

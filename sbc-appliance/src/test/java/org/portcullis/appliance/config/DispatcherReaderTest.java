package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.message.Method;
import org.portcullis.routing.dispatch.Algorithm;
import org.portcullis.routing.dispatch.DispatcherSettings;
import org.portcullis.routing.dispatch.DispatcherSettings.Member;
import org.portcullis.routing.probe.DestinationState;
import org.portcullis.routing.probe.ProbeSettings;

class DispatcherReaderTest {
    @TempDir private Path directory;

    @Test
    void shouldReadEverythingOfASet() {
        DispatcherSettings set =
                accepted(
                        """
                        algorithm: rendezvous
                        hash-key: [from-user, "header:X-Tenant"]
                        congestion-control: true
                        probe:
                          interval: 5s
                          timeout: 1s
                          down-after: 2
                          up-after: 4
                          retry-after: 30s
                          method: INFO
                          alive: [500, 504]
                          from: sip:ping@sbc.example
                          request-uri: sip:health@pbx.example
                        destinations:
                          - uri: sip:127.0.0.1:5070
                            duid: one
                            weight: 30
                            rweight: 20
                            priority: 5
                            max-load: 100
                            state: draining
                            probe: { mode: failed-only, interval: 2s }
                            from: sip:me@sbc.example
                          - uri: sip:127.0.0.1:5071
                            probe: { enabled: false }
                        """);
        assertEquals(Algorithm.RENDEZVOUS, set.algorithm());
        assertEquals(2, set.key().orElseThrow().parts().size());
        assertTrue(set.congestionControl());
        ProbeSettings probe = set.probe().orElseThrow();
        assertEquals(ProbeSettings.Mode.ALL, probe.mode());
        assertEquals(Duration.ofSeconds(30), probe.longestRetryAfter());
        assertEquals(Method.INFO, probe.method());
        assertEquals(Set.of(500, 504), probe.alive());
        assertEquals("sip:health@pbx.example", probe.requestUri().orElseThrow().toString());
        Member one = set.destinations().getFirst();
        assertEquals(Optional.of("one"), one.duid());
        assertEquals(30, one.weight());
        assertEquals(20, one.rweight());
        assertEquals(5, one.priority());
        assertEquals(100, one.maxLoad());
        assertEquals(DestinationState.DRAINING, one.state());
        ProbeSettings own = one.probe().orElseThrow();
        assertEquals(ProbeSettings.Mode.FAILED_ONLY, own.mode());
        assertEquals(Duration.ofSeconds(2), own.interval());
        assertEquals(4, own.upAfter(), "as the set has it");
        assertEquals("sip:me@sbc.example", own.from().orElseThrow().toString());
        assertEquals(
                ProbeSettings.Mode.NEVER, set.destinations().get(1).probe().orElseThrow().mode());
    }

    @ParameterizedTest
    @CsvSource({"4, ROUND_ROBIN", "64, OVERLOAD", "srv, SRV", "rendezvous, RENDEZVOUS"})
    void shouldTakeAnAlgorithmByNameOrNumber(String text, Algorithm algorithm) {
        assertEquals(
                algorithm,
                accepted("algorithm: " + text + "\ndestinations: [{ uri: sip:127.0.0.1 }]\n")
                        .algorithm());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "algorithm: 17 | algorithm: algorithm: 17 (expected: hash-call-id (0), ",
                "algorithm: weight | weights of 2 in all (expected: 100, ",
                "algorithm: hash-expression | hash-key: missing (expected: call-id, ",
                "hash-key: [moon] | hash-key[0]: hash-key: moon (expected: call-id, ",
                "probe: { alive: [408] } | alive: 408 (expected: 200-699 but 408 and 503, ",
                "probe: { method: BYE } | method: BYE (expected: one that begins and ends nothing",
                "probe: { mode: never } | mode: never (expected: all, failed-only)",
                "congestion-control: true~probe: { mode: failed-only } | congestion-control: true"
                        + " without probes of all",
                "set-id: 1~dispatcher-list: none.list | none.list: cannot be read: ",
            })
    void shouldSayWhatIsWrong(String lines, String problem) {
        requireProblem(
                lines.replace('~', '\n')
                        + "\ndestinations: [{ uri: sip:127.0.0.1 },"
                        + " { uri: 'sip:127.0.0.1:5070' }]\n",
                problem);
    }

    @Test
    void shouldNameADestinationThatIsThereTwice() {
        requireProblem(
                "destinations: [{ uri: sip:127.0.0.1, duid: a }, { uri: sip:127.0.0.1, duid: a }]",
                "destinations[1].uri: sip:127.0.0.1: a destination above has this URI (expected:"
                        + " another)");
    }

    @Test
    void shouldRefuseAnEmptySet() {
        requireProblem("algorithm: 4", "destinations: none (expected: one or more, here or in a");
    }

    @Test
    void shouldTakeKamailiosListAsItIs() throws IOException {
        Files.writeString(
                directory.resolve("dispatcher.list"),
                """
                1 sip:127.0.0.1:5070 0 0 weight=60;ping_from=sip:p@sbc.example
                1 sip:127.0.0.1:5071 32 0 weight=40
                2 sip:127.0.0.1:5072
                """);
        DispatcherSettings set =
                accepted("algorithm: 9\ndispatcher-list: dispatcher.list\nset-id: 1\n");
        assertEquals(
                List.of("sip:127.0.0.1:5071", "sip:127.0.0.1:5070"),
                set.destinations().stream().map(m -> m.hop().uri().toString()).toList());
        assertEquals(
                ProbeSettings.Mode.NEVER,
                set.destinations().getFirst().probe().orElseThrow().mode());
        requireProblem(
                "dispatcher-list: dispatcher.list",
                "set-id: missing (expected: a set of the dispatcher-list, [1, 2])");
        requireProblem(
                "dispatcher-list: dispatcher.list\nset-id: 7",
                "set-id: 7 (expected: a set of the dispatcher-list, [1, 2])");
    }

    @Test
    void shouldNameEveryBadLineOfTheList() throws IOException {
        Path file = Files.writeString(directory.resolve("d.list"), "1 sip:\n1\n1 sip:127.0.0.1\n");
        List<String> problems = read("dispatcher-list: d.list").problems();
        assertEquals(2, problems.size(), problems.toString());
        assertTrue(problems.getFirst().contains(file + ":1: "), problems.toString());
        assertTrue(problems.getLast().contains(file + ":2: 1 (expected: SET URI"), "" + problems);
    }

    @Test
    void shouldTakeKamailiosAddressesAsTheyAre() throws IOException {
        Files.writeString(
                directory.resolve("address.list"), "1 192.0.2.0 24 0 office\n2 198.51.100.7\n");
        ReadingHelper.Result<Configuration> result =
                readWhole(
                        "address-groups: { a: [{ address-list: { file: address.list, group: 1 } }] }");
        assertEquals(List.of(), result.problems());
        Predicate<InetSocketAddress> group =
                result.value().orElseThrow().addresses().groups(List.of("a"));
        assertTrue(group.test(new InetSocketAddress("192.0.2.9", 1)));
        assertFalse(group.test(new InetSocketAddress("198.51.100.7", 1)));
        List<String> problems =
                readWhole(
                                "address-groups: { a: [{ address-list: { file: address.list, group: 7 } }] }")
                        .problems();
        assertTrue(
                problems.toString().contains("group: 7 (expected: a group of the file, [1, 2])"),
                problems.toString());
    }

    private void requireProblem(String lines, String problem) {
        List<String> problems = read(lines).problems();
        assertTrue(problems.stream().anyMatch(p -> p.contains(problem)), problems.toString());
    }

    private DispatcherSettings accepted(String lines) {
        ReadingHelper.Result<Configuration> result = read(lines);
        assertEquals(List.of(), result.problems());
        return result.value().orElseThrow().dispatchers().getFirst();
    }

    private ReadingHelper.Result<Configuration> read(String lines) {
        String text =
                "realms: { outside: { listen: [udp:127.0.0.1:5060] } }\n"
                        + "dispatcher:\n  pbx:\n    realm: outside\n"
                        + lines.indent(4);
        return readWhole(text);
    }

    private ReadingHelper.Result<Configuration> readWhole(String text) {
        return ReadingHelper.read(
                text,
                ConfigurationReader.FORM.reader(),
                new Surroundings(directory, Map.<String, String>of()::get));
    }
}

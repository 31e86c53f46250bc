package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.util.AsciiString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.runtime.TimeOfWeek;
import org.portcullis.routing.number.NumberChange;
import org.portcullis.routing.number.NumberPattern;
import org.portcullis.routing.route.HeaderCondition;
import org.portcullis.routing.route.Route;
import org.portcullis.routing.route.RouteMatch;
import org.portcullis.routing.route.Schedule;
import org.portcullis.routing.route.Sender;
import org.portcullis.routing.trunk.FailoverCodes;

class RoutesReaderTest {
    private static final String PEERS =
            """
            realms: { outside: { listen: [udp:127.0.0.1:5060] }, inside: { listen: [udp:127.0.0.1:5070], media: { ports: 40000-40999 } } }
            address-groups: { all: [192.0.2.0/24] }
            trunks:
              a: { realm: outside, match: { group: all }, send-to: "sip:127.0.0.1:5080", failover: [408, 480-486] }
              b: { realm: outside, match: { group: all }, send-to: "sip:127.0.0.1:5081" }
              phones: { realm: outside, match: { group: all } }
            dispatcher: { pbx: { realm: inside, destinations: [{ uri: "sip:127.0.0.1:5082" }] } }
            """;
    private static final Origin A = new Origin.Trunk("a");

    @TempDir Path directory;

    @Test
    void shouldReadAll() throws IOException {
        Files.writeString(directory.resolve("did.csv"), "number,to\n4930,pbx\n4931,a\n");
        Configuration read =
                accepted(
                        """
                        number-tables: { did: { file: did.csv } }
                        routes:
                          - name: all
                            from: { trunk: a }
                            when:
                              realm: outside
                              method: [INVITE]
                              called: ["+49!", "0Z."]
                              calling: ["2XX"]
                              headers: [{ name: X-Class, is: gold }, { name: X-None, absent: true }]
                              times: [mon-fri 08:00-18:00]
                              zone: Europe/Berlin
                            change:
                              called: [{ matches: "0Z.", strip: 1, prefix: "+49" }]
                              calling: [{ strip-end: 1, suffix: "0" }]
                              headers: [{ header: X-Route, value: one }]
                            to:
                              in-turn:
                                peers:
                                  - { trunk: b, priority: 1, cost: "0.012", weight: 3 }
                                  - { dispatcher: pbx }
                          - { name: did, from: { any: user }, to: { table: did } }
                          - { name: users, from: { user: alice }, to: { redirect: { contacts: ["sip:{number}@192.0.2.9"] } } }
                          - { name: rest, from: { any: stranger }, to: { refuse: { status: 603, reason: "Not Here" } } }
                        """);
        List<Route> routes = read.routes();
        Route all = routes.getFirst();
        assertEquals(
                new RouteMatch(
                        Optional.of(new Sender.Peer(A)),
                        Optional.of("outside"),
                        Set.of(Method.INVITE),
                        List.of(NumberPattern.parse("+49!"), NumberPattern.parse("0Z.")),
                        List.of(NumberPattern.parse("2XX")),
                        List.of(
                                new HeaderCondition(
                                        HeaderName.of(AsciiString.of("X-Class")),
                                        HeaderCondition.Kind.IS,
                                        AsciiString.of("gold")),
                                new HeaderCondition(
                                        HeaderName.of(AsciiString.of("X-None")),
                                        HeaderCondition.Kind.ABSENT,
                                        AsciiString.EMPTY_STRING)),
                        Optional.of(
                                new Schedule(
                                        List.of(TimeOfWeek.parse("mon-fri 08:00-18:00")),
                                        ZoneId.of("Europe/Berlin")))),
                all.when());
        assertEquals(
                List.of(
                        new NumberChange(
                                Optional.of(NumberPattern.parse("0Z.")),
                                1,
                                0,
                                AsciiString.of("+49"),
                                AsciiString.EMPTY_STRING)),
                all.change().called());
        assertEquals(1, all.change().headers().rules().size());
        assertEquals(
                new Route.InTurn(
                        List.of(
                                new Route.Choice(new Origin.Trunk("b"), 1, 12_000, 3),
                                new Route.Choice(new Origin.Dispatcher("pbx"), 0, 0, 1))),
                all.to());
        assertEquals(2, assertInstanceOf(Route.LookUp.class, routes.get(1).to()).table().size());
        assertEquals(
                new Route.Redirect(302, List.of("sip:{number}@192.0.2.9")), routes.get(2).to());
        assertEquals(new Route.Reject(603, AsciiString.of("Not Here")), routes.get(3).to());
        assertEquals(
                FailoverCodes.of(
                        List.of(
                                new FailoverCodes.Range(408, 408),
                                new FailoverCodes.Range(480, 486))),
                read.trunks().getFirst().failover());
        assertEquals(FailoverCodes.DEFAULT, read.trunks().get(1).failover());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ name: x, to: { trunk: a } }, { name: y, from: { trunk: b }, to: { reject: 404 } }"
                        + " | FILE:8:41: routes[1]: y: never reached, as x in line 8 takes all of its"
                        + " requests (expected: it above that one, or not at all)",
                "{ name: x, when: { called: ['49!'] }, to: { trunk: a } }, { name: y, when: {"
                        + " called: ['4930!'], method: [INVITE] }, to: { reject: 404 } } | FILE:8:68:"
                        + " routes[1]: y: never reached, as x in line 8 takes all of its requests"
                        + " (expected: it above that one, or not at all)",
                "{ name: x, from: { trunk: a }, when: { realm: inside }, to: { trunk: b } } |"
                        + " FILE:8:41: routes[0].when: x: never reached, as its sender is in realm"
                        + " outside (expected: that realm, or none)",
                "{ name: x, to: { trunk: phones } } | FILE:8:34: routes[0].to.trunk: phones: no such"
                        + " name (expected: a, b)",
                "{ name: x, to: { in-turn: { peers: [{ trunk: a }, { trunk: a }] } } } | FILE:8:60:"
                        + " routes[0].to.in-turn.peers[1]: a: named twice (expected: each peer"
                        + " once)",
                "{ name: x, to: { in-turn: { peers: [{ priority: 1 }] } } } | FILE:8:46:"
                        + " routes[0].to.in-turn.peers[0].trunk: a trunk and a set, or none"
                        + " (expected: one of them)",
                "{ name: x, to: { redirect: { contacts: ['nowhere'] } } } | FILE:8:50:"
                        + " routes[0].to.redirect.contacts[0]: nowhere (expected: a SIP URI, such as"
                        + " sip:{number}@192.0.2.9:5060)",
                "{ name: x, when: { called: ['1.2'] }, to: { trunk: a } } | FILE:8:38:"
                        + " routes[0].when.called[0]: 1.2 (expected: a pattern such as +49!, 0Z. or"
                        + " [2-4]XX: X is 0-9, Z 1-9, N 2-9, a last . one or more characters, a last"
                        + " ! any)",
            })
    void shouldRefuseWhatIsWrong(String routes, String problem) {
        assertEquals(List.of(problem), problems("routes: [" + routes + "]\n"));
    }

    @Test
    void shouldNameTheBadLinesOfATable() throws IOException {
        Path file = directory.resolve("did.csv");
        Files.writeString(file, "number,to\n4930,phones\n4931,a\n4931,b\n");
        assertEquals(
                List.of(
                        "FILE:8:31: number-tables.did.file: "
                                + file
                                + ":2: phones: no such trunk or dispatcher (expected: one that a"
                                + " request can go to)",
                        "FILE:8:31: number-tables.did.file: "
                                + file
                                + ":4: 4931: stands in line 3 already (expected: each number once)"),
                problems("number-tables: { did: { file: did.csv } }\n"));
    }

    @Test
    void shouldRefuseATableThatLeadsNowhere() throws IOException {
        Files.writeString(directory.resolve("did.csv"), "number,to\n");
        assertEquals(
                List.of(
                        "FILE:9:21: routes[0].to: x: leads nowhere (expected: a table with"
                                + " numbers)"),
                problems(
                        """
                        number-tables: { did: { file: did.csv } }
                        routes: [{ name: x, to: { table: did } }]
                        """));
    }

    /** The examples in {@code docs/routing.md}. */
    @Test
    void shouldAcceptTheExamplesOfThePage() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "routing.md"));
        Matcher blocks = Pattern.compile("```(yaml)?\n(.*?)```", Pattern.DOTALL).matcher(page);
        List<String> examples = blocks.results().map(block -> block.group(2)).toList();
        assertEquals(3, examples.size());
        Files.writeString(directory.resolve("did.csv"), examples.get(1));
        Files.writeString(directory.resolve("rates.csv"), examples.get(2));
        String peers =
                PEERS.replace(
                        "  phones:",
                        "  carrier-a: { realm: outside, match: { group: all, port: 1 },"
                                + " send-to: \"sip:127.0.0.1:5083\" }\n  carrier-b: { realm: outside, match: {"
                                + " group: all, port: 2 }, send-to: \"sip:127.0.0.1:5084\" }\n  carrier-c: {"
                                + " realm: outside, match: { group: all, port: 3 }, send-to:"
                                + " \"sip:127.0.0.1:5085\" }\n  phones:");
        ConfigurationFile.Outcome outcome = readWhole(peers + examples.getFirst());
        Configuration read =
                assertInstanceOf(ConfigurationFile.Accepted.class, outcome, outcome::toString)
                        .configuration();
        assertEquals(5, read.routes().size());
        assertEquals(
                2, assertInstanceOf(Route.LookUp.class, read.routes().get(4).to()).table().size());
    }

    private Configuration accepted(String text) {
        ConfigurationFile.Outcome outcome = read(text);
        return assertInstanceOf(ConfigurationFile.Accepted.class, outcome, outcome::toString)
                .configuration();
    }

    private List<String> problems(String text) {
        ConfigurationFile.Outcome outcome = read(text);
        return assertInstanceOf(ConfigurationFile.Refused.class, outcome, outcome::toString)
                .problems();
    }

    private ConfigurationFile.Outcome read(String text) {
        return readWhole(PEERS + text);
    }

    private ConfigurationFile.Outcome readWhole(String text) {
        Surroundings around = new Surroundings(directory, Map.<String, String>of()::get);
        return ConfigurationFile.read(new Place("FILE", 1, 1, ""), text, new Reading(around));
    }
}

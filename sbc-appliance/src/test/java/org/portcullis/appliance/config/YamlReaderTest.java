package org.portcullis.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class YamlReaderTest {

    @Test
    void shouldKeepThePlaceOfEveryKeyAndValue() {
        String yaml =
                """
                node: edge-1
                realms:
                  outside:
                    listen: [udp:127.0.0.1:5060,  "tcp:[::1]:5060"]
                routes:
                  - { name: in }
                  - name: >-
                      folded
                      text
                """;
        assertEquals(
                List.of(
                        "1:1 node",
                        "1:7 node = edge-1",
                        "2:1 realms",
                        "3:3 realms.outside",
                        "4:5 realms.outside.listen",
                        "4:14 realms.outside.listen[0] = udp:127.0.0.1:5060",
                        "4:35 realms.outside.listen[1] = tcp:[::1]:5060",
                        "5:1 routes",
                        "6:7 routes[0].name",
                        "6:13 routes[0].name = in",
                        "7:5 routes[1].name",
                        "7:11 routes[1].name = folded text"),
                flat(yaml));
    }

    @ParameterizedTest
    @MethodSource("nothing")
    void shouldReadNothingAsNoKeys(String yaml) {
        assertEquals(List.of(), flat(yaml));
    }

    static List<String> nothing() {
        return List.of("", "\n", "# only a comment\n", "---\n", "--- {}\n", "null\n", "\uFEFF");
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldTellWhereItIsNotYaml(String yaml, String problem) {
        List<Problem> problems = new ArrayList<>();
        YamlReader.read("conf.yaml", yaml, problems::add);
        assertEquals(
                List.of("conf.yaml:" + problem), problems.stream().map(Problem::toString).toList());
    }

    static List<Arguments> mistakes() {
        return List.of(
                Arguments.of(
                        "node: [a, b\nx: 3\n",
                        "2:2: not YAML: expected ',' or ']', but got : while parsing a flow"
                                + " sequence from line 1 (expected: YAML)"),
                Arguments.of(
                        "node: a\n  x: b\n",
                        "2:4: not YAML: mapping values are not allowed here (expected: one key:"
                                + " value on a line, quotes around a value with \": \" in it)"),
                Arguments.of(
                        "a: 1\nb: c: d\n",
                        "2:5: not YAML: mapping values are not allowed here (expected: one key:"
                                + " value on a line, quotes around a value with \": \" in it)"),
                Arguments.of(
                        "a: 1\n\tb: 1\n",
                        "2:1: not YAML: found character '\\t(TAB)' that cannot start any token"
                                + " (expected: spaces)"),
                Arguments.of(
                        "a:\n  b: 1\n c: 2\n",
                        "3:2: not YAML: expected <block end>, but found '<block mapping start>'"
                                + " while parsing a block mapping from line 1 (expected: YAML)"),
                Arguments.of(
                        "listen: [tcp:[::1]:5060]\n",
                        "1:15: not YAML: expected the node content, but found ':' (expected: quotes"
                                + " around an IPv6 address, as in [\"udp:[::1]:5060\"])"),
                Arguments.of(
                        "a: 'x\n",
                        "1:4: not YAML: found unexpected end of stream (expected: YAML)"),
                Arguments.of(
                        "a: 1\nb: \u0007\n",
                        "2:4: not YAML: the character U+0007 (expected: text without control"
                                + " characters)"),
                Arguments.of(
                        "? [a, b]\n: c\n",
                        "1:4: not YAML: Expected a property name (Scalar value in YAML), got this"
                                + " instead: +SEQ [] (expected: YAML)"),
                Arguments.of(
                        "a: @b\n",
                        "1:4: not YAML: found character '@' that cannot start any token (expected:"
                                + " YAML)"),
                Arguments.of("- a\n", "1:1: a list (expected: key: value)"),
                Arguments.of("text\n", "1:1: text (expected: key: value)"),
                Arguments.of("a: 1\n---\nb: 1\n", "3:1: a second document (expected: one)"),
                Arguments.of(
                        "a: &x 1\nb: *x\n",
                        "2:4: b: *x (expected: the value itself; aliases are not followed)"),
                Arguments.of(
                        "a: {b: 1, c: 2, b: 3}\n",
                        "1:17: a.b: written twice, first in line 1 (expected: once)"),
                Arguments.of(
                        "a: 1\nb: 1\na: 1\n",
                        "3:1: a: written twice, first in line 1 (expected: once)"));
    }

    @Test
    void shouldKeepTheFirstOfAKeyWrittenTwice() {
        Optional<Node.Mapping> root = YamlReader.read("conf.yaml", "a: 1\na: 2\n", problem -> {});
        assertEquals("1", root.flatMap(r -> r.get("a")).orElseThrow().shown());
    }

    @Test
    void shouldReadNothingAfterASyntaxError() {
        assertTrue(YamlReader.read("conf.yaml", "a: 1\nb: [", problem -> {}).isEmpty());
    }

    private static List<String> flat(String yaml) {
        List<String> places = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        Node.Mapping root = YamlReader.read("conf.yaml", yaml, problems::add).orElseThrow();
        assertEquals(List.of(), problems);
        flatten(root, places);
        return places;
    }

    private static void flatten(Node node, List<String> places) {
        switch (node) {
            case Node.Text text -> places.add(shown(text.place()) + " = " + text.text());
            case Node.Absent absent -> places.add(shown(absent.place()) + " absent");
            case Node.Sequence sequence -> sequence.items().forEach(item -> flatten(item, places));
            case Node.Mapping mapping ->
                    mapping.entries()
                            .forEach(
                                    entry -> {
                                        places.add(shown(entry.place()));
                                        flatten(entry.value(), places);
                                    });
        }
    }

    private static String shown(Place place) {
        return place.line() + ":" + place.column() + " " + place.path();
    }
}

package org.portcullis.routing.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.routing.dispatch.DispatcherSettings.Member;
import org.portcullis.routing.probe.DestinationState;
import org.portcullis.routing.resolve.NextHop;

class DispatcherListTest {
    @TempDir private Path directory;

    @Test
    void shouldReadTheFileAsKamailioDoes() throws IOException {
        DispatcherList list =
                read(
                        """
                        # setid(int) destination(sip uri) flags(int) priority(int) attributes(str)

                        1 sip:10.0.0.1:5060
                        1 sip:10.0.0.2:5060 0 10  # the better one
                        \t2   sip:10.0.0.3;transport=tcp 12 0 duid=abc;weight=30;rweight=20;maxload=50;ping_from=sip:ping@sbc.example;socket=udp:10.0.0.9:5060;mine=1;
                        1 10.0.0.4 32
                        """);
        assertEquals(List.of(), list.problems());
        assertEquals(
                List.of("sip:10.0.0.2:5060", "sip:10.0.0.4", "sip:10.0.0.1:5060"), uris(list, 1));
        DispatcherList.Entry third = set(list, 2).getFirst();
        assertEquals(
                new Member(
                        NextHop.parse("sip:10.0.0.3;transport=tcp"),
                        Optional.of("abc"),
                        30,
                        20,
                        0,
                        50,
                        DestinationState.DISABLED,
                        Optional.empty()),
                third.member());
        assertEquals("sip:ping@sbc.example", third.pingFrom().orElseThrow().toString());
        assertTrue(third.pinged());
        assertFalse(set(list, 1).get(1).pinged());
    }

    @ParameterizedTest
    @CsvSource({
        "0, ACTIVE",
        "1, INACTIVE",
        "2, TRYING",
        "4, DISABLED",
        "8, ACTIVE",
        "9, INACTIVE",
        "10, TRYING",
        "16, ACTIVE",
        "37, DISABLED"
    })
    void shouldReadFlags(String flags, DestinationState state) throws IOException {
        DispatcherList list = read("1 sip:10.0.0.1 " + flags + "\n");
        assertEquals(state, set(list, 1).getFirst().member().state());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 1 (expected: SET URI [FLAGS [PRIORITY [ATTRIBUTES]]])",
                "x sip:10.0.0.1 | set: x (expected: a number from 0 to 2147483647)",
                "-1 sip:10.0.0.1 | set: -1 (expected: a number from 0 to 2147483647)",
                "1 sip:10.0.0.1 64 | flags: 64 (expected: a number from 0 to 63)",
                "1 sip:10.0.0.1 0 high | priority: high (expected: a number from 0 to 2147483647)",
                "1 sip:10.0.0.1 0 0 weight=101 | weight: 101 (expected: a number from 0 to 100)",
                "1 sip:10.0.0.1 0 0 weight=0 | weight: 0 (expected: 1-100)",
                "1 sip:10.0.0.1 0 0 weight | attributes: weight (expected: NAME=VALUE;NAME=VALUE)",
                "1 sip:10.0.0.1 0 0 obproxy=sip:10.0.0.2 | obproxy: sip:10.0.0.2 (expected: none;"
                        + " requests go to the URI)",
                "1 sip:10.0.0.1 0 0 ping_from=me | ping_from: me (expected: a SIP URI)",
                "1 sip:10.0.0.9 | sip:10.0.0.9: a line above has it in set 1 (expected: each once)",
                "1 sip:10.0.0.1 0 0 duid=n | duid: n: a line above has it in set 1 (expected: each"
                        + " once)",
                "1 sip:10.0.0.1 0 0 a=b c=d | 1 sip:10.0.0.1 0 0 a=b c=d (expected: SET URI [FLAGS"
                        + " [PRIORITY [ATTRIBUTES]]])",
            })
    void shouldNameEveryBadLine(String line, String problem) throws IOException {
        DispatcherList list = read("1 sip:10.0.0.9 0 0 duid=n\n" + line + "\n2 sip:10.0.0.9\n");
        assertEquals(List.of(file() + ":2: " + problem), list.problems());
        assertEquals(1, set(list, 2).size(), "the others are read");
    }

    @Test
    void shouldSumUpTooManyProblems() throws IOException {
        DispatcherList list = read("bad\n".repeat(150));
        assertEquals(101, list.problems().size());
        assertEquals(file() + ": 50 more bad lines", list.problems().getLast());
    }

    @Test
    void shouldTellThatThereIsNoFile() {
        DispatcherList list = DispatcherList.read(file(), NextHop::parse);
        assertEquals(1, list.problems().size());
        assertTrue(list.problems().getFirst().contains(": cannot be read: "), "" + list.problems());
    }

    private static List<String> uris(DispatcherList list, int set) {
        return set(list, set).stream().map(entry -> entry.member().hop().uri().toString()).toList();
    }

    private static List<DispatcherList.Entry> set(DispatcherList list, int number) {
        return list.sets().getOrDefault(number, List.of());
    }

    private Path file() {
        return directory.resolve("dispatcher.list");
    }

    private DispatcherList read(String text) throws IOException {
        Files.writeString(file(), text);
        return DispatcherList.read(file(), NextHop::parse);
    }
}

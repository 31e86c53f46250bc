package org.portcullis.routing.number;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumberTableFileTest {
    private static final List<String> PEERS = List.of("pbx", "carrier", "other");

    @TempDir Path directory;

    @Test
    void shouldReadNumbersWithAndWithoutPlus() throws IOException {
        NumberTable table =
                table(
                        """
                        \u00ef\u00bb\u00bfto,number,as
                        // our numbers

                        pbx, +493012345 ,
                        carrier,"4930",0
                        """);
        assertEquals(2, table.size());
        assertEquals("pbx", lead(table, "+4930123456"));
        assertEquals("pbx", lead(table, "4930123456"));
        assertEquals("carrier as 0", lead(table, "+49301"));
        assertEquals("none", lead(table, "+4931"));
    }

    @Test
    void shouldNameEveryBadLine() throws IOException {
        Path file =
                write(
                        """
                        number,to,as
                        4930,pbx,
                        4930,carrier,
                        49x,pbx,
                        4931,nobody,
                        4932,pbx
                        4933,pbx,a b
                        ,pbx,
                        12345678901234567,pbx,
                        4934,pbx,200
                        """);
        List<String> problems = NumberTableFile.read(file, PEERS, true).problems();
        assertEquals(
                List.of(
                        ":3: 4930: stands in line 2 already (expected: each number once)",
                        ":4: 49x (expected: at most 16 of 0-9, *, # and +)",
                        ":5: nobody: no such trunk or dispatcher (expected: one that a request can"
                                + " go to)",
                        ":6: 2 fields (expected: 3)",
                        ":7: as: a b (expected: letters, digits and + * # - _ .)",
                        ":8: number: missing (expected: a number, or the beginning of some)",
                        ":9: 12345678901234567 (expected: at most 16 of 0-9, *, # and +)"),
                problems.stream().map(p -> p.substring(file.toString().length())).toList());
    }

    @Test
    void shouldRefuseAHeaderThatIsNone() throws IOException {
        assertEquals(1, problems("4930,pbx\n").size());
        assertEquals(1, problems("number,number,to\n").size());
        assertEquals(1, problems("number,as\n").size());
        assertEquals(1, problems("\n\n").size());
        Path nowhere = directory.resolve("nowhere");
        assertTrue(
                NumberTableFile.read(nowhere, PEERS, true)
                        .problems()
                        .getFirst()
                        .contains("cannot be read"));
    }

    @Test
    void shouldTellOverlapsWhereTheyAreNotWanted() throws IOException {
        Path file = write("number,to\n493012,pbx\n4930,carrier\n4931,pbx\n");
        assertEquals(List.of(), NumberTableFile.read(file, PEERS, true).problems());
        assertEquals(
                List.of(
                        file
                                + ":2: 493012: begins with the number in line 3 (expected: none"
                                + " that does, or `nested: true`)"),
                NumberTableFile.read(file, PEERS, false).problems());
    }

    @Test
    void shouldTryPeersByPriorityThenCostThenWeight() throws IOException {
        NumberTable table =
                table(
                        """
                        number,to,priority,cost,weight
                        49,carrier,2,0.01,1
                        44,carrier,0,0.3,1
                        49,pbx,1,0.02,1
                        49,other,1,0.019999,1
                        44,pbx,0,0.3,3
                        """);
        for (int seed = 0; seed < 20; seed++) {
            assertEquals("other pbx carrier", order(table, "4930", new Random(seed)));
        }
        Random random = new Random(1);
        int first = 0;
        for (int i = 0; i < 100_000; i++) {
            first += order(table, "441", random).equals("pbx carrier") ? 1 : 0;
        }
        assertEquals(75_000, first, 1_000);
    }

    @Test
    void shouldRefuseOnePeerTwiceForANumber() throws IOException {
        assertEquals(1, problems("number,to,cost\n49,pbx,1\n49,carrier,2\n49,pbx,3\n").size());
        assertEquals(1, problems("number,to,as,cost\n49,pbx,1,1\n49,carrier,2,2\n").size());
        assertEquals(
                4,
                problems(
                                """
                                number,to,priority,cost,weight
                                1,pbx,-1,0,0
                                2,pbx,0,1001,0
                                3,pbx,0,0,x
                                4,pbx,0,0.1234567,1
                                """)
                        .size());
    }

    @Test
    void shouldListAThousandProblemsAndCountTheOthers() throws IOException {
        Path file = write("number,to\n" + "x,pbx\n".repeat(1_500));
        List<String> problems = NumberTableFile.read(file, PEERS, true).problems();
        assertEquals(1_001, problems.size());
        assertEquals(file + ": 500 more bad lines", problems.getLast());
    }

    /** Half a million numbers of a few ranges, each to a peer that its digits tell. */
    @Test
    void shouldHoldHalfAMillionNumbers() throws IOException {
        Path file = directory.resolve("numbers.csv");
        int rows = 500_000;
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            writer.write("number,to,as\n");
            for (int i = 0; i < rows; i++) {
                writer.write("+4930" + (1_000_000 + i) + ',' + PEERS.get(i % 3) + ",u" + i + '\n');
            }
        }
        NumberTableFile read = NumberTableFile.read(file, PEERS, false);
        assertEquals(List.of(), read.problems());
        assertEquals(rows, read.table().size());
        for (int i = 0; i < rows; i += 7) {
            assertEquals(
                    PEERS.get(i % 3) + " as u" + i, lead(read.table(), "+4930" + (1_000_000 + i)));
        }
        assertEquals("none", lead(read.table(), "+49302000000"));
    }

    private NumberTable table(String text) throws IOException {
        NumberTableFile read = NumberTableFile.read(write(text), PEERS, true);
        assertEquals(List.of(), read.problems());
        return read.table();
    }

    private List<String> problems(String text) throws IOException {
        return NumberTableFile.read(write(text), PEERS, true).problems();
    }

    private Path write(String text) throws IOException {
        Path file = directory.resolve("table.csv");
        return Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }

    private static String lead(NumberTable table, String number) {
        int entry = table.find(new AsciiString(number));
        if (entry == NumberTable.NONE) {
            return "none";
        }
        AsciiString as = table.rewritten(entry);
        String peers = order(table, number, new Random(1));
        return as.isEmpty() ? peers : peers + " as " + as;
    }

    private static String order(NumberTable table, String number, Random random) {
        int[] order = table.order(table.find(new AsciiString(number)), random);
        return Arrays.stream(order)
                .mapToObj(peer -> table.peers().get(peer))
                .collect(Collectors.joining(" "));
    }
}

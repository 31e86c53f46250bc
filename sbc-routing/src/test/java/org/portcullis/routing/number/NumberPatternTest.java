package org.portcullis.routing.number;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberPatternTest {

    @ParameterizedTest
    @CsvSource({
        "+49!, +49, true",
        "+49!, +4930, true",
        "+49!, 4930, false",
        "+49., +49, false",
        "+49., +491, true",
        "0Z., 0301, true",
        "0Z., 00301, false",
        "NXX, 200, true",
        "NXX, 100, false",
        "NXX, 2000, false",
        "[1-37]X, 19, true",
        "[1-37]X, 70, true",
        "[1-37]X, 40, false",
        "alice, alice, true",
        "alice, Alice, false",
        "\\X1, X1, true",
        "\\X1, 11, false",
        "!, '', true",
        "., '', false",
        "*XX#, *21#, true",
        "XXX, 12, false",
        "49, 4930, false",
        "[a-c], b, true",
        "[a-c], d, false",
    })
    void shouldMatchFromTheFirstCharacterToTheLast(String pattern, String number, boolean matches) {
        assertEquals(matches, NumberPattern.parse(pattern).matches(new AsciiString(number)));
    }

    @Test
    void shouldMatchNoOtherBytes() {
        byte[] bytes = {(byte) 0xc3, (byte) 0xa9};
        assertFalse(NumberPattern.parse("XX").matches(new AsciiString(bytes, false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2", "!1", "[", "[]", "[3-1]", "[1", "a b", "1\\", "é"})
    void shouldRefuseWhatIsNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> NumberPattern.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "+49!, +4930!, true",
        "+49!, +49!, true",
        "+4930!, +49!, false",
        "X., 12, true",
        "X., 1, false",
        "X!, 1, true",
        "XXX, [1-3]NZ, true",
        "[1-3]NZ, XXX, false",
        "XXX, XX!, false",
        "!, alice, true",
        "., !, false",
        "!, ., true",
        "0Z., 0Z!, false",
        "XX!, X., false",
        "X., XX!, true",
    })
    void shouldKnowWhatItCovers(String one, String other, boolean covers) {
        assertEquals(covers, NumberPattern.parse(one).covers(NumberPattern.parse(other)));
    }

    /** No number may tell that a pattern covers less than it says. */
    @Test
    void shouldMatchWhateverACoveredPatternMatches() {
        Random random = new Random(3);
        int covered = 0;
        for (int i = 0; i < 20_000; i++) {
            NumberPattern one = pattern(random);
            NumberPattern other = pattern(random);
            if (!one.covers(other)) {
                continue;
            }
            covered++;
            for (int n = 0; n < 40; n++) {
                AsciiString number = number(random);
                if (other.matches(number)) {
                    assertEquals(true, one.matches(number), one + " " + other + " " + number);
                }
            }
        }
        assertEquals(true, covered > 500, "" + covered);
    }

    @ParameterizedTest
    @CsvSource({
        "0301234, +49301234",
        "00441234, +441234",
        "112, 112",
        "+49301, +49301",
        "9, 9",
        "80, 0",
    })
    void shouldRewriteByTheFirstChangeThatMatches(String number, String expected) {
        List<NumberChange> changes =
                List.of(
                        change("00Z.", 2, 0, "+", ""),
                        change("0Z!", 1, 0, "+49", ""),
                        change("8X", 1, 0, "", ""),
                        change("9", 1, 0, "", ""));
        assertEquals(expected, NumberChange.apply(changes, new AsciiString(number)).toString());
    }

    @ParameterizedTest
    @CsvSource({"12345, 0, 2, '', '', 123", "12, 0, 3, '', '', 12", "12, 2, 0, 9, '', 9"})
    void shouldStripBothEndsAndAddToThem(
            String number, int strip, int stripEnd, String prefix, String suffix, String expected) {
        NumberChange change =
                new NumberChange(
                        Optional.empty(),
                        strip,
                        stripEnd,
                        new AsciiString(prefix),
                        new AsciiString(suffix));
        assertEquals(
                expected, NumberChange.apply(List.of(change), new AsciiString(number)).toString());
    }

    private static NumberChange change(
            String matches, int strip, int stripEnd, String prefix, String suffix) {
        return new NumberChange(
                Optional.of(NumberPattern.parse(matches)),
                strip,
                stripEnd,
                new AsciiString(prefix),
                new AsciiString(suffix));
    }

    private static NumberPattern pattern(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(4);
        for (int i = 0; i < length; i++) {
            text.append(List.of("X", "Z", "N", "1", "[1-3]", "[24]").get(random.nextInt(6)));
        }
        String end = List.of("", ".", "!").get(random.nextInt(3));
        return NumberPattern.parse(text.isEmpty() && end.isEmpty() ? "!" : text + end);
    }

    private static AsciiString number(Random random) {
        StringBuilder number = new StringBuilder();
        int length = random.nextInt(6);
        for (int i = 0; i < length; i++) {
            number.append(random.nextInt(5));
        }
        return new AsciiString(number);
    }
}

package org.portcullis.security.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternAutomatonTest {

    @Test
    void shouldFindNothingWithoutPatterns() {
        assertFalse(new PatternAutomaton(List.of()).finds(ScanField.FROM, new AsciiString("a")));
    }

    @Test
    void shouldLookAtTheSliceOnly() {
        PatternAutomaton automaton = new PatternAutomaton(List.of(ScanPattern.anywhere("abc")));
        byte[] bytes = "xabcx".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertTrue(automaton.finds(ScanField.TO, new AsciiString(bytes, 1, 3, false)));
        assertFalse(automaton.finds(ScanField.TO, new AsciiString(bytes, 2, 3, false)));
        assertFalse(automaton.finds(ScanField.TO, new AsciiString(bytes, 0, 3, false)));
    }

    @Test
    void shouldMindNoByteThatIsNoCharacter() {
        PatternAutomaton automaton = new PatternAutomaton(List.of(ScanPattern.anywhere("a'")));
        byte[] bytes = {'a', (byte) 0xff, 0, 'A', '\''};
        assertTrue(automaton.finds(ScanField.TO, new AsciiString(bytes, false)));
        assertFalse(automaton.finds(ScanField.TO, new AsciiString(bytes, 0, 4, false)));
    }

    /** Against looking for every text in turn, with few letters, so that texts overlap. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void shouldAgreeWithLookingForEach(int seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<ScanPattern> patterns = new ArrayList<>();
            int count = 1 + random.nextInt(8);
            for (int i = 0; i < count; i++) {
                String text = text(random, 1 + random.nextInt(6));
                patterns.add(
                        random.nextBoolean()
                                ? ScanPattern.anywhere(text)
                                : ScanPattern.in(
                                        List.of(ScanField.values()).get(random.nextInt(6)), text));
            }
            PatternAutomaton automaton = new PatternAutomaton(patterns);
            for (int i = 0; i < 50; i++) {
                String text = text(random, random.nextInt(15));
                for (ScanField field : ScanField.values()) {
                    boolean expected =
                            patterns.stream()
                                    .anyMatch(
                                            p ->
                                                    p.fields().contains(field)
                                                            && text.toLowerCase(Locale.ROOT)
                                                                    .contains(p.text()));
                    assertEquals(
                            expected,
                            automaton.finds(field, new AsciiString(text)),
                            () -> field + " " + text + " " + patterns);
                }
            }
        }
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("abAB'".charAt(random.nextInt(5)));
        }
        return text.toString();
    }
}

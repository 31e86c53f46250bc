package org.portcullis.routing.number;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.util.AsciiString;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberIndexTest {

    @ParameterizedTest
    @CsvSource({
        "49, 1",
        "493, 1",
        "4930, 2",
        "49301234567, 2",
        "4, -1",
        "44, -1",
        "'', -1",
        "*21#, 3",
        "*21, -1",
        "+49, 4",
        "alice, -1",
        "4930x9, 2",
        "49301234567890123456, 2",
        "1234567890123456, 5",
        "12345678901234567, 5",
        "123456789012345, -1",
    })
    void shouldFindTheLongestPrefix(String number, int value) {
        NumberIndex index = new NumberIndex();
        index.put("49", 1);
        index.put("4930", 2);
        index.put("*21#", 3);
        index.put("+49", 4);
        index.put("1234567890123456", 5);
        assertEquals(value, index.find(new AsciiString(number)));
    }

    @Test
    void shouldHaveAPrefixOfEveryNumber() {
        NumberIndex index = new NumberIndex();
        assertEquals(NumberIndex.NONE, index.put("", 7));
        assertEquals(7, index.put("", 8));
        assertEquals(8, index.find(new AsciiString("alice")));
        assertEquals(8, index.around("1"));
        assertEquals(NumberIndex.NONE, index.around(""));
        assertEquals(1, index.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"12a", "12345678901234567", "1 2", "-1"})
    void shouldTakeNoOtherSymbol(String prefix) {
        assertThrows(IllegalArgumentException.class, () -> new NumberIndex().put(prefix, 1));
    }

    /** Against asking for every beginning in turn, in a map. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1_000, 50_000})
    void shouldAgreeWithAMapOfPrefixes(int count) {
        Random random = new Random(count);
        for (int round = 0; round < 10; round++) {
            NumberIndex index = new NumberIndex();
            Map<String, Integer> model = new HashMap<>();
            for (int i = 0; i < count; i++) {
                String prefix = number(random);
                Integer before = model.put(prefix, i);
                assertEquals(before == null ? NumberIndex.NONE : before, index.put(prefix, i));
            }
            if (round % 2 == 0) {
                index.trim();
            }
            assertEquals(model.size(), index.size());
            for (int i = 0; i < 2_000; i++) {
                String number = number(random) + (i % 3 == 0 ? number(random) : "");
                assertEquals(longest(model, number, 0), index.find(new AsciiString(number)));
                if (number.length() <= NumberIndex.LONGEST) {
                    assertEquals(longest(model, number, 1), index.around(number), number);
                }
            }
        }
    }

    private static int longest(Map<String, Integer> model, String number, int less) {
        for (int length = number.length() - less; length >= 0; length--) {
            Integer value = model.get(number.substring(0, length));
            if (value != null) {
                return value;
            }
        }
        return NumberIndex.NONE;
    }

    /** Of few digits, so that prefixes lie within each other. */
    private static String number(Random random) {
        StringBuilder number = new StringBuilder();
        int length = random.nextInt(NumberIndex.LONGEST + 1);
        for (int i = 0; i < length; i++) {
            number.append("0123456789*#+".charAt(random.nextInt(i < 3 ? 3 : 13)));
        }
        return number.toString();
    }
}

package org.portcullis.core.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParamsTest {

    private static Params params(String text) {
        return Params.parse(new AsciiString(text)).orElseThrow();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            nullValues = "-",
            textBlock =
                    """
            ;a=1;b=2;a=3           | a  | 1
            ;a=1;b=2;a=3           | B  | 2
            ;a=1;b=2;a=3           | c  | -
            ;ab=1;a=2              | a  | 2
            ;a="x;b=1\\";b=2";b=3  | b  | 3
            ;a="x;b=1\\";b=2";b=3  | a  | "x;b=1\\";b=2"
            ; a = 1 ; b            | a  | 1
            ;a=[::1]:5060;b=/?:@=  | b  | /?:@=
            """)
    void shouldFindByName(String text, String name, String value) {
        assertEquals(
                Optional.ofNullable(value).map(AsciiString::new),
                params(text).get(new AsciiString(name)));
    }

    @Test
    void shouldTellAFlagFromAnAbsentOne() {
        Params params = params(";lr ;x=1");
        assertEquals(Optional.of(AsciiString.EMPTY_STRING), params.get(new AsciiString("lr")));
        assertTrue(params.has(new AsciiString("LR")));
        assertFalse(params.has(new AsciiString("y")));
        assertEquals(2, params.size());
        assertEquals(0, Params.NONE.size());
        assertTrue(params("").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {";", ";;a", ";a=", ";=a", "a", ";a b", ";a=\"b", ";a=b,c", ";a=b<c"})
    void shouldRefuse(String text) {
        assertTrue(Params.parse(new AsciiString(text)).isEmpty());
    }
}

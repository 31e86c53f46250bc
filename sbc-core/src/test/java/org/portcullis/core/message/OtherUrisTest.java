package org.portcullis.core.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherUrisTest {

    private static Uri uri(String text) {
        return Uri.parse(new AsciiString(text)).orElseThrow();
    }

    private static TelUri tel(String text) {
        return assertInstanceOf(TelUri.class, uri(text));
    }

    @Test
    void shouldTakeATelephoneNumberApart() {
        TelUri uri = tel("tel:+1-(201).555-0123;ext=7;phone-context=+44");
        assertTrue(uri.global());
        assertEquals(new AsciiString("+1-(201).555-0123"), uri.number());
        assertEquals(new AsciiString("+12015550123"), uri.digits());
        assertEquals(
                new AsciiString("+44"),
                uri.params().get(new AsciiString("phone-context")).orElseThrow());
        assertFalse(tel("TEL:911").global());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tel:", "tel:+", "tel:;a=b", "tel:+1 2", "tel:alice", "tel:1;", "tel:1;a="})
    void shouldRefuseWhatIsNoNumber(String text) {
        assertFalse(Uri.parse(new AsciiString(text)).isPresent());
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            tel:+1-201-555-0123  | tel:+12015550123
            tel:*31*A            | TEL:*31*a
            tel:7;phone-context=X| tel:7;phone-context=x
            """)
    void shouldIgnoreSeparatorsAndCase(String one, String other) {
        assertEquals(uri(one), uri(other));
        assertEquals(uri(one).hashCode(), uri(other).hashCode());
        assertNotEquals(uri(one), uri("tel:1"));
    }

    @ParameterizedTest
    @CsvSource({
        "urn:service:sos,urn",
        "http://h/p?q#f,http",
        "im:a@b;c,im",
        "cid+x-y.z:1,cid+x-y.z"
    })
    void shouldKeepOthersWhole(String text, String scheme) {
        OtherUri uri = assertInstanceOf(OtherUri.class, uri(text));
        assertEquals(new AsciiString(scheme), uri.scheme());
        assertEquals(new AsciiString(text), uri.text());
        assertEquals(uri, uri(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"urn:", "urn", "u rn:a", "urn:a b", "urn:a>b", "urn:\"a\"", "2urn:a"})
    void shouldRefuseWhatIsNoUri(String text) {
        assertFalse(Uri.parse(new AsciiString(text)).isPresent());
    }
}

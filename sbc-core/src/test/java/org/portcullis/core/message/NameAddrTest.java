package org.portcullis.core.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameAddrTest {

    private static AsciiString utf8(String text) {
        return new AsciiString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            nullValues = "-",
            textBlock =
                    """
            sip:a@b                              |                | sip:a@b       | -
            sip:a@b;tag=1                        |                | sip:a@b       | 1
            sip:a@b ; tag = 1                    |                | sip:a@b       | 1
            <sip:a@b;tag=1>                      |                | sip:a@b;tag=1 | -
            <sip:a@b>;x;TAG=1                    |                | sip:a@b       | 1
            Alice B. <sip:a@b>;tag=1             | Alice B.       | sip:a@b       | 1
            Alice<sip:a@b>                       | Alice          | sip:a@b       | -
            "a, \\"b\\" <x>" <sip:a@b>;tag=1     | "a, \\"b\\" <x>" | sip:a@b     | 1
            "" <sip:a@b>                         | ""             | sip:a@b       | -
            "\u00c4"<tel:+1;x=y>;tag=1           | "\u00c4"       | tel:+1;x=y    | 1
            \u00c4 b <sip:a@b>                   | \u00c4 b       | sip:a@b       | -
            tel:+1;tag=1                         |                | tel:+1        | 1
            isbn:2983792873;tag=1                |                | isbn:2983792873 | 1
            <sip:a@b>;x="q;tag=2";tag=1          |                | sip:a@b       | 1
            """)
    void shouldTakeAnAddressApart(String text, String display, String uri, String tag) {
        NameAddr address = NameAddr.parse(utf8(text)).orElseThrow();
        assertEquals(utf8(display == null ? "" : display), address.display());
        assertEquals(utf8(uri), address.uri().text());
        assertEquals(utf8(tag == null ? "" : tag), address.tag().orElse(AsciiString.EMPTY_STRING));
        assertEquals(tag != null, address.tag().isPresent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "alice",
                "<>",
                "<sip:a@b",
                "sip:a@b>",
                "\"open <sip:a@b>",
                "\"x\" sip:a@b",
                "Bell, A <sip:a@b>",
                "< sip:a@b>",
                "<sip:a@b >",
                "sip:a@b?c=d",
                "sip:a@b,c@d",
                "<sip:a@b>;",
                "<sip:a@b>;;x",
                "<sip:a@b>;x=",
                "<sip:a@b>;x=\"",
                "<sip:a@b> x",
                "\"a\u0007b\" <sip:a@b>",
                "\"a\\",
                "<sip:a@b>,",
                "urn:a?b"
            })
    void shouldRefuse(String text) {
        assertFalse(NameAddr.parse(utf8(text)).isPresent());
    }

    @Test
    void shouldGiveParametersOfABareAddressToTheHeader() {
        NameAddr address = NameAddr.parse(utf8("sip:a@b;lr")).orElseThrow();
        assertEquals(1, address.params().size());
        assertEquals(0, assertInstanceOf(SipUri.class, address.uri()).params().size());
    }
}

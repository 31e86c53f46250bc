package org.portcullis.core.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods, header names, CSeq and comma lists. */
class NamesTest {

    private static HeaderName name(String text) {
        return HeaderName.of(new AsciiString(text));
    }

    private static List<HeaderName> all() throws IllegalAccessException {
        List<HeaderName> all = new ArrayList<>();
        for (Field field : HeaderName.class.getFields()) {
            if (field.getType().equals(HeaderName.class)) {
                all.add((HeaderName) field.get(null));
            }
        }
        return all;
    }

    @Test
    void shouldTellWhichOfAllKnownHeadersIsThere() throws IllegalAccessException {
        MessageWriter writer = new MessageWriter();
        AsciiString uri = new AsciiString("sip:b@example.com");
        for (HeaderName there : all()) {
            WireImage image =
                    writer.request(Method.INFO, uri).header(there, "x").toRequest().image();
            for (HeaderName asked : all()) {
                // The writer says how long the body is by itself.
                boolean expected = asked.equals(there) || asked.equals(HeaderName.CONTENT_LENGTH);
                assertEquals(expected, image.find(asked, 0) >= 0, asked + " by " + there);
            }
        }
    }

    @Test
    void shouldFindEveryKnownHeaderInAnyCase() throws IllegalAccessException {
        List<HeaderName> all = all();
        assertTrue(all.size() > 90);
        for (HeaderName known : all) {
            String text = known.text().toString();
            assertSame(known, name(text));
            assertSame(known, name(text.toLowerCase(Locale.ROOT)));
            assertSame(known, name(text.toUpperCase(Locale.ROOT)));
            assertSame(known, HeaderName.known(known.id()));
            assertNotEquals(known, name(text + "x"));
            assertNotEquals(known, name("x" + text));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a,Accept-Contact",
        "b,Referred-By",
        "c,Content-Type",
        "d,Request-Disposition",
        "e,Content-Encoding",
        "f,From",
        "i,Call-ID",
        "j,Reject-Contact",
        "k,Supported",
        "l,Content-Length",
        "m,Contact",
        "n,Identity-Info",
        "o,Event",
        "r,Refer-To",
        "s,Subject",
        "t,To",
        "u,Allow-Events",
        "v,Via",
        "x,Session-Expires",
        "y,Identity"
    })
    void shouldMapCompactForms(String compact, String full) {
        assertSame(name(full), name(compact));
        assertSame(name(full), name(compact.toUpperCase(Locale.ROOT)));
    }

    @Test
    void shouldKeepTheSpellingOfUnknownNames() {
        assertEquals(new AsciiString("X-cUSTOM"), name("X-cUSTOM").text());
        assertEquals(name("X-Custom"), name("x-cUSTOM"));
        assertEquals(name("X-Custom").hashCode(), name("x-cUSTOM").hashCode());
        assertNotEquals(name("X-Custom"), name("X-Custo"));
        assertEquals(HeaderName.UNKNOWN, name("q").id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\nb", "\u00e4"})
    void shouldRefuseNamesThatAreNoTokens(String text) {
        assertThrows(IllegalArgumentException.class, () -> name(text));
        assertThrows(IllegalArgumentException.class, () -> Method.of(new AsciiString(text)));
    }

    @Test
    void shouldKnowMethodsByTheirCase() {
        assertSame(Method.INVITE, Method.of(new AsciiString("INVITE")));
        assertNotEquals(Method.INVITE, Method.of(new AsciiString("invite")));
        assertEquals(Method.of(new AsciiString("NEW")), Method.of(new AsciiString("NEW")));
        assertNotEquals(Method.of(new AsciiString("NEW")), Method.of(new AsciiString("OLD")));
    }

    @Test
    void shouldReadCSeq() {
        assertEquals(
                new CSeq(9, Method.INVITE),
                CSeq.parse(new AsciiString("0009 \t INVITE")).orElseThrow());
        assertEquals(CSeq.MAX, CSeq.parse(new AsciiString("2147483647 X")).orElseThrow().number());
        for (String wrong :
                List.of(
                        "",
                        "1",
                        "1 ",
                        "INVITE",
                        "-1 INVITE",
                        "2147483648 X",
                        "1 A B",
                        "1X",
                        " 1 A")) {
            assertTrue(CSeq.parse(new AsciiString(wrong)).isEmpty(), wrong);
        }
        assertThrows(IllegalArgumentException.class, () -> new CSeq(-1, Method.ACK));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            textBlock =
                    """
            a                              | 1
            a,b , c                        | 3
            "a,b",c                        | 2
            "a\\",b",c                     | 2
            <a,b>,c                        | 2
            "<",b                          | 2
            <a;x="y">,b                    | 2
            """)
    void shouldCountElements(String text, int count) {
        byte[] bytes = new AsciiString(text).toByteArray();
        assertEquals(count, CommaList.count(bytes, 0, bytes.length));
    }

    @Test
    void shouldKnowReasonPhrases() {
        assertEquals(new AsciiString("Busy Here"), ReasonPhrases.of(486));
        assertEquals(new AsciiString("Request Failure"), ReasonPhrases.of(499));
        assertFalse(ReasonPhrases.of(699).isEmpty());
    }
}

package org.portcullis.core.message;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipUriTest {

    private static SipUri uri(String text) {
        return assertInstanceOf(SipUri.class, Uri.parse(new AsciiString(text)).orElseThrow());
    }

    @Test
    void shouldTakeAUriApart() {
        SipUri uri =
                uri(
                        "SIPS:a;x=%40,b:p&w@[2001:db8::1]:5061;transport=TCP;lr?Subject=x%20y&Priority=urgent");
        assertAll(
                () -> assertTrue(uri.secure()),
                () -> assertEquals(new AsciiString("a;x=%40,b"), uri.user()),
                () -> assertEquals(new AsciiString("p&w"), uri.password()),
                () -> assertEquals(new AsciiString("[2001:db8::1]"), uri.host()),
                () -> assertEquals(5061, uri.port()),
                () ->
                        assertEquals(
                                new AsciiString("TCP"),
                                uri.params().get(new AsciiString("Transport")).orElseThrow()),
                () -> assertTrue(uri.params().get(new AsciiString("lr")).orElseThrow().isEmpty()),
                () -> assertEquals(2, uri.params().size()),
                () ->
                        assertEquals(
                                new AsciiString("Subject=x%20y&Priority=urgent"), uri.headers()));
    }

    @Test
    void shouldTakeAHostAlone() {
        SipUri uri = uri("sip:example.com");
        assertAll(
                () -> assertTrue(uri.user().isEmpty()),
                () -> assertTrue(uri.password().isEmpty()),
                () -> assertEquals(-1, uri.port()),
                () -> assertTrue(uri.params().isEmpty()),
                () -> assertTrue(uri.headers().isEmpty()));
    }

    @Test
    void shouldTakeAnEmptyPassword() {
        assertTrue(uri("sip:a:@b").password().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:",
                "sip:@h",
                "sip::p@h",
                "sip:a@",
                "sip:a b@h",
                "sip:a%4@h",
                "sip:a%zz@h",
                "sip:a@b@c",
                "sip:h:0",
                "sip:h:65536",
                "sip:h:",
                "sip:h:5060x",
                "sip:[::1",
                "sip:[1]",
                "sip:[::g]",
                "sip:[fe80::1%25eth0]",
                "sip:2001:db8::10",
                "sip:h;",
                "sip:h;=a",
                "sip:h;a=",
                "sip:h;;a",
                "sip:h?",
                "sip:h?a=b c",
                "sip:h<",
                "sip",
                ":a@b",
                "",
                "1sip:a@b",
                "sip:\u00e4@b"
            })
    void shouldRefuse(String text) {
        assertFalse(Uri.parse(new AsciiString(text)).isPresent());
    }

    @Test
    void shouldTakeDialStringsWithoutEscapes() {
        assertEquals(new AsciiString("*31#+4930123"), uri("sip:*31#+4930123@h").user());
    }

    /** The examples of RFC 3261 section 19.1.4, and what follows from its rules. */
    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            sip:%61lice@atlanta.com;transport=TCP         | sip:alice@AtlanTa.CoM;Transport=tcp
            sip:carol@chicago.com                         | sip:carol@chicago.com;newparam=5
            sip:carol@chicago.com                         | sip:carol@chicago.com;security=on
            sip:carol@chicago.com;newparam=5              | sip:carol@chicago.com;security=on
            sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com | sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com
            sip:alice@atlanta.com?subject=project%20x&priority=urgent | sip:alice@atlanta.com?priority=urgent&subject=project%20x
            sip:a@h;%6C%72                                | sip:a@h;lr
            """)
    void shouldBeEquivalent(String one, String other) {
        assertTrue(uri(one).equivalent(uri(other)));
        assertTrue(uri(other).equivalent(uri(one)));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            SIP:ALICE@AtLanTa.CoM;Transport=udp           | sip:alice@AtLanTa.CoM;Transport=UDP
            sip:bob@biloxi.com                            | sip:bob@biloxi.com:5060
            sip:bob@biloxi.com                            | sip:bob@biloxi.com;transport=udp
            sip:bob@biloxi.com                            | sip:bob@biloxi.com:6000;transport=tcp
            sip:carol@chicago.com                         | sip:carol@chicago.com?Subject=next%20meeting
            sip:bob@phone21.boxesbybob.com                | sip:bob@192.0.2.4
            sip:carol@chicago.com;security=on             | sip:carol@chicago.com;security=off
            sip:carol@chicago.com                         | sips:carol@chicago.com
            sip:carol@chicago.com                         | sip:carol:pass@chicago.com
            sip:carol@chicago.com                         | sip:chicago.com
            sip:a%3Bb@h                                   | sip:a;b@h
            sip:h;maddr=1.1.1.1                           | sip:h
            sip:h?a=1&b=2                                 | sip:h?a=1&b=3
            sip:h?a=1&a=1                                 | sip:h?a=1
            """)
    void shouldNotBeEquivalent(String one, String other) {
        assertFalse(uri(one).equivalent(uri(other)));
        assertFalse(uri(other).equivalent(uri(one)));
    }

    @Test
    void shouldCompareUsersByMeaning() {
        assertTrue(uri("sip:%61lice@one").equalsUser(uri("sips:alice@two:9")));
        assertFalse(uri("sip:Alice@one").equalsUser(uri("sip:alice@one")));
        assertFalse(uri("sip:alic@one").equalsUser(uri("sip:alice@one")));
        assertFalse(uri("sip:alice@one").equalsUser(uri("sip:alic@one")));
    }

    @Test
    void shouldCompareTextByEquals() {
        assertEquals(uri("sip:a@b"), uri("sip:a@b"));
        assertEquals(uri("sip:a@b").hashCode(), uri("sip:a@b").hashCode());
        assertFalse(uri("sip:a@b").equals(uri("sip:a@B")));
    }

    @Test
    void shouldBuildUris() {
        AsciiString none = AsciiString.EMPTY_STRING;
        assertAll(
                () -> assertEquals("sip:h", SipUri.of(false, none, "h", -1).text().toString()),
                () ->
                        assertEquals(
                                "sips:a@h:1",
                                SipUri.of(true, new AsciiString("a"), "h", 1).text().toString()),
                () ->
                        assertEquals(
                                "sip:[::1]:5060",
                                SipUri.of(false, none, "::1", 5060).text().toString()),
                () ->
                        assertEquals(
                                "sip:a%20%3B%40%41%25@h",
                                SipUri.of(false, new AsciiString("a ;@%41%"), "h", -1)
                                        .text()
                                        .toString()),
                () ->
                        assertEquals(
                                "%0D%0A",
                                SipUri.of(false, new AsciiString("\r\n"), "h", -1)
                                        .user()
                                        .toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "'h h',-1",
        "'',-1",
        "h,0",
        "h,65536",
        "'h;lr',-1",
        "'h:1',-1",
        "'a@h',-1",
        "'h:1',5060"
    })
    void shouldRefuseToBuildWhatIsNoHost(String host, int port) {
        assertThrows(
                IllegalArgumentException.class,
                () -> SipUri.of(false, AsciiString.EMPTY_STRING, host, port));
    }
}

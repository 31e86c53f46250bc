package org.portcullis.core.message;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViaTest {

    private static Via via(String text) {
        return Via.parse(new AsciiString(text)).orElseThrow();
    }

    @Test
    void shouldTakeAViaApart() {
        Via via =
                via(
                        "SIP / 2.0 / wss  [2001:db8::9:1] : 5060 ; branch = z9hG4bK1 ;rport;received=192.0.2.1;x=\"y\"");
        assertAll(
                () -> assertEquals(new AsciiString("WSS"), via.protocol()),
                () -> assertEquals(new AsciiString("[2001:db8::9:1]"), via.host()),
                () -> assertEquals(5060, via.port()),
                () -> assertEquals(new AsciiString("z9hG4bK1"), via.branch()),
                () -> assertTrue(via.rport()),
                () -> assertEquals(new AsciiString("192.0.2.1"), via.received().orElseThrow()),
                () ->
                        assertEquals(
                                new AsciiString("\"y\""),
                                via.params().get(new AsciiString("x")).orElseThrow()));
    }

    @Test
    void shouldDoWithoutParameters() {
        Via via = via("SIP/2.0/SCTP host");
        assertEquals(new AsciiString("SCTP"), via.protocol());
        assertEquals(-1, via.port());
        assertTrue(via.branch().isEmpty());
        assertFalse(via.rport());
        assertTrue(via.received().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SIP/2.0/UDP",
                "SIP/2.0/UDP ",
                "SIP/2.0 h",
                "SIP/2.0/UDPh",
                "/2.0/UDP h",
                "SIP/2.0/UDP h:",
                "SIP/2.0/UDP h:x",
                "SIP/2.0/UDP h:70000",
                "SIP/2.0/UDP h;",
                "SIP/2.0/UDP h;;a",
                "SIP/2.0/UDP h;branch=",
                "SIP/2.0/UDP h i",
                "SIP/2.0/UDP [::1",
                "SIP/2.0/UDP h, SIP/2.0/UDP i"
            })
    void shouldRefuse(String text) {
        assertFalse(Via.parse(new AsciiString(text)).isPresent());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            SIP/2.0/UDP 192.0.2.15;;,;,,       | SIP/2.0/UDP 192.0.2.15
            SIP/2.0/UDP h:5060;branch=1;x=;y   | SIP/2.0/UDP h:5060;branch=1;x
            SIP/7.0/UDP h junk                 | SIP/7.0/UDP h
            """)
    void shouldSalvageTheSoundBeginning(String text, String salvaged) {
        assertEquals(
                new AsciiString(salvaged), Via.salvage(new AsciiString(text)).orElseThrow().text());
    }

    @Test
    void shouldNotSalvageWhatDoesNotSayWho() {
        assertTrue(Via.salvage(new AsciiString("SIP/2.0/UDP ;branch=1")).isEmpty());
    }
}

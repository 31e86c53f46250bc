package org.portcullis.security.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.testkit.Messages;

class ScannerFilterTest {
    private static final String HONEST =
            """
            INVITE sip:100@192.0.2.1 SIP/2.0
            Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK1
            From: "Liam O'Brien" <sip:200@198.51.100.1>;tag=1
            To: <sip:100@192.0.2.1>
            Call-ID: 1@198.51.100.1
            CSeq: 1 INVITE
            User-Agent: phone
            Contact: <sip:200@198.51.100.1>

            """;

    private final ScannerFilter shipped = new ScannerFilter(ShippedPatterns.all());

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "friendly-scanner",
                "Friendly-Scanner",
                "sipvicious",
                "sipcli/v1.8",
                "sundayddr",
                "pplsip",
                "VaxSIPUserAgent/3.1",
                "smap 0.6.0",
                "sipscan",
                "iWar/0.08"
            })
    void shouldKnowScannersByTheirName(String agent) {
        assertTrue(shipped.matches(request(HONEST.replace("phone", agent))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Yealink SIP-T46S 66.84.0.15",
                "Grandstream GXP2160 1.0.9.132",
                "PolycomVVX-VVX_410-UA/5.9.5.0614",
                "Cisco-CP8841-3PCC/11.3.1",
                "snomD785/10.1.54.13",
                "Linphone Desktop/5.1.0 (fedora) LinphoneSDK/5.2.0",
                "Asterisk PBX 20.5.0",
                "FPBX-16.0.33(18.13.0)",
                "FreeSWITCH-mod_sofia/1.10.9",
                "kamailio (5.6.3 (x86_64/linux))",
                "Zoiper rv2.10.19.5",
                "MicroSIP/3.21.3",
                "Bria 6 release 6.5.2",
                "baresip v1.0.0",
                "OpenSIPS (3.3.5 (x86_64/linux))",
                "JsSIP 3.10.0",
                "SIP.js/0.20.0",
                "TANDBERG/529 (ce9.15.3)",
                "Audiocodes-Sip-Gateway-Mediant 800B/v.7.20A",
                "FRITZ!OS",
                "SIPp"
            })
    void shouldLetHonestOnesPass(String agent) {
        assertFalse(shipped.matches(request(HONEST.replace("phone", agent))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "Liam O'Brien" <sip:200@   | "sipvicious" <sip:100@
                    "Liam O'Brien" <sip:200@   | <sip:200'@
                    "Liam O'Brien" <sip:200@   | <sip:200%27or%271@
                    sip:100@192.0.2.1 SIP      | sip:100'@192.0.2.1 SIP
                    sip:100@192.0.2.1 SIP      | sip:a%20union%20select@192.0.2.1 SIP
                    To: <sip:100@              | To: <sip:1'--@
                    To: <sip:100@192.0.2.1>    | To: "sipvicious" <sip:100@1.1.1.1>
                    <sip:200@198.51.100.1>;tag | <sip:100@1.1.1.1>;tag
                    Contact: <sip:200@         | Contact: <sip:20'0@
                    Contact: <sip:200@198      | Contact: <sip:a@b>, <sip:20'0@198
                    Contact:                   | m:sip:x'@a,
                    """)
    void shouldKnowThemByWhatTheyWrite(String honest, String instead) {
        assertFalse(shipped.matches(request(HONEST)));
        assertTrue(HONEST.contains(honest));
        assertTrue(shipped.matches(request(HONEST.replace(honest, instead))), instead);
    }

    @Test
    void shouldTakeOwnPatterns() {
        ScannerFilter own =
                new ScannerFilter(
                        List.of(
                                ScanPattern.in(ScanField.TO, "9011"),
                                ScanPattern.anywhere("EvilCo")));
        assertFalse(own.matches(request(HONEST)));
        assertFalse(own.matches(request(HONEST.replace("sip:200", "sip:9011"))), "not To");
        assertTrue(own.matches(request(HONEST.replace("To: <sip:100", "To: <sip:9011"))));
        assertTrue(own.matches(request(HONEST.replace("phone", "evilco"))));
        assertTrue(own.matches(request(HONEST.replace("Liam", "EVILCO"))));
        assertTrue(own.matches(request(HONEST.replace("sip:100@192", "sip:evilco@192"))));
    }

    @Test
    void shouldReadAFileAndNameItsBadLines() throws Exception {
        Path file = directory.resolve("patterns");
        Files.writeString(
                file, "# ours\nEvil Co\n\nuser-agent:  Bad/1.0\nuri-user:\nsip:100@x\n\u00fc\n");
        PatternFile read = PatternFile.read(file);
        assertEquals(
                List.of(
                        ScanPattern.anywhere("evil co"),
                        ScanPattern.in(ScanField.USER_AGENT, "bad/1.0"),
                        ScanPattern.anywhere("sip:100@x")),
                read.patterns());
        assertEquals(2, read.problems().size());
        assertTrue(read.problems().getFirst().startsWith(file + ":5: pattern:  (expected: 1-128"));
        assertTrue(read.problems().getLast().startsWith(file + ":7: "));
        assertEquals(1, PatternFile.read(directory.resolve("absent")).problems().size());
    }

    @Test
    void shouldRefusePatternsThatFindEverything() {
        assertThrows(IllegalArgumentException.class, () -> ScanPattern.anywhere(""));
        assertThrows(IllegalArgumentException.class, () -> ScanPattern.anywhere("x".repeat(129)));
    }

    private static SipRequest request(String text) {
        return Messages.request(text);
    }
}

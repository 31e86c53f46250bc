package org.portcullis.media.latch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.media.port.Endpoint;

class LatchTest {
    private static final String SIGNALLED = "203.0.113.5";
    private static final String NAT = "198.51.100.9";
    private static final String STRANGER = "192.0.2.66";

    private final Latch latch = new Latch();

    /**
     * Packets one after the other, {@code address:port}, {@code ?} after one that is not proven;
     * the verdict on each, A for accepted, L for latched, R for refused; where packets to the peer
     * go afterwards.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The signalled address can only be the peer's.
                "203.0.113.5:4000 203.0.113.5  | 203.0.113.5:4000 203.0.113.5:4000 | LA | 203.0.113.5:4000",
                "203.0.113.5:4000 198.51.100.9 | 203.0.113.5:4444 203.0.113.5:4000 | LR | 203.0.113.5:4444",
                "203.0.113.5:4000 198.51.100.9 | 198.51.100.9:4000                 | R  | 203.0.113.5:4000",
                "203.0.113.5:4000 203.0.113.5  | 203.0.113.5:4000?                 | R  | 203.0.113.5:4000",
                "203.0.113.5:4000 203.0.113.5  | 203.0.113.5:4000 203.0.113.5:4000? | LA | 203.0.113.5:4000",
                "203.0.113.5:4000 203.0.113.5  | 192.0.2.66:1 192.0.2.66:1 192.0.2.66:1 192.0.2.66:1"
                        + " 192.0.2.66:1 192.0.2.66:1  | RRRRRR | 203.0.113.5:4000",
                "203.0.113.5:4000 203.0.113.5  | 192.0.2.66:1 203.0.113.5:4000 192.0.2.66:1 | RLR | 203.0.113.5:4000",
                // A NAT hides the peer.
                "10.0.0.5:4000 198.51.100.9    | 198.51.100.9:61000 198.51.100.9:61000 | LA | 198.51.100.9:61000",
                "10.0.0.5:4000 198.51.100.9    | 198.51.100.9:61000 198.51.100.9:61001 | LR | 198.51.100.9:61000",
                "10.0.0.5:4000 198.51.100.9    | 192.0.2.66:1 198.51.100.9:61000 192.0.2.66:1 | RLR | 198.51.100.9:61000",
                "10.0.0.5:4000 198.51.100.9    | 192.0.2.66:1 192.0.2.66:1 192.0.2.66:1 192.0.2.66:1"
                        + " 192.0.2.66:1 192.0.2.66:1  | RRRRLA | 192.0.2.66:1",
                "10.0.0.5:4000 198.51.100.9    | 192.0.2.66:1 192.0.2.66:1 192.0.2.66:1 192.0.2.66:1"
                        + " 192.0.2.66:2 192.0.2.66:1  | RRRRRR | nowhere",
                "10.0.0.5:4000 198.51.100.9    | 192.0.2.66:1? 192.0.2.66:1? 192.0.2.66:1? 192.0.2.66:1?"
                        + " 192.0.2.66:1? 192.0.2.66:1? | RRRRRR | nowhere",
                // Both addresses are private: the signalled one may be reachable after all.
                "10.0.0.5:4000 10.0.0.1        |                                   |    | 10.0.0.5:4000",
                "10.0.0.5:4000 10.0.0.1        | 10.0.0.5:4000                     | L  | 10.0.0.5:4000",
                // Held, or told to call back: no address at all.
                "0.0.0.0:4000 198.51.100.9     |                                   |    | nowhere",
                "0.0.0.0:4000 198.51.100.9     | 198.51.100.9:5000                 | L  | 198.51.100.9:5000",
                "203.0.113.5:4000 203.0.113.5  | 203.0.113.5:0                     | R  | 203.0.113.5:4000",
            })
    void shouldJudgePackets(
            String expectation, String packets, String verdicts, String destination) {
        latch.open(expect(expectation.split(" ")));
        StringBuilder judged = new StringBuilder();
        if (packets != null) {
            for (String packet : packets.trim().split(" +")) {
                judged.append(judge(packet).name().charAt(0));
            }
        }

        assertEquals(verdicts == null ? "" : verdicts, judged.toString());
        assertEquals(destination, text(latch.destination()));
    }

    @Test
    void shouldKnowNobodyBeforeItIsOpened() {
        assertEquals(Latch.Verdict.REFUSED, judge(SIGNALLED + ":4000"));
        assertEquals("nowhere", text(latch.destination()));
    }

    @Test
    void shouldOpenAnewForTheSamePeerAndSendToWhereItWas() {
        latch.open(expect("10.0.0.5:4000", NAT));
        judge(NAT + ":61000");
        latch.open(expect("10.0.0.5:4000", NAT));

        assertEquals(NAT + ":61000", text(latch.destination()));
        assertEquals("nowhere", text(latch.locked()));
        assertEquals(Latch.Verdict.LATCHED, judge(NAT + ":62000"));
        assertEquals(NAT + ":62000", text(latch.destination()));
    }

    @Test
    void shouldOpenAnewForAPeerElsewhere() {
        latch.open(expect(SIGNALLED + ":4000", SIGNALLED));
        judge(SIGNALLED + ":4001");
        latch.open(expect("203.0.113.6:4000", SIGNALLED));

        assertEquals("203.0.113.6:4000", text(latch.destination()));
        assertEquals(Latch.Verdict.REFUSED, judge(SIGNALLED + ":4001"));
    }

    @Test
    void shouldStartTheRunOfAStrangerAgain() {
        latch.open(expect("10.0.0.5:4000", NAT));
        for (int i = 1; i < Latch.RUN; i++) {
            judge(STRANGER + ":1");
        }
        latch.open(expect("10.0.0.5:4000", NAT));

        assertEquals(Latch.Verdict.REFUSED, judge(STRANGER + ":1"));
    }

    @Test
    void shouldHearOnlyTheCompanionsAddressBehindANat() {
        Latch rtp = new Latch();
        rtp.open(expect("10.0.0.5:4000", NAT));
        latch.open(expect("10.0.0.5:4001", NAT));
        for (int i = 0; i < Latch.RUN; i++) {
            judge(rtp, STRANGER + ":1");
        }
        assertEquals(Latch.Verdict.LATCHED, judge(NAT + ":7"));
        latch.follow(rtp);

        assertEquals("nowhere", text(latch.locked()));
        for (int i = 0; i <= Latch.RUN; i++) {
            assertEquals(Latch.Verdict.REFUSED, judge(NAT + ":7"));
        }
        assertEquals(Latch.Verdict.LATCHED, judge(STRANGER + ":2"));
    }

    @Test
    void shouldKeepItsLockIfTheCompanionAgrees() {
        Latch rtp = new Latch();
        rtp.open(expect("10.0.0.5:4000", NAT));
        latch.open(expect("10.0.0.5:4001", NAT));
        judge(NAT + ":7");
        judge(rtp, NAT + ":6");
        latch.follow(rtp);

        assertEquals(Latch.Verdict.ACCEPTED, judge(NAT + ":7"));
    }

    @Test
    void shouldNotLetTheCompanionOverruleTheSignalledAddress() {
        Latch rtp = new Latch();
        rtp.open(expect(SIGNALLED + ":4000", SIGNALLED));
        latch.open(expect("203.0.113.6:4001", SIGNALLED));
        judge(rtp, SIGNALLED + ":4000");
        latch.follow(rtp);

        assertEquals(Latch.Verdict.REFUSED, judge(SIGNALLED + ":4001"));
        assertEquals(Latch.Verdict.LATCHED, judge("203.0.113.6:4001"));
    }

    @ParameterizedTest
    @CsvSource({
        // signalled, signalling source, firm, sent to at first
        "203.0.113.5, 203.0.113.5, true, true",
        "203.0.113.5, 198.51.100.9, true, true",
        "203.0.113.5, 10.0.0.1, true, true",
        "10.0.0.5, 10.0.0.5, true, true",
        "127.0.0.1, 127.0.0.1, true, true",
        "10.0.0.5, 10.0.0.1, false, true",
        "10.0.0.5, 198.51.100.9, false, false",
        "172.16.0.1, 198.51.100.9, false, false",
        "172.32.0.1, 198.51.100.9, true, true",
        "192.168.1.1, 198.51.100.9, false, false",
        "169.254.1.1, 198.51.100.9, false, false",
        "100.64.0.1, 198.51.100.9, false, false",
        "100.128.0.1, 198.51.100.9, true, true",
        "127.0.0.1, 198.51.100.9, false, false",
        "0.0.0.0, 198.51.100.9, false, false",
        "0.0.0.0, 10.0.0.1, false, false",
        "2001:db8::5, 2001:db8::9, true, true",
        "fd00::5, 2001:db8::9, false, false",
        "fe80::5, 2001:db8::9, false, false",
        "::1, 2001:db8::9, false, false",
        "::, 2001:db8::9, false, false",
    })
    void shouldTellWhichAddressesCanBeThePeers(
            String signalled, String source, boolean firm, boolean sentTo) throws Exception {
        Expectation expectation =
                Expectation.of(
                        InetAddress.getByName(signalled), 4000, InetAddress.getByName(source));

        assertEquals(firm, expectation.firm());
        assertEquals(sentTo, !expectation.destination().isNowhere());
    }

    private Latch.Verdict judge(String packet) {
        return judge(latch, packet);
    }

    private static Latch.Verdict judge(Latch latch, String packet) {
        Endpoint from = endpoint(packet.replace("?", ""));
        return latch.judge(from.high(), from.low(), from.port(), !packet.endsWith("?"));
    }

    private static Expectation expect(String... signalledAndSource) {
        String signalled = signalledAndSource[0];
        int colon = signalled.lastIndexOf(':');
        return Expectation.of(
                host(signalled.substring(0, colon)),
                Integer.parseInt(signalled.substring(colon + 1)),
                host(signalledAndSource[1]));
    }

    private static Endpoint endpoint(String text) {
        int colon = text.lastIndexOf(':');
        return Endpoint.of(
                host(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    private static InetAddress host(String text) {
        return InetAddress.ofLiteral(text.toLowerCase(Locale.ROOT));
    }

    private static String text(Endpoint endpoint) {
        return endpoint.isNowhere() ? "nowhere" : endpoint.toString();
    }
}

package org.portcullis.security.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.portcullis.core.codec.SanityCheck;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Trust;
import org.portcullis.security.acl.AccessList;
import org.portcullis.security.acl.AclSettings;
import org.portcullis.security.acl.AddressBook;
import org.portcullis.security.acl.AddressEntry;
import org.portcullis.security.acl.AddressGroup;
import org.portcullis.security.ban.BanReason;
import org.portcullis.security.ban.BanSettings;
import org.portcullis.security.ban.BanTable;
import org.portcullis.security.ban.Strikes;
import org.portcullis.security.flood.FloodLimiter;
import org.portcullis.security.flood.FloodSettings;
import org.portcullis.security.scan.ScannerFilter;
import org.portcullis.security.scan.ShippedPatterns;

class SourceGateTest {
    private static final Duration BAN = Duration.ofMinutes(15);
    private static final InetSocketAddress EXEMPT = new InetSocketAddress("203.0.113.1", 5060);

    private final Counters counters = new Counters();
    private final BanTable bans = new BanTable(BanSettings.DEFAULT, EXEMPT::equals, counters, 0);
    private final AddressBook book =
            new AddressBook(
                    List.of(
                            new AddressGroup(
                                    "peers",
                                    List.of(
                                            AddressEntry.parse("198.51.0.0/16"),
                                            AddressEntry.parse("203.0.113.0/24")))));
    private final Flow flow = Fixtures.flow(Trust.UNTRUSTED);
    private final SourceGate gate =
            new SourceGate(bans, rules(Optional.empty(), Optional.empty(), BAN), counters, 0);

    @ParameterizedTest
    @EnumSource(
            value = Trust.class,
            names = {"UNTRUSTED", "KNOWN"})
    void shouldDropAFloodAndCountIt(Trust trust) {
        Flow from = Fixtures.flow(trust);
        for (int i = 0; i < 38; i++) {
            assertTrue(accept(from));
        }
        for (int i = 0; i < 5; i++) {
            assertFalse(accept(from));
        }
        assertEquals(5, dropped("flood"));
        assertEquals(List.of(), bans.list(0));
    }

    @Test
    void shouldNotJudgeOurOwnSide() {
        Flow inside = Fixtures.flow(Trust.TRUSTED);
        bans.ban(inside.remote(), BanReason.OPERATOR, BAN, 0);
        for (int i = 0; i < 1_000; i++) {
            assertTrue(accept(inside));
        }
        assertTrue(gate.accept(scan(), inside.remote(), inside.realm(), 0));
        assertFalse(accept(Fixtures.flow(Trust.UNTRUSTED)));
        assertEquals(0, dropped("flood"));
    }

    @Test
    void shouldDropTheBannedUntilTheirTimeIsOver() {
        bans.ban(flow.remote(), BanReason.OPERATOR, BAN, 0);
        assertFalse(gate.accept(flow.remote(), flow.realm(), BAN.toNanos() - 1));
        assertEquals(1, dropped("banned"));
        assertTrue(gate.accept(flow.remote(), flow.realm(), BAN.toNanos()));
    }

    @Test
    void shouldBanAFloodWhereToldTo() {
        gate.replace(rules(Optional.empty(), Optional.of(BAN), BAN));
        for (int i = 0; i < 45; i++) {
            accept(flow);
        }
        assertEquals(1, dropped("flood"));
        assertEquals(6, dropped("banned"), "which costs less");
        assertEquals(BanReason.FLOOD, bans.list(0).getFirst().reason());
        assertTrue(gate.accept(flow.remote(), flow.realm(), BAN.toNanos()));
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void shouldKeepToTheAccessListInEveryRealm(Trust trust) {
        AccessList access = book.access(new AclSettings(List.of("peers"), List.of()));
        gate.replace(rules(Optional.of(access), Optional.empty(), BAN));
        Flow from = Fixtures.flow(trust);
        assertTrue(accept(from));
        InetSocketAddress stranger = new InetSocketAddress("192.0.2.77", 5060);
        for (int i = 0; i < 100; i++) {
            assertFalse(gate.accept(stranger, from.realm(), 0));
        }
        assertEquals(100, dropped("acl"));
        assertEquals(0, dropped("flood"), "not counted as a flood");
    }

    @Test
    void shouldDropAndBanAScanner() {
        assertTrue(gate.accept(Fixtures.request("OPTIONS"), flow.remote(), flow.realm(), 0));
        assertFalse(gate.accept(scan(), flow.remote(), flow.realm(), 0));
        assertEquals(1, dropped("scanner"));
        assertFalse(accept(flow));
        assertEquals(BanReason.SCANNER, bans.list(0).getFirst().reason());
    }

    @Test
    void shouldOnlyDropAScannerWhereToldTo() {
        gate.replace(rules(Optional.empty(), Optional.empty(), Duration.ZERO));
        assertFalse(gate.accept(scan(), flow.remote(), flow.realm(), 0));
        assertTrue(accept(flow));
    }

    @Test
    void shouldNotLookForScannersAmongPeers() {
        Flow known = Fixtures.flow(Trust.KNOWN);
        assertTrue(gate.accept(scan(), known.remote(), known.realm(), 0));
        assertTrue(gate.accept(scan(), EXEMPT, flow.realm(), 0));
    }

    @Test
    void shouldBanForManyMalformedMessages() {
        for (int i = 0; i < 10; i++) {
            gate.insane(flow.remote(), flow.realm(), SanityCheck.PROXY_REQUIRE, 0);
            gate.insane(flow.remote(), Fixtures.flow(Trust.KNOWN).realm(), SanityCheck.SYNTAX, 0);
        }
        gate.insane(flow.remote(), flow.realm(), SanityCheck.SYNTAX, 0);
        gate.insane(flow.remote(), flow.realm(), SanityCheck.URIS, 0);
        assertTrue(accept(flow));
        gate.insane(flow.remote(), flow.realm(), SanityCheck.SYNTAX, 0);
        assertFalse(accept(flow));
        for (int i = 0; i < 10; i++) {
            gate.insane(EXEMPT, flow.realm(), SanityCheck.SYNTAX, 0);
        }
        assertEquals(1, bans.list(0).size());
    }

    @Test
    void shouldLetOnlyPeersKnowWhatIsWrong() {
        Flow stranger = Fixtures.flow(Trust.UNTRUSTED);
        SanityCheck check = SanityCheck.MAX_FORWARDS;
        assertFalse(gate.insane(stranger.remote(), stranger.realm(), check, 0));
        assertTrue(gate.insane(EXEMPT, stranger.realm(), check, 0));
        assertTrue(gate.insane(stranger.remote(), Fixtures.flow(Trust.KNOWN).realm(), check, 0));
    }

    private GateRules rules(
            Optional<AccessList> access, Optional<Duration> floodBan, Duration scannerBan) {
        FloodLimiter flood = new FloodLimiter(FloodSettings.DEFAULT, source -> false, counters, 0);
        return new GateRules(
                Map.of("outside", new GateRules.RealmRules(access, flood, floodBan)),
                Optional.of(new ScannerFilter(ShippedPatterns.all())),
                scannerBan,
                Optional.of(new Strikes(3, Duration.ofSeconds(10))),
                EXEMPT::equals,
                EXEMPT::equals);
    }

    private boolean accept(Flow from) {
        return gate.accept(from.remote(), from.realm(), 0);
    }

    private static SipRequest scan() {
        return Messages.request(
                Fixtures.request("OPTIONS")
                        .toString()
                        .replace("\r\n", "\n")
                        .replace("CSeq", "User-Agent: friendly-scanner\nCSeq"));
    }

    private long dropped(String reason) {
        return Fixtures.value(counters, "portcullis_gate_dropped_total", "reason", reason);
    }
}

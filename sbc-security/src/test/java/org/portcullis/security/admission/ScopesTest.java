package org.portcullis.security.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Admission.Admitted;
import org.portcullis.core.border.Admission.Clearance;
import org.portcullis.core.border.Admission.Cleared;
import org.portcullis.core.border.Admission.Full;
import org.portcullis.core.border.Admission.Refused;
import org.portcullis.core.border.Admission.Ticket;
import org.portcullis.core.border.Admission.Verdict;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.Counters;

/** Limits on users, sources, realms and the box, in and out, and their change while calls stand. */
class ScopesTest {
    private static final long SECOND = 1_000_000_000;
    private static final Origin CARRIER = new Origin.Trunk("carrier");
    private static final Origin PBX = new Origin.Dispatcher("pbx");
    private static final CallLimits ONE = new CallLimits(1, CallLimits.UNLIMITED);
    private static final CallLimits TWO = new CallLimits(2, CallLimits.UNLIMITED);
    private static final CallLimits ONE_A_SECOND = new CallLimits(CallLimits.UNLIMITED, 1);

    private final Counters counters = new Counters();
    private long nowNanos = -5 * SECOND;

    @Test
    void shouldLimitARealmOverItsPeers() {
        AdmissionControl admission = control(realm(both(ONE)));
        Ticket first = admitted(admission, "1", CARRIER, "198.51.100.1:5060");
        assertRefused(call(admission, "2", PBX, "198.51.100.2:5060"));
        assertEquals(1, Fixtures.refused(counters, "realm", "outside", "in", "calls"));
        first.release();
        admitted(admission, "2", PBX, "198.51.100.2:5060");
    }

    @Test
    void shouldLimitTheBoxOverItsRealms() {
        AdmissionControl admission =
                control(new AdmissionSettings(new TwoWayLimits(ONE), Map.of(), Map.of()));
        admitted(admission, "1", CARRIER, "198.51.100.1:5060");
        assertRefused(
                admission.admit(
                        Fixtures.invite("2", "100"),
                        PBX,
                        Fixtures.flow("inside", "10.0.0.1:5060"),
                        nowNanos));
        assertEquals(1, Fixtures.refused(counters, "all", "all", "in", "calls"));
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.1:5060, 198.51.100.1:5061, true",
        "198.51.100.1:5060, 198.51.100.2:5060, false",
        "[2001:db8:1:2::1]:5060, [2001:db8:1:2:ffff::9]:5060, true",
        "[2001:db8:1:2::1]:5060, [2001:db8:1:3::1]:5060, false",
    })
    void shouldLimitASource(String one, String other, boolean same) {
        AdmissionControl admission = control(eachSource(new TwoWayLimits(ONE)));
        Ticket first = admitted(admission, "1", CARRIER, one);
        Verdict second = call(admission, "2", PBX, other);
        assertEquals(!same, second instanceof Admitted);
        first.release();
        admitted(admission, "3", CARRIER, one);
    }

    @Test
    void shouldLimitAUserOfAPeer() {
        AdmissionControl admission = control(eachUser(new TwoWayLimits(ONE)));
        admitted(admission, "alice", CARRIER, "198.51.100.1:5060");
        assertRefused(call(admission, "alice", CARRIER, "198.51.100.2:5060"));
        admitted(admission, "bob", CARRIER, "198.51.100.1:5060");
        admitted(admission, "alice", PBX, "198.51.100.1:5060");
        assertEquals(1, Fixtures.refused(counters, "user", "outside", "in", "calls"));
    }

    @Test
    void shouldLimitWhatGoesToAPeerApartFromWhatComes() {
        AdmissionControl admission =
                control(
                        new AdmissionSettings(
                                TwoWayLimits.NONE,
                                Map.of(),
                                Map.of(
                                        CARRIER,
                                        new TwoWayLimits(TWO, new CallLimits(1, 9, 9, 486)))));
        Ticket call = admitted(admission, "1", CARRIER, "198.51.100.1:5060");
        Ticket out = cleared(call, CARRIER, "198.51.100.9:5060");
        assertEquals(new Full(486, 0), leave(call, CARRIER, "198.51.100.9:5060"));
        cleared(call, PBX, "198.51.100.9:5060");
        admitted(admission, "2", CARRIER, "198.51.100.1:5060");
        assertEquals(2, Fixtures.live(counters, "peer", "carrier", "in"));
        assertEquals(1, Fixtures.live(counters, "peer", "carrier", "out"));
        out.release();
        cleared(call, CARRIER, "198.51.100.9:5060");
    }

    @Test
    void shouldLimitWhatLeavesForARealmAnAddressAndAUser() {
        RealmLimits limits = new RealmLimits(both(TWO), both(ONE), both(ONE), CallLimits.UNLIMITED);
        AdmissionControl admission =
                control(
                        new AdmissionSettings(
                                TwoWayLimits.NONE, Map.of("inside", limits), Map.of()));
        Ticket call = admitted(admission, "1", CARRIER, "198.51.100.1:5060");
        called(call, "100");
        cleared(call, PBX, "inside", "10.0.0.1:5060");
        assertFull(leave(call, PBX, "inside", "10.0.0.2:5060"), "the same user");
        called(call, "101");
        assertFull(leave(call, PBX, "inside", "10.0.0.1:5060"), "the same address");
        cleared(call, PBX, "inside", "10.0.0.2:5060");
        called(call, "102");
        assertFull(leave(call, PBX, "inside", "10.0.0.3:5060"), "the realm is full");
        assertEquals(2, Fixtures.live(counters, "realm", "inside", "out"));
    }

    @Test
    void shouldTakeNoTokenOfALimitThatHasRoomForACallThatAnotherRefuses() {
        AdmissionControl admission =
                control(
                        new AdmissionSettings(
                                new TwoWayLimits(ONE_A_SECOND),
                                Map.of(),
                                Map.of(CARRIER, new TwoWayLimits(ONE))));
        Ticket first = admitted(admission, "1", CARRIER, "198.51.100.1:5060");
        nowNanos += SECOND;
        for (int i = 0; i < 5; i++) {
            assertRefused(call(admission, "1", CARRIER, "198.51.100.1:5060"));
        }
        assertEquals(5, Fixtures.refused(counters, "peer", "carrier", "in", "calls"));
        admitted(admission, "2", PBX, "198.51.100.1:5060");
        assertRefused(call(admission, "2", PBX, "198.51.100.1:5060"));
        assertEquals(1, Fixtures.refused(counters, "all", "all", "in", "cps"));
        first.release();
        assertEquals(1, Fixtures.live(counters, "all", "all", "in"));
    }

    @Test
    void shouldLetEmergencyCallsOutBeyondEveryLimit() {
        AdmissionControl admission =
                control(
                        new AdmissionSettings(
                                both(ONE), Map.of(), Map.of(CARRIER, new TwoWayLimits(ONE, ONE))));
        Ticket call = admitted(admission, "1", CARRIER, "198.51.100.1:5060");
        cleared(call, CARRIER, "198.51.100.9:5060");
        Ticket urgent =
                admission.admitEmergency(Fixtures.invite("1", "112"), CARRIER, nowNanos).ticket();
        called(urgent, "112");
        Ticket out = cleared(urgent, CARRIER, "198.51.100.9:5060");
        assertEquals(2, Fixtures.live(counters, "peer", "carrier", "out"));
        out.release();
        urgent.release();
        assertEquals(1, Fixtures.live(counters, "peer", "carrier", "out"));
        assertEquals(1, Fixtures.live(counters, "all", "all", "in"));
    }

    @Test
    void shouldCheckWhereAnEmergencyCallIsTransferredTo() {
        AdmissionControl admission =
                new AdmissionControl(
                        AdmissionSettings.NONE,
                        (request, by, now) -> new Full(603, 0),
                        counters,
                        nowNanos);
        Ticket urgent =
                admission.admitEmergency(Fixtures.invite("1", "112"), CARRIER, nowNanos).ticket();
        assertEquals(new Cleared(Ticket.NONE), called(urgent, "112"));
        assertEquals(new Full(603, 0), called(urgent, "0900"));
        Ticket plain = admitted(admission, "1", CARRIER, "198.51.100.1:5060");
        assertEquals(new Full(603, 0), called(plain, "112"));
    }

    @Test
    void shouldKeepWhatStandsWhenLimitsChange() {
        AdmissionControl admission = control(AdmissionSettings.NONE);
        Ticket first = admitted(admission, "1", CARRIER, "198.51.100.1:5060");
        Ticket second = admitted(admission, "2", CARRIER, "198.51.100.1:5060");
        AdmissionSettings tight =
                new AdmissionSettings(both(TWO), Map.of(), Map.of(CARRIER, both(TWO)));
        admission.apply(tight, nowNanos);
        assertRefused(call(admission, "3", CARRIER, "198.51.100.1:5060"));
        first.release();
        Ticket third = admitted(admission, "3", CARRIER, "198.51.100.1:5060");
        admission.apply(
                new AdmissionSettings(both(ONE), Map.of(), Map.of(CARRIER, both(ONE))), nowNanos);
        second.release();
        assertRefused(call(admission, "4", CARRIER, "198.51.100.1:5060"));
        third.release();
        admitted(admission, "4", CARRIER, "198.51.100.1:5060");
        admission.apply(AdmissionSettings.NONE, nowNanos);
        admitted(admission, "5", CARRIER, "198.51.100.1:5060");
        assertEquals(2, Fixtures.live(counters, "peer", "carrier", "in"));
    }

    @Test
    void shouldNotRefillTheBucketOfARateThatStays() {
        AdmissionSettings settings =
                new AdmissionSettings(
                        TwoWayLimits.NONE,
                        Map.of(),
                        Map.of(CARRIER, new TwoWayLimits(ONE_A_SECOND)));
        AdmissionControl admission = control(settings);
        admitted(admission, "1", CARRIER, "198.51.100.1:5060");
        admission.apply(settings, nowNanos);
        assertRefused(call(admission, "1", CARRIER, "198.51.100.1:5060"));
    }

    @Test
    void shouldLimitRegistrationsASecond() {
        RealmLimits limits =
                new RealmLimits(TwoWayLimits.NONE, TwoWayLimits.NONE, TwoWayLimits.NONE, 2);
        AdmissionControl admission =
                control(
                        new AdmissionSettings(
                                TwoWayLimits.NONE, Map.of("outside", limits), Map.of()));
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            verdicts.add(
                    admission.admit(
                            Fixtures.request("REGISTER"),
                            CARRIER,
                            Fixtures.flow("outside", "198.51.100.1:5060"),
                            nowNanos));
        }
        assertEquals(
                List.of(new Admitted(Ticket.NONE), new Admitted(Ticket.NONE), new Refused(503, 1)),
                verdicts);
        assertEquals(1, Fixtures.refused(counters, "realm", "outside", "in", "registrations"));
        admitted(admission, "1", CARRIER, "198.51.100.1:5060");
    }

    @Test
    void shouldNameWhoIsCalledOnlyWhereThatCounts() {
        AdmissionControl admission = control(AdmissionSettings.NONE);
        assertEquals(Optional.empty(), admission.called(Fixtures.invite("1", "100")));
        Ticket before = admitted(admission, "1", CARRIER, "198.51.100.1:5060");
        called(before, "100");
        admission.apply(eachUser(new TwoWayLimits(CallLimits.NONE, ONE)), nowNanos);
        assertEquals(Optional.of("100"), admission.called(Fixtures.invite("1", "100")));
        cleared(before, PBX, "203.0.113.1:5060");
        Ticket first = admitted(admission, "1", CARRIER, "198.51.100.1:5060");
        called(first, "100");
        cleared(first, PBX, "203.0.113.1:5060");
        Ticket second = admitted(admission, "1", CARRIER, "198.51.100.1:5060");
        called(second, "100");
        assertInstanceOf(Full.class, leave(second, PBX, "203.0.113.1:5060"), "one at a time");
    }

    private AdmissionControl control(AdmissionSettings settings) {
        return new AdmissionControl(settings, NumberCheck.NONE, counters, nowNanos);
    }

    private static TwoWayLimits both(CallLimits limits) {
        return new TwoWayLimits(limits, limits);
    }

    private static AdmissionSettings realm(TwoWayLimits calls) {
        return outside(
                new RealmLimits(calls, TwoWayLimits.NONE, TwoWayLimits.NONE, CallLimits.UNLIMITED));
    }

    private static AdmissionSettings eachSource(TwoWayLimits calls) {
        return outside(
                new RealmLimits(TwoWayLimits.NONE, calls, TwoWayLimits.NONE, CallLimits.UNLIMITED));
    }

    private static AdmissionSettings eachUser(TwoWayLimits calls) {
        return outside(
                new RealmLimits(TwoWayLimits.NONE, TwoWayLimits.NONE, calls, CallLimits.UNLIMITED));
    }

    private static AdmissionSettings outside(RealmLimits limits) {
        return new AdmissionSettings(TwoWayLimits.NONE, Map.of("outside", limits), Map.of());
    }

    private Verdict call(AdmissionControl admission, String user, Origin origin, String source) {
        return admission.admit(
                Fixtures.invite(user, "100"), origin, Fixtures.flow("outside", source), nowNanos);
    }

    private Ticket admitted(AdmissionControl admission, String user, Origin origin, String source) {
        return assertInstanceOf(Admitted.class, call(admission, user, origin, source)).ticket();
    }

    private Clearance called(Ticket ticket, String number) {
        return ticket.calling(
                Fixtures.invite("1", number),
                CARRIER,
                Fixtures.flow("outside", "198.51.100.1:5060"),
                nowNanos);
    }

    private Clearance leave(Ticket ticket, Origin peer, String address) {
        return leave(ticket, peer, "outside", address);
    }

    private Clearance leave(Ticket ticket, Origin peer, String realm, String address) {
        Hop hop = Fixtures.hop(peer, realm, address);
        return ticket.leaving(hop, false, nowNanos);
    }

    private Ticket cleared(Ticket ticket, Origin peer, String address) {
        return cleared(ticket, peer, "outside", address);
    }

    private Ticket cleared(Ticket ticket, Origin peer, String realm, String address) {
        return assertInstanceOf(Cleared.class, leave(ticket, peer, realm, address)).ticket();
    }

    private static void assertRefused(Verdict verdict) {
        assertEquals(new Refused(503, 1), verdict);
    }

    private static void assertFull(Clearance clearance, String why) {
        assertEquals(new Full(503, 1), clearance, why);
    }
}

package org.portcullis.security.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.portcullis.security.admission.Fixtures.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Admission.Admitted;
import org.portcullis.core.border.Admission.Refused;
import org.portcullis.core.border.Admission.Silence;
import org.portcullis.core.border.Admission.Ticket;
import org.portcullis.core.border.Admission.Verdict;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Together;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Trust;

class AdmissionControlTest {

    private static final long SECOND = 1_000_000_000;
    private static final Origin CARRIER = new Origin.Trunk("carrier");
    private static final SipRequest INVITE = Fixtures.request("INVITE");
    private static final SipRequest OPTIONS = Fixtures.request("OPTIONS");
    private static final Flow FLOW = Fixtures.flow(Trust.UNTRUSTED);

    private final Counters counters = new Counters();
    private long nowNanos = -5 * SECOND;

    @ParameterizedTest
    @CsvSource({
        "UNTRUSTED, INVITE, silence",
        "UNTRUSTED, OPTIONS, silence",
        "KNOWN, INVITE, 403",
        "KNOWN, OPTIONS, 403",
        "TRUSTED, INVITE, 403",
        "TRUSTED, OPTIONS, 403",
    })
    void shouldTurnStrangersAway(Trust trust, String method, String expected) {
        AdmissionControl admission = admission(CallLimits.NONE);
        Flow flow = Fixtures.flow(trust);
        SipRequest request = method.equals("INVITE") ? INVITE : OPTIONS;
        Verdict verdict = admission.admit(request, new Origin.Unknown(), flow, nowNanos);
        Verdict wanted = expected.equals("silence") ? new Silence() : new Refused(403, 0);
        assertEquals(wanted, verdict);
        assertEquals(1, value(counters, "portcullis_admission_strangers_total"));
    }

    @Test
    void shouldRefuseTheCallAfterTheLast() {
        AdmissionControl admission = admission(new CallLimits(2, CallLimits.UNLIMITED));
        Ticket first = admitted(admission);
        admitted(admission);
        assertEquals(new Refused(503, 1), call(admission));
        first.release();
        admitted(admission);
        assertEquals(new Refused(503, 1), call(admission));
        assertEquals(2, live());
        assertEquals(3, value(counters, "portcullis_admission_calls_total", "peer", "carrier"));
        assertEquals(2, refused("calls"));
        assertEquals(0, refused("cps"));
    }

    @Test
    void shouldShowWhoHasALimitOrACall() {
        CallLimits two = new CallLimits(2, CallLimits.UNLIMITED);
        AdmissionControl admission = admission(two);
        LimitView idle = new LimitView("peer", "carrier", "in", 0, two);
        assertEquals(List.of(idle), admission.limits());
        Ticket call = admitted(admission);
        assertEquals(
                List.of(
                        new LimitView("all", "all", "in", 1, CallLimits.NONE),
                        new LimitView("realm", "outside", "in", 1, CallLimits.NONE),
                        new LimitView("peer", "carrier", "in", 1, two)),
                admission.limits());
        AdmissionSettings none = new AdmissionSettings(TwoWayLimits.NONE, Map.of(), Map.of());
        admission.apply(none, nowNanos);
        assertEquals(
                new LimitView("peer", "carrier", "in", 1, CallLimits.NONE),
                admission.limits().getLast());
        call.release();
        assertEquals(List.of(), admission.limits());
    }

    @Test
    void shouldCountAnEmergencyCallWithoutLimitingIt() {
        AdmissionControl admission = admission(new CallLimits(1, 1));
        admitted(admission);
        Ticket emergency = admission.admitEmergency(INVITE, CARRIER, nowNanos).ticket();
        admission.admitEmergency(INVITE, CARRIER, nowNanos);
        assertEquals(3, live());
        assertEquals(new Refused(503, 1), call(admission));
        emergency.release();
        emergency.release();
        assertEquals(2, live());
        Ticket stranger = admission.admitEmergency(INVITE, new Origin.Unknown(), nowNanos).ticket();
        assertEquals(1, Fixtures.live(counters, "peer", "unknown", "in"));
        stranger.release();
        assertEquals(0, Fixtures.live(counters, "peer", "unknown", "in"));
        assertEquals(Ticket.NONE, admission.admitEmergency(OPTIONS, CARRIER, nowNanos).ticket());
    }

    @Test
    void shouldGiveAPlaceBackOnce() {
        AdmissionControl admission = admission(new CallLimits(2, CallLimits.UNLIMITED));
        Ticket first = admitted(admission);
        admitted(admission);
        first.release();
        first.release();
        assertEquals(1, live());
        admitted(admission);
        assertEquals(new Refused(503, 1), call(admission));
    }

    @Test
    void shouldRefuseTheCallBeyondTheRate() {
        AdmissionControl admission = admission(new CallLimits(100, 4, 2, 503));
        admitted(admission);
        admitted(admission);
        assertEquals(new Refused(503, 1), call(admission));
        assertEquals(2, live(), "a call refused for the rate takes no place");
        nowNanos += SECOND / 4 - 1;
        assertEquals(new Refused(503, 1), call(admission));
        nowNanos += 1;
        admitted(admission);
        assertEquals(new Refused(503, 1), call(admission));
        nowNanos += 10 * SECOND;
        admitted(admission);
        admitted(admission);
        assertEquals(
                new Refused(503, 1), call(admission), "the bucket holds no more than the burst");
        assertEquals(4, refused("cps"));
    }

    @Test
    void shouldTakeNoTokenForACallRefusedForTheirNumber() {
        AdmissionControl admission = admission(new CallLimits(1, 2));
        Ticket first = admitted(admission);
        assertEquals(new Refused(503, 1), call(admission));
        first.release();
        admitted(admission);
    }

    @Test
    void shouldAnswerAsConfigured() {
        AdmissionControl admission = admission(new CallLimits(1, CallLimits.UNLIMITED, 1, 486));
        admitted(admission);
        assertEquals(new Refused(486, 0), call(admission));
    }

    @Test
    void shouldPassOtherMethodsUncounted() {
        AdmissionControl admission = admission(new CallLimits(1, 1));
        for (int i = 0; i < 10; i++) {
            Verdict verdict = admission.admit(OPTIONS, CARRIER, FLOW, nowNanos);
            assertInstanceOf(Admitted.class, verdict).ticket().release();
        }
        assertEquals(0, live());
        admitted(admission);
    }

    @Test
    void shouldPassAPeerWithoutLimits() {
        AdmissionControl admission = admission(CallLimits.NONE);
        Origin pbx = new Origin.Dispatcher("pbx");
        assertInstanceOf(Admitted.class, admission.admit(INVITE, pbx, FLOW, nowNanos));
        for (int i = 0; i < 10_000; i++) {
            admitted(admission);
        }
        assertEquals(10_000, live());
    }

    /**
     * Loops take and give back places at once; the limit holds at every moment and nothing is left
     * in the end.
     */
    @Test
    void shouldBeExactFromSeveralLoops() throws InterruptedException, ExecutionException {
        int limit = 3;
        AdmissionControl admission = admission(new CallLimits(limit, CallLimits.UNLIMITED));
        AtomicInteger live = new AtomicInteger();
        int refusedOnce = 0;
        for (int refused : Together.run(4, () -> callAndHangUp(admission, live, limit, 200_000))) {
            refusedOnce += refused;
        }
        assertEquals(0, live());
        assertEquals(refusedOnce, refused("calls"));
        assertEquals(
                800_000 - refusedOnce,
                value(counters, "portcullis_admission_calls_total", "peer", "carrier"));
        for (int i = 0; i < limit; i++) {
            admitted(admission);
        }
        assertInstanceOf(Refused.class, call(admission));
    }

    /** Every token of a bucket that is not refilled goes to exactly one loop. */
    @Test
    void shouldHandOutEachTokenOnceToSeveralLoops()
            throws InterruptedException, ExecutionException {
        RateLimiter rate = new RateLimiter(1, 1_000_000, nowNanos);
        int taken = 0;
        for (int own : Together.run(4, () -> take(rate, 500_000))) {
            taken += own;
        }
        assertEquals(1_000_000, taken);
    }

    private int take(RateLimiter rate, int attempts) {
        int taken = 0;
        for (int i = 0; i < attempts; i++) {
            taken += rate.tryAcquire(nowNanos) ? 1 : 0;
        }
        return taken;
    }

    private int callAndHangUp(
            AdmissionControl admission, AtomicInteger live, int limit, int calls) {
        int refused = 0;
        List<Ticket> held = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            if (call(admission) instanceof Admitted(Ticket ticket)) {
                if (live.incrementAndGet() > limit) {
                    throw new AssertionError("live: " + live);
                }
                held.add(ticket);
            } else {
                refused++;
            }
            if (held.size() > i % 2) {
                live.decrementAndGet();
                held.removeLast().release();
            }
        }
        for (Ticket ticket : held) {
            live.decrementAndGet();
            ticket.release();
        }
        return refused;
    }

    private AdmissionControl admission(CallLimits limits) {
        AdmissionSettings settings =
                new AdmissionSettings(
                        TwoWayLimits.NONE, Map.of(), Map.of(CARRIER, new TwoWayLimits(limits)));
        return new AdmissionControl(settings, NumberCheck.NONE, counters, nowNanos);
    }

    private Verdict call(AdmissionControl admission) {
        return admission.admit(INVITE, CARRIER, FLOW, nowNanos);
    }

    private Ticket admitted(AdmissionControl admission) {
        return assertInstanceOf(Admitted.class, call(admission)).ticket();
    }

    private long live() {
        return Fixtures.live(counters, "peer", "carrier", "in");
    }

    private long refused(String limit) {
        return Fixtures.refused(counters, "peer", "carrier", "in", limit);
    }
}

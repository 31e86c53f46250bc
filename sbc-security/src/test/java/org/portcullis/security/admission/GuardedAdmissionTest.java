package org.portcullis.security.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Admission.Admitted;
import org.portcullis.core.border.Admission.Refused;
import org.portcullis.core.border.Admission.Silence;
import org.portcullis.core.border.Admission.Verdict;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.TestLoop;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Trust;
import org.portcullis.security.overload.LoadWatch;
import org.portcullis.security.overload.OverloadSettings;

class GuardedAdmissionTest {
    private static final Origin CARRIER = new Origin.Trunk("carrier");
    private static final Flow FLOW = Fixtures.flow(Trust.UNTRUSTED);

    private final TestLoop time = new TestLoop(3);
    private int heap;
    private final LoadWatch watch =
            new LoadWatch(
                    time.loop(), OverloadSettings.DEFAULT, () -> heap, () -> 0, time.counters());
    private final AdmissionControl control =
            new AdmissionControl(
                    new AdmissionSettings(TwoWayLimits.NONE, Map.of(), Map.of()),
                    NumberCheck.NONE,
                    time.counters(),
                    0);
    private final GuardedAdmission admission =
            new GuardedAdmission(
                    control, watch, time.loop().ids()::below, time.counters(), time.nowNanos());

    @ParameterizedTest
    @CsvSource({
        "INVITE, false",
        "REGISTER, false",
        "OPTIONS, true",
        "MESSAGE, true",
        "SUBSCRIBE, true"
    })
    void shouldRefuseNewCallsAndRegistrationsAlone(String method, boolean passes) {
        assertInstanceOf(Admitted.class, admit(Fixtures.request(method), CARRIER));
        overload();
        Verdict verdict = admit(Fixtures.request(method), CARRIER);
        assertEquals(passes, verdict instanceof Admitted);
        assertEquals(
                passes ? 0 : 1,
                Fixtures.value(
                        time.counters(), "portcullis_overload_refused_total", "reason", "heap"));
        heap = 0;
        time.pass(3_000);
        assertInstanceOf(Admitted.class, admit(Fixtures.request(method), CARRIER));
    }

    @Test
    void shouldSpreadThoseWhoComeAgain() {
        overload();
        Set<Integer> seconds = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            Refused refused =
                    assertInstanceOf(Refused.class, admit(Fixtures.request("INVITE"), CARRIER));
            assertEquals(503, refused.status());
            seconds.add(refused.retryAfterSeconds());
        }
        assertEquals(Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), seconds);
        assertEquals(0, Fixtures.live(time.counters(), "all", "all", "in"));
    }

    @Test
    void shouldLetEmergencyCallsAndDialogsThrough() {
        overload();
        admission.admitEmergency(Fixtures.invite("1", "112"), CARRIER, time.nowNanos());
        assertEquals(1, Fixtures.live(time.counters(), "all", "all", "in"));
        String inDialog =
                Fixtures.request("INVITE")
                        .toString()
                        .replace("\r\n", "\n")
                        .replace("To: <sip:100@192.0.2.1>", "To: <sip:100@192.0.2.1>;tag=2");
        assertTrue(admit(Messages.request(inDialog), CARRIER) instanceof Admitted);
    }

    @Test
    void shouldTellAStrangerNothing() {
        overload();
        assertEquals(new Silence(), admit(Fixtures.request("INVITE"), new Origin.Unknown()));
    }

    private Verdict admit(SipRequest request, Origin origin) {
        return admission.admit(request, origin, FLOW, time.nowNanos());
    }

    private void overload() {
        watch.start();
        heap = 95;
        time.pass(200);
    }
}

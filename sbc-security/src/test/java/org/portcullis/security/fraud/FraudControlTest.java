package org.portcullis.security.fraud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.border.Admission.Clearance;
import org.portcullis.core.border.Admission.Cleared;
import org.portcullis.core.border.Admission.Full;
import org.portcullis.core.border.Admission.Ticket;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Messages;
import org.portcullis.core.testkit.Together;

class FraudControlTest {
    private static final long MINUTE = 60_000_000_000L;
    private static final Origin PBX = new Origin.Dispatcher("pbx");

    private final Counters counters = new Counters();
    private final List<FraudEvent> told = Collections.synchronizedList(new ArrayList<>());
    private long nowNanos;

    @Test
    void shouldCountACallUntilItsTicketIsReleased() {
        FraudControl control = control(rule(Measure.MINUTES, 5));
        Ticket call = cleared(control, "sip:+4990@h");
        call.answered(nowNanos);
        nowNanos += 6 * MINUTE;
        call.release();
        assertEquals(List.of(6L), told.stream().map(FraudEvent::value).toList());
        assertEquals(new Full(603, 0), call(control, "sip:+4990@h"));
        assertEquals(
                1, counters.counter("portcullis_fraud_refused_total", "", "rule", "r").value());
        FraudView view = control.views(10).getFirst();
        assertEquals("pbx", view.source());
        assertEquals(6, view.minutes());
        assertEquals(6, view.value(Measure.MINUTES));
        assertEquals(
                Map.of(Measure.MINUTES, new Thresholds(Thresholds.NONE, 5)), view.thresholds());
        assertEquals(true, control.reset("r", "pbx"));
        cleared(control, "sip:+4990@h");
    }

    @Test
    void shouldFindTooManyMinutesOfACallThatStands() {
        FraudControl control = control(rule(Measure.MINUTES, 5));
        cleared(control, "sip:+4990@h").answered(nowNanos);
        nowNanos += 6 * MINUTE;
        control.review();
        assertEquals(1, told.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:+4990123@h",
                "sip:%2B4990123@h",
                "sip:%2b%34990123;npdi@h",
                "tel:+49-90-123",
                "sip:+49-90.123@h;user=phone",
                "sips:+4990123:secret@h"
            })
    void shouldKnowANumberHoweverItIsWritten(String uri) {
        FraudControl control = control(rule(Measure.CALLS, 1));
        cleared(control, "sip:+4990123@h");
        assertEquals(new Full(603, 0), call(control, uri));
    }

    @Test
    void shouldCountNothingWithoutRules() {
        FraudControl control = control(FraudSettings.NONE);
        assertEquals(new Cleared(Ticket.NONE), call(control, "sip:+4990@h"));
        control.apply(rule(Measure.CALLS, 1));
        cleared(control, "sip:+4990@h");
        assertEquals(new Full(603, 0), call(control, "sip:+4990@h"));
        control.apply(FraudSettings.NONE);
        cleared(control, "sip:+4990@h");
    }

    @Test
    void shouldShowWhoIsBlockedFirst() {
        FraudControl control = control(rule(Measure.CALLS, 1));
        for (String peer : List.of("a", "b", "c")) {
            control.calling(invite("sip:+4990@h"), new Origin.Dispatcher(peer), nowNanos);
        }
        control.calling(invite("sip:+4990@h"), new Origin.Dispatcher("c"), nowNanos);
        assertEquals(List.of("c", "a", "b"), sources(control, 9));
        assertEquals(List.of("c", "a"), sources(control, 2));
        assertEquals(List.of("c"), sources(control, 1));
        assertEquals(3, control.sources());
    }

    private static List<String> sources(FraudControl control, int most) {
        return control.views(most).stream().map(FraudView::source).toList();
    }

    /** A threshold lets exactly as many through as it says, whatever loops they come by. */
    @Test
    void shouldBeExactFromSeveralLoops() throws InterruptedException, ExecutionException {
        FraudControl control = control(rule(Measure.CONCURRENT, 100));
        SipRequest invite = invite("sip:+4990@h");
        List<List<Ticket>> held =
                Together.run(
                        4,
                        () -> {
                            List<Ticket> mine = new ArrayList<>();
                            for (int i = 0; i < 1_000; i++) {
                                if (control.calling(invite, PBX, 0)
                                        instanceof Cleared(Ticket ticket)) {
                                    mine.add(ticket);
                                }
                            }
                            return mine;
                        });
        assertEquals(100, held.stream().mapToInt(List::size).sum());
        assertEquals(1, told.size());
        held.forEach(tickets -> tickets.forEach(Ticket::release));
        assertEquals(0, control.views(1).getFirst().concurrent());
    }

    private FraudControl control(FraudSettings settings) {
        return new FraudControl(settings, told::add, () -> nowNanos, () -> Instant.EPOCH, counters);
    }

    private static FraudSettings rule(Measure measure, int critical) {
        FraudRule rule =
                new FraudRule(
                        "r",
                        new From.Anybody(),
                        false,
                        List.of("+4990"),
                        List.of(),
                        Duration.ofDays(1),
                        Map.of(measure, new Thresholds(Thresholds.NONE, critical)),
                        Optional.of(Duration.ofHours(1)),
                        603);
        return new FraudSettings(ZoneOffset.UTC, List.of(rule), List.of(), List.of());
    }

    private Clearance call(FraudControl control, String uri) {
        return control.calling(invite(uri), PBX, nowNanos);
    }

    private Ticket cleared(FraudControl control, String uri) {
        return assertInstanceOf(Cleared.class, call(control, uri)).ticket();
    }

    private static SipRequest invite(String uri) {
        return Messages.request(
                "INVITE "
                        + uri
                        + """
                         SIP/2.0
                        Via: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK1
                        From: <sip:200@198.51.100.1>;tag=1
                        To: <sip:100@192.0.2.1>
                        Call-ID: 1@198.51.100.1
                        CSeq: 1 INVITE

                        """);
    }
}

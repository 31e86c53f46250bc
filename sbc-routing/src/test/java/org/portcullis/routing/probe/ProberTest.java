package org.portcullis.routing.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;
import org.portcullis.routing.Peers;
import org.portcullis.routing.resolve.NextHop;

class ProberTest {

    private static final long SECOND = 1_000_000_000;
    private static final ProbeSettings SETTINGS = ProbeSettings.DEFAULT;

    private final List<Sent> sent = new ArrayList<>();
    private long nowNanos = -3 * SECOND;

    @Test
    void shouldProbeThoseThatStayWhenTheyWereToBe() {
        Probed stays = probed("sip:10.0.0.7");
        Prober prober = prober(stays, probed("sip:10.0.0.8"));
        run(prober, 100 * SECOND);
        prober.advance(nowNanos);
        sent.clear();
        prober.use(List.of(probed("sip:10.0.0.9"), stays), nowNanos);
        run(prober, 12 * SECOND);
        assertEquals(
                List.of("sip:10.0.0.7", "sip:10.0.0.9"),
                sent.stream().map(s -> s.uri.toString()).distinct().sorted().toList());
        prober.use(List.of(), nowNanos);
        assertEquals(Long.MAX_VALUE, prober.advance(nowNanos));
    }

    @Test
    void shouldProbeEachDestinationAtItsIntervalGiveOrTakeATenth() {
        Prober prober = prober(probed("sip:10.0.0.7"), probed("sip:10.0.0.8;transport=tcp"));
        run(prober, 1_000 * SECOND);
        for (String uri : List.of("sip:10.0.0.7", "sip:10.0.0.8;transport=tcp")) {
            List<Sent> own = sent.stream().filter(s -> s.uri.toString().equals(uri)).toList();
            assertEquals(100, own.size(), 5);
            assertTrue(own.getFirst().atNanos < 7 * SECOND, "the first within the interval");
            for (int i = 1; i < own.size(); i++) {
                long gap = own.get(i).atNanos - own.get(i - 1).atNanos;
                assertTrue(gap >= 9 * SECOND && gap <= 11 * SECOND, "gap: " + gap);
            }
        }
    }

    @Test
    void shouldSayWhomToProbeAndHowLongToWait() {
        Prober prober = prober(probed("sip:10.0.0.8:5070"));
        run(prober, 10 * SECOND);
        Sent first = sent.getFirst();
        assertEquals("udp:10.0.0.8:5070", first.target.toString());
        assertEquals(Peers.INSIDE, first.realm);
        assertEquals(Duration.ofSeconds(2), first.timeout);
    }

    @Test
    void shouldNotHitAFarmAllAtOnce() {
        Probed[] farm = new Probed[200];
        for (int i = 0; i < farm.length; i++) {
            farm[i] = probed("sip:10.0.0." + (i + 1));
        }
        Prober prober = prober(farm);
        run(prober, 10 * SECOND);
        for (long second = -3; second < 7; second++) {
            long from = second * SECOND;
            long inSecond =
                    sent.stream()
                            .filter(s -> s.atNanos >= from && s.atNanos < from + SECOND)
                            .count();
            assertTrue(inSecond > 5 && inSecond < 40, "in one second: " + inSecond);
        }
    }

    @Test
    void shouldTellTheHealthWhatCameOfIt() {
        Probed probed = probed("sip:10.0.0.7");
        Prober prober = prober(probed);
        answerAll(prober, 408, 4);
        assertFalse(probed.health().isUp());
        answerAll(prober, 200, 1);
        assertTrue(probed.health().isUp());
    }

    @Test
    void shouldSpareADestinationThatAnswersCallsButNoProbes() {
        Probed probed = probed("sip:10.0.0.7");
        Prober prober = prober(probed);
        for (int i = 0; i < 10; i++) {
            probed.health().callAnswered();
            answerAll(prober, 408, 1);
            assertTrue(probed.health().isUp());
        }
        answerAll(prober, 408, 5);
        assertFalse(probed.health().isUp());
    }

    @Test
    void shouldWaitForeverWithNobodyToProbe() {
        assertEquals(Long.MAX_VALUE, prober().advance(nowNanos));
    }

    private void answerAll(Prober prober, int status, int rounds) {
        for (int i = 0; i < rounds; i++) {
            run(prober, 11 * SECOND);
            sent.forEach(s -> s.status.accept(status));
            sent.clear();
        }
    }

    /** Advances whenever it is due, and sometimes late by a little, as a timer does. */
    private void run(Prober prober, long forNanos) {
        long end = nowNanos + forNanos;
        while (true) {
            long wait = prober.advance(nowNanos);
            assertTrue(wait > 0, "wait: " + wait);
            if (nowNanos + wait >= end) {
                nowNanos = end;
                return;
            }
            nowNanos += wait;
        }
    }

    private Prober prober(Probed... destinations) {
        return new Prober(
                List.of(destinations),
                (peer, target, realm, uri, settings, status) ->
                        sent.add(
                                new Sent(nowNanos, target, realm, uri, settings.timeout(), status)),
                new Random(1),
                nowNanos);
    }

    private Probed probed(String uri) {
        NextHop hop = NextHop.parse(uri);
        Health health =
                new Health(
                        new Origin.Dispatcher("pbx"),
                        hop,
                        SETTINGS,
                        () -> nowNanos,
                        new Counters());
        return new Probed(new Origin.Dispatcher("pbx"), Peers.INSIDE, hop, health, SETTINGS);
    }

    private record Sent(
            long atNanos,
            Target target,
            Realm realm,
            SipUri uri,
            Duration timeout,
            IntConsumer status) {}
}

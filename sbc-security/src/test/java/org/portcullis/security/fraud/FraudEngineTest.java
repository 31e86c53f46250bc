package org.portcullis.security.fraud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.TimeOfWeek;

class FraudEngineTest {
    private static final long SECOND = 1_000_000_000;
    private static final Origin PBX = new Origin.Dispatcher("pbx");
    private static final Sender ALICE = new Sender(PBX, "alice");
    private static final Sender BOB = new Sender(PBX, "bob");
    private static final Sender STRANGER = new Sender(new Origin.Trunk("carrier"), "alice");
    private static final From PBX_ALONE = new From.Peer(PBX);

    /** A Monday, 12:00 UTC. */
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private final List<FraudEvent> told = new ArrayList<>();
    private long nanos = -100 * SECOND;
    private Instant instant = NOON;

    @Test
    void shouldWarnAndThenBlockTheCallBeyondTheCriticalOne() {
        FraudEngine engine = engine(rule(Measure.CALLS, new Thresholds(2, 3), blocking("10m")));
        for (int i = 0; i < 3; i++) {
            pass(engine, ALICE, "+4990" + i);
        }
        assertEquals(List.of("WARN calls 3>2"), told());
        assertBlocked(engine, ALICE, "+4990");
        assertEquals(List.of("CRITICAL calls 4>3"), told());
        assertEquals(600, engine.views(9, nanos).getFirst().blockedSeconds());
        assertBlocked(engine, BOB, "+4990", "the peer is counted as one");
        assertEquals(List.of(), told(), "it is told once");
        pass(engine, ALICE, "+4930");
        pass(engine, STRANGER, "+4990");
        let(Duration.ofSeconds(599));
        assertBlocked(engine, ALICE, "+4990");
        assertEquals(1, engine.blocked());
    }

    @Test
    void shouldLetASourceCallAgainWhenTheWindowHasEnded() {
        FraudEngine engine = engine(rule(Measure.CALLS, new Thresholds(9, 9), blocking("1m")));
        for (int i = 0; i < 9; i++) {
            pass(engine, ALICE, "+4990");
        }
        assertBlocked(engine, ALICE, "+4990");
        let(Duration.ofMinutes(1));
        assertBlocked(engine, ALICE, "+4990", "there were too many in this hour");
        assertEquals(2, told().size());
        let(Duration.ofMinutes(59));
        pass(engine, ALICE, "+4990");
        assertEquals(1, engine.views(1, nanos).getFirst().calls());
    }

    @Test
    void shouldTellOnlyWhereNothingIsToBeBlocked() {
        FraudEngine engine =
                engine(rule(Measure.CALLS, new Thresholds(Thresholds.NONE, 1), Optional.empty()));
        pass(engine, ALICE, "+4990");
        pass(engine, ALICE, "+4990");
        pass(engine, ALICE, "+4990");
        assertEquals(List.of("CRITICAL calls 2>1"), told());
    }

    @Test
    void shouldCountTheCallsOfTheLastMinute() {
        FraudEngine engine =
                engine(rule(Measure.CALLS_PER_MINUTE, new Thresholds(2, 2), Optional.empty(), 2));
        pass(engine, ALICE, "+4990");
        let(Duration.ofSeconds(59));
        pass(engine, ALICE, "+4990");
        assertEquals(2, engine.views(1, nanos).getFirst().callsPerMinute());
        let(Duration.ofSeconds(1));
        pass(engine, ALICE, "+4990");
        assertEquals(List.of(), told());
        pass(engine, ALICE, "+4990");
        assertEquals(List.of("CRITICAL calls-per-minute 3>2"), told());
        let(Duration.ofDays(400));
        assertEquals(0, engine.views(1, nanos).getFirst().callsPerMinute());
    }

    @Test
    void shouldCountCallsThatStand() {
        FraudEngine engine = engine(rule(Measure.CONCURRENT, new Thresholds(1, 1), blocking("1s")));
        Watch first = pass(engine, ALICE, "+4990");
        assertBlocked(engine, ALICE, "+4990");
        engine.ended(first, now());
        engine.ended(first, now());
        let(Duration.ofSeconds(1));
        pass(engine, ALICE, "+4990");
        assertEquals(1, engine.views(1, nanos).getFirst().concurrent());
    }

    @Test
    void shouldCountCallsToOneNumberInARow() {
        FraudEngine engine = engine(rule(Measure.SEQUENTIAL, new Thresholds(1, 2), blocking("1h")));
        pass(engine, ALICE, "+49901");
        pass(engine, ALICE, "+49902");
        pass(engine, ALICE, "+49901");
        assertEquals(List.of(), told());
        pass(engine, ALICE, "+49901");
        assertEquals(List.of("WARN sequential 2>1"), told());
        assertBlocked(engine, ALICE, "+49901");
    }

    @Test
    void shouldCountTheMinutesOfCallsThatStandToo() {
        FraudEngine engine = engine(rule(Measure.MINUTES, new Thresholds(5, 10), blocking("10m")));
        Watch first = pass(engine, ALICE, "+4990");
        let(Duration.ofMinutes(3));
        engine.answered(first, now());
        Watch second = pass(engine, ALICE, "+4990");
        engine.answered(second, now());
        let(Duration.ofMinutes(4));
        told.addAll(engine.ended(first, now()));
        assertEquals(List.of("WARN minutes 8>5"), told());
        let(Duration.ofMinutes(2));
        told.addAll(engine.review(now()));
        assertEquals(List.of(), told(), "10 are not too many");
        let(Duration.ofMinutes(1));
        told.addAll(engine.review(now()));
        assertEquals(List.of("CRITICAL minutes 11>10"), told());
        assertBlocked(engine, ALICE, "+4990");
        told.addAll(engine.ended(second, now()));
    }

    @Test
    void shouldCountOnlyTheMinutesOfTheWindow() {
        FraudEngine engine = engine(rule(Measure.MINUTES, new Thresholds(70, 80), blocking("1m")));
        Watch call = pass(engine, ALICE, "+4990");
        engine.answered(call, now());
        let(Duration.ofMinutes(50));
        assertEquals(50, engine.views(1, nanos).getFirst().minutes());
        let(Duration.ofMinutes(15));
        assertEquals(5, engine.views(1, nanos).getFirst().minutes());
        engine.ended(call, now());
        assertEquals(5, engine.views(1, nanos).getFirst().minutes());
    }

    @Test
    void shouldGoByTheLongestPrefix() {
        FraudEngine engine =
                engine(
                        new FraudSettings(
                                ZoneOffset.UTC,
                                List.of(
                                        rule("all", "", Measure.CALLS, 1),
                                        rule("germany", "+49", Measure.CALLS, 2),
                                        rule("premium", "+4990", Measure.CALLS, 1)),
                                List.of(),
                                List.of()));
        pass(engine, ALICE, "+4990");
        assertEquals("premium", assertBlocked(engine, ALICE, "+499055").by());
        pass(engine, ALICE, "+4930");
        pass(engine, ALICE, "+49");
        assertEquals("germany", assertBlocked(engine, ALICE, "+4989").by());
        pass(engine, ALICE, "");
        assertEquals("all", assertBlocked(engine, ALICE, "100").by());
    }

    @Test
    void shouldCountEachUserOfAPeerByItself() {
        FraudRule rule = rule("r", "+4990", Measure.CALLS, 1);
        FraudEngine engine =
                engine(
                        settings(
                                new FraudRule(
                                        "r",
                                        new From.Anybody(),
                                        true,
                                        rule.prefixes(),
                                        List.of(),
                                        rule.window(),
                                        rule.thresholds(),
                                        rule.block(),
                                        603)));
        pass(engine, ALICE, "+4990");
        pass(engine, BOB, "+4990");
        pass(engine, STRANGER, "+4990");
        assertEquals(603, assertBlocked(engine, ALICE, "+4990").status());
        assertTrue(engine.reset("r", "pbx alice", nanos));
        assertFalse(engine.reset("r", "alice", nanos));
        pass(engine, ALICE, "+4990");
        assertBlocked(engine, BOB, "+4990");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06-01T19:59:00Z, +49900, true",
        "2026-06-01T20:00:00Z, +49900, false",
        "2026-06-01T20:00:00Z, +499001, true",
        "2026-06-02T03:59:00Z, +49900, false",
        "2026-06-02T04:00:00Z, +49900, true",
        "2026-06-01T20:00:00Z, +4930, true",
        "2026-06-01T12:00:00Z, +8810, false",
    })
    void shouldBlockNumbersByTimeOfDay(Instant at, String number, boolean passes) {
        List<TimeOfWeek> night = List.of(TimeOfWeek.parse("22:00-06:00"));
        From all = new From.Anybody();
        FraudEngine engine =
                engine(
                        new FraudSettings(
                                ZoneId.of("Europe/Berlin"),
                                List.of(),
                                List.of(
                                        new NumberList(all, List.of("+4990", "+4918"), night, 403),
                                        new NumberList(all, List.of("+881"), List.of(), 403)),
                                List.of(
                                        new NumberList(all, List.of("+499001"), night, 403),
                                        new NumberList(
                                                new From.User("bob"),
                                                List.of("+4990"),
                                                List.of(),
                                                403))));
        instant = at;
        assertEquals(passes, begin(engine, ALICE, number) instanceof Decision.Passed);
        boolean premium = number.startsWith("+4990");
        assertEquals(passes || premium, begin(engine, BOB, number) instanceof Decision.Passed);
    }

    @Test
    void shouldKeepWhatWasCountedWhenARuleStays() {
        FraudEngine engine =
                engine(
                        settings(
                                rule("stays", "+4990", Measure.CALLS, 5),
                                rule("goes", "+88", Measure.CALLS, 5)));
        Watch call = pass(engine, ALICE, "+4990");
        Watch other = pass(engine, ALICE, "+88");
        engine.apply(settings(rule("stays", "+4990", Measure.CALLS, 1)));
        assertBlocked(engine, ALICE, "+4990");
        pass(engine, ALICE, "+88");
        engine.ended(call, now());
        engine.ended(other, now());
        assertEquals(1, engine.size());
        assertEquals(0, engine.views(1, nanos).getFirst().concurrent());
    }

    @Test
    void shouldRememberNoMoreThanItMay() {
        FraudRule rule = rule("r", "", Measure.CALLS, 1);
        FraudRule perUser =
                new FraudRule(
                        "r",
                        new From.Anybody(),
                        true,
                        rule.prefixes(),
                        List.of(),
                        rule.window(),
                        rule.thresholds(),
                        rule.block(),
                        403);
        FraudEngine engine = new FraudEngine(settings(perUser), 3);
        for (int i = 0; i < 5; i++) {
            engine.ended(pass(engine, new Sender(PBX, "user" + i), "1"), now());
        }
        assertEquals(3, engine.size());
        assertEquals(2, engine.unwatched());
        let(Duration.ofHours(1));
        pass(engine, ALICE, "1");
        assertBlocked(engine, ALICE, "1");
        engine.review(now());
        assertEquals(1, engine.size());
    }

    private FraudEngine engine(FraudRule rule) {
        return engine(settings(rule));
    }

    private static FraudEngine engine(FraudSettings settings) {
        return new FraudEngine(settings, 100);
    }

    private static FraudSettings settings(FraudRule... rules) {
        return new FraudSettings(ZoneOffset.UTC, List.of(rules), List.of(), List.of());
    }

    private static FraudRule rule(Measure measure, Thresholds limits, Optional<Duration> block) {
        return new FraudRule(
                "premium",
                PBX_ALONE,
                false,
                List.of("+4990"),
                List.of(),
                Duration.ofHours(1),
                Map.of(measure, limits),
                block,
                403);
    }

    private static FraudRule rule(
            Measure measure, Thresholds ignored, Optional<Duration> block, int critical) {
        return rule(measure, new Thresholds(Thresholds.NONE, critical), block);
    }

    private static FraudRule rule(String name, String prefix, Measure measure, int critical) {
        return new FraudRule(
                name,
                PBX_ALONE,
                false,
                List.of(prefix),
                List.of(),
                Duration.ofHours(1),
                Map.of(measure, new Thresholds(Thresholds.NONE, critical)),
                Optional.of(Duration.ofHours(1)),
                403);
    }

    private static Optional<Duration> blocking(String length) {
        return Optional.of(Duration.parse("PT" + length.toUpperCase(Locale.ROOT)));
    }

    private Decision begin(FraudEngine engine, Sender sender, String number) {
        Decision decision = engine.begin(sender, number, now());
        told.addAll(decision.events());
        return decision;
    }

    private Watch pass(FraudEngine engine, Sender sender, String number) {
        return assertInstanceOf(Decision.Passed.class, begin(engine, sender, number)).watch();
    }

    private Decision.Blocked assertBlocked(FraudEngine engine, Sender sender, String number) {
        return assertBlocked(engine, sender, number, "");
    }

    private Decision.Blocked assertBlocked(
            FraudEngine engine, Sender sender, String number, String why) {
        return assertInstanceOf(Decision.Blocked.class, begin(engine, sender, number), why);
    }

    private List<String> told() {
        List<String> lines =
                told.stream()
                        .map(
                                event ->
                                        event.level()
                                                + " "
                                                + event.measure().label()
                                                + " "
                                                + event.value()
                                                + ">"
                                                + event.threshold())
                        .toList();
        told.clear();
        return lines;
    }

    private FraudEngine.Now now() {
        return new FraudEngine.Now(nanos, instant);
    }

    private void let(Duration pass) {
        nanos += pass.toNanos();
        instant = instant.plus(pass);
    }
}

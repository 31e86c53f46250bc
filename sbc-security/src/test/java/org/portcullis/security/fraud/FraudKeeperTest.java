package org.portcullis.security.fraud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.border.Admission.Cleared;
import org.portcullis.core.border.Admission.Full;
import org.portcullis.core.border.Admission.Ticket;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.testkit.Messages;

class FraudKeeperTest {
    private static final Origin PBX = new Origin.Dispatcher("pbx");
    private static final long SECOND = 1_000_000_000;
    private static final Instant START = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir private Path directory;

    private final List<FraudEvent> told = new ArrayList<>();
    private long nowNanos = -7 * SECOND;
    private Instant wall = START;

    @Test
    void shouldBlockStillAfterARestartAndForAsLongAsWasLeft() {
        FraudControl before = control(Measure.CALLS, 2);
        try (FraudKeeper keeper = keeper(before, "fraud")) {
            keeper.start();
            cleared(before);
            cleared(before);
            assertInstanceOf(Full.class, call(before));
            let(60);
        }
        restart(120);
        FraudControl after = control(Measure.CALLS, 2);
        told.clear();
        try (FraudKeeper keeper = keeper(after, "fraud")) {
            keeper.start();
            FraudView view = after.views(9).getFirst();
            assertEquals("pbx alice", view.source());
            assertEquals(2, view.calls());
            assertEquals(0, view.concurrent(), "no call outlives a restart");
            assertEquals(600 - 180, view.blockedSeconds());
            assertEquals(3_600 - 180, view.windowSeconds());
            let(419);
            assertInstanceOf(Full.class, call(after));
            assertEquals(List.of(), told, "people were told before the restart");
            let(1);
            assertInstanceOf(Full.class, call(after), "there were too many in this hour");
            assertEquals(1, told.size(), "which is another block");
        }
    }

    @Test
    void shouldForgetABlockThatEndedMeanwhile() {
        FraudControl before = control(Measure.SEQUENTIAL, 2);
        try (FraudKeeper keeper = keeper(before, "fraud")) {
            keeper.start();
            cleared(before);
            cleared(before);
            assertInstanceOf(Full.class, call(before));
        }
        restart(601);
        told.clear();
        FraudControl after = control(Measure.SEQUENTIAL, 2);
        try (FraudKeeper keeper = keeper(after, "fraud")) {
            keeper.start();
            assertEquals(0, after.views(9).getFirst().blockedSeconds());
            assertInstanceOf(Full.class, call(after), "the third to that number in a row");
            assertEquals(1, told.size());
        }
    }

    @Test
    void shouldCountOnWithTheCallsOfTheLastMinuteAndTheMinutes() {
        FraudControl before = control(Measure.CALLS_PER_MINUTE, 3);
        try (FraudKeeper keeper = keeper(before, "fraud")) {
            keeper.start();
            cleared(before).answered(nowNanos);
            let(30);
            cleared(before);
            cleared(before);
            let(90 - 30);
        }
        restart(0);
        FraudControl after = control(Measure.CALLS_PER_MINUTE, 3);
        try (FraudKeeper keeper = keeper(after, "fraud")) {
            keeper.start();
            assertEquals(1, after.views(9).getFirst().minutes(), "of the call that stood");
            assertEquals(0, after.views(9).getFirst().callsPerMinute());
            cleared(after);
            let(10);
            cleared(after);
        }
        restart(20);
        FraudControl last = control(Measure.CALLS_PER_MINUTE, 3);
        try (FraudKeeper keeper = keeper(last, "fraud")) {
            keeper.start();
            assertEquals(2, last.views(9).getFirst().callsPerMinute());
            let(30);
            assertEquals(1, last.views(9).getFirst().callsPerMinute());
            let(10);
            assertEquals(0, last.views(9).getFirst().callsPerMinute());
        }
    }

    @Test
    void shouldTakeOverWhatTheRulesOfNowAreFor() {
        FraudControl before = control(Measure.CALLS, 2);
        try (FraudKeeper keeper = keeper(before, "fraud")) {
            keeper.start();
            cleared(before);
        }
        FraudControl after =
                new FraudControl(
                        rules("other", Measure.CALLS, 2),
                        told::add,
                        () -> nowNanos,
                        () -> wall,
                        new Counters());
        try (FraudKeeper keeper = keeper(after, "fraud")) {
            keeper.start();
            assertEquals(0, after.sources());
        }
    }

    @Test
    void shouldStartWithoutWhatItCannotReadAndLeaveOutBadLines() throws Exception {
        Files.createDirectory(directory.resolve("fraud"));
        FraudControl control = control(Measure.CALLS, 2);
        try (FraudKeeper keeper = keeper(control, "fraud")) {
            keeper.start();
            cleared(control);
        }
        FraudControl other = control(Measure.CALLS, 2);
        try (FraudKeeper keeper = keeper(other, "lines")) {
            Files.writeString(
                    directory.resolve("lines"),
                    """
                    # portcullis fraud 1 %d
                    r pbx+alice 1 1 %%2B4990 0 0 0 ~ ~
                    nonsense
                    r pbx+bob 1 1 %%2B4990 0 0 0 ~ calls:warn
                    r pbx+carol 1 1 %%2B4990 0 0 -9999999999999999 61:1 ~
                    """
                            .formatted(START.toEpochMilli()));
            FraudFile.Content content = new FraudFile(directory.resolve("lines")).read(START, 9);
            assertEquals(2, content.sources().size());
            assertEquals(2, content.problems().size(), content.problems().toString());
            assertTrue(content.problems().getFirst().contains("lines:3: nonsense (expected: "));
            assertEquals(
                    1, new FraudFile(directory.resolve("lines")).read(START, 1).sources().size());
            keeper.start();
            assertEquals(2, other.sources());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage\n", "# portcullis fraud 1 x\nr a 1 1 ~ 0 0 0 ~ ~\n"})
    void shouldTakeNothingOfAFileThatIsNone(String text) throws Exception {
        Files.writeString(directory.resolve("fraud"), text);
        FraudFile.Content content = new FraudFile(directory.resolve("fraud")).read(START, 9);
        assertEquals(List.of(), content.sources());
        assertEquals(text.isEmpty() ? 0 : 1, content.problems().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r a 1 1 ~ 0 0 0 ~",
                "r a -1 1 ~ 0 0 0 ~ ~",
                "r a 1 1 ~ 0 0 x ~ ~",
                "r a 1 1 ~ -5 0 0 ~ ~",
                "r a 1 1 ~ 0 9999999999999 0 ~ ~",
                "r a 1 1 ~ 0 0 0 60:1 ~",
                "r a 1 1 ~ 0 0 0 1 ~",
                "r a 1 1 ~ 0 0 0 1:-1 ~",
                "r a 1 1 ~ 0 0 0 ~ calls",
                "r a 1 1 ~ 0 0 0 ~ calls:much",
                "r a 1 1 %zz 0 0 0 ~ ~",
                " a 1 1 ~ 0 0 0 ~ ~"
            })
    void shouldKnowABadLine(String line) {
        assertEquals(Optional.empty(), Remembered.parse(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "a b", "ä%", "+4990 1", "line\nbreak"})
    void shouldReadWhatItWrites(String text) {
        List<Integer> seconds = new ArrayList<>(Collections.nCopies(60, 0));
        seconds.set(0, 3);
        seconds.set(59, 1);
        Remembered one =
                new Remembered(
                        "r" + text,
                        "s" + text,
                        7,
                        2,
                        text,
                        61_000,
                        5,
                        9,
                        seconds,
                        Map.of(
                                Measure.CALLS_PER_MINUTE,
                                FraudEvent.Level.WARN,
                                Measure.MINUTES,
                                FraudEvent.Level.CRITICAL));
        StringBuilder line = new StringBuilder();
        one.appendTo(line);
        Remembered read = Remembered.parse(line.toString().strip()).orElseThrow();
        assertEquals(one, read, line.toString());
    }

    @Test
    void shouldGoOnInAnotherFile() throws Exception {
        FraudControl before = control(Measure.CALLS, 1);
        try (FraudKeeper keeper = keeper(before, "fraud")) {
            keeper.start();
            cleared(before);
            Runnable use = keeper.prepare(Optional.of(directory.resolve("other")));
            use.run();
            assertInstanceOf(Full.class, call(before));
            Files.writeString(directory.resolve("file"), "");
            assertThrows(
                    IOException.class,
                    () -> keeper.prepare(Optional.of(directory.resolve("file").resolve("fraud"))));
        }
        FraudControl after = control(Measure.CALLS, 1);
        try (FraudKeeper keeper = keeper(after, "other")) {
            keeper.start();
            assertInstanceOf(Full.class, call(after));
        }
    }

    /** Another process has a clock of its own. */
    private void restart(long seconds) {
        wall = wall.plusSeconds(seconds);
        nowNanos = 1_000 * SECOND + nowNanos / 3;
    }

    private void let(long seconds) {
        wall = wall.plusSeconds(seconds);
        nowNanos += seconds * SECOND;
    }

    private FraudKeeper keeper(FraudControl control, String file) {
        return new FraudKeeper(
                control,
                Optional.of(directory.resolve(file)),
                () -> nowNanos,
                () -> wall,
                new Counters());
    }

    private FraudControl control(Measure measure, int critical) {
        return new FraudControl(
                rules("r", measure, critical),
                told::add,
                () -> nowNanos,
                () -> wall,
                new Counters());
    }

    private static FraudSettings rules(String name, Measure measure, int critical) {
        return new FraudSettings(
                ZoneOffset.UTC,
                List.of(
                        new FraudRule(
                                name,
                                new From.Anybody(),
                                true,
                                List.of("+4990"),
                                List.of(),
                                Duration.ofHours(1),
                                Map.of(measure, new Thresholds(Thresholds.NONE, critical)),
                                Optional.of(Duration.ofMinutes(10)),
                                603)),
                List.of(),
                List.of());
    }

    private Ticket cleared(FraudControl control) {
        return assertInstanceOf(Cleared.class, call(control)).ticket();
    }

    private Object call(FraudControl control) {
        return control.calling(invite(), PBX, nowNanos);
    }

    private static SipRequest invite() {
        return Messages.request(
                "INVITE sip:+4990@h SIP/2.0\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\n"
                        + "From: <sip:alice@h>;tag=1\nTo: <sip:b@h>\nCall-ID: 1\nCSeq: 1"
                        + " INVITE\n\n");
    }
}

package org.portcullis.security.fraud;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one source has called under one rule. Guarded by the engine. */
final class SourceState {
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long MILLI_NANOS = 1_000_000;
    static final int MINUTE_SECONDS = 60;

    private final int[] bySecond = new int[MINUTE_SECONDS];
    private final Set<Talk> talks = Collections.newSetFromMap(new IdentityHashMap<>(2));
    private final Map<Measure, FraudEvent.Level> raised = new EnumMap<>(Measure.class);
    private final String source;
    private FraudRule rule;
    private long windowNanos;
    private long windowStartNanos;
    private long secondStartNanos;
    private int second;
    private int calls;
    private int live;
    private int sequential;
    private String lastNumber = "";
    private long talkedNanos;
    private long startsNanos; // the sum of those of the calls that are talked on
    private boolean blocked;
    private long blockedUntilNanos;

    /** An answered call that stands. */
    static final class Talk {
        private long sinceNanos;
    }

    SourceState(FraudRule rule, String source, long nowNanos) {
        this.rule = rule;
        this.source = source;
        this.windowNanos = rule.window().toNanos();
        this.windowStartNanos = nowNanos;
        this.secondStartNanos = nowNanos;
    }

    /** One that an earlier run knew. Its calls do not stand any more. */
    SourceState(FraudRule rule, Remembered before, long nowNanos) {
        this(rule, before.source(), nowNanos);
        windowStartNanos = nowNanos - before.windowMillis() * MILLI_NANOS;
        for (int ago = 0; ago < MINUTE_SECONDS; ago++) {
            bySecond[(MINUTE_SECONDS - ago) % MINUTE_SECONDS] = before.secondsAgo().get(ago);
        }
        calls = before.calls();
        sequential = before.sequential();
        lastNumber = before.lastNumber();
        talkedNanos = before.talkedMillis() * MILLI_NANOS;
        raised.putAll(before.raised());
        if (before.blockMillis() > 0) {
            block(nowNanos + before.blockMillis() * MILLI_NANOS);
        }
    }

    /** What the next run is to know; calls that stand count as if they had ended. */
    Remembered remembered(long nowNanos) {
        List<Integer> secondsAgo = new ArrayList<>(MINUTE_SECONDS);
        for (int ago = 0; ago < MINUTE_SECONDS; ago++) {
            secondsAgo.add(bySecond[(second + MINUTE_SECONDS - ago) % MINUTE_SECONDS]);
        }
        return new Remembered(
                rule.name(),
                source,
                calls,
                sequential,
                lastNumber,
                talked(nowNanos) / MILLI_NANOS,
                Math.max(0, nowNanos - windowStartNanos) / MILLI_NANOS,
                blocked ? Math.max(1, (blockedUntilNanos - nowNanos) / MILLI_NANOS) : 0,
                secondsAgo,
                raised);
    }

    FraudRule rule() {
        return rule;
    }

    String source() {
        return source;
    }

    /** The rule has changed; what was counted stays. */
    void rule(FraudRule changed) {
        rule = changed;
        windowNanos = changed.window().toNanos();
    }

    /** Lets time pass: seconds, the window, the block. */
    void advance(long nowNanos) {
        long seconds = Math.max(0, (nowNanos - secondStartNanos) / SECOND_NANOS);
        for (long i = 0; i < Math.min(seconds, MINUTE_SECONDS); i++) {
            second = (second + 1) % MINUTE_SECONDS;
            bySecond[second] = 0;
        }
        secondStartNanos += seconds * SECOND_NANOS;
        if (blocked && nowNanos - blockedUntilNanos >= 0) {
            blocked = false;
            raised.clear();
        }
        if (nowNanos - windowStartNanos >= windowNanos) {
            long start = nowNanos - (nowNanos - windowStartNanos) % windowNanos;
            windowStartNanos = start;
            calls = 0;
            talkedNanos = 0;
            startsNanos = 0;
            for (Talk talk : talks) {
                talk.sinceNanos = Math.max(talk.sinceNanos, start);
                startsNanos += talk.sinceNanos;
            }
            raised.clear();
        }
    }

    void called(String number) {
        calls++;
        live++;
        bySecond[second]++;
        sequential = number.equals(lastNumber) ? sequential + 1 : 1;
        lastNumber = number;
    }

    /** What {@link #called} would make of a measure. */
    long after(Measure measure, String number, long nowNanos) {
        return switch (measure) {
            case CALLS_PER_MINUTE, CALLS, CONCURRENT -> value(measure, nowNanos) + 1;
            case SEQUENTIAL -> number.equals(lastNumber) ? sequential + 1L : 1;
            case MINUTES -> value(measure, nowNanos);
        };
    }

    long value(Measure measure, long nowNanos) {
        return switch (measure) {
            case CALLS_PER_MINUTE -> lastMinute();
            case CALLS -> calls;
            case CONCURRENT -> live;
            case SEQUENTIAL -> sequential;
            case MINUTES -> talked(nowNanos) / (MINUTE_SECONDS * SECOND_NANOS);
        };
    }

    private long talked(long nowNanos) {
        return Math.max(0, talkedNanos + talks.size() * nowNanos - startsNanos);
    }

    /** Whether answered calls stand. */
    boolean talking() {
        return !talks.isEmpty();
    }

    Talk answered(long nowNanos) {
        Talk talk = new Talk();
        talk.sinceNanos = nowNanos;
        startsNanos += nowNanos;
        talks.add(talk);
        return talk;
    }

    void hungUp(Talk talk, long nowNanos) {
        if (talks.remove(talk)) {
            startsNanos -= talk.sinceNanos;
            talkedNanos += Math.max(0, nowNanos - talk.sinceNanos);
        }
    }

    void ended() {
        live--;
    }

    /** Whether a level of a measure is news, of which people are told once. */
    boolean raise(Measure measure, FraudEvent.Level level) {
        FraudEvent.Level before = raised.get(measure);
        if (before != null && before.compareTo(level) >= 0) {
            return false;
        }
        raised.put(measure, level);
        return true;
    }

    void block(long untilNanos) {
        blocked = true;
        blockedUntilNanos = untilNanos;
    }

    boolean blocked() {
        return blocked;
    }

    /** Starts over; calls that stand stay counted. */
    void reset(long nowNanos) {
        blocked = false;
        raised.clear();
        calls = 0;
        sequential = 0;
        lastNumber = "";
        Arrays.fill(bySecond, 0);
        talkedNanos = 0;
        startsNanos = 0;
        for (Talk talk : talks) {
            talk.sinceNanos = nowNanos;
            startsNanos += nowNanos;
        }
        windowStartNanos = nowNanos;
    }

    /** Whether forgetting it would change nothing. */
    boolean idle() {
        return live == 0 && !blocked && calls == 0 && lastMinute() == 0 && talkedNanos == 0;
    }

    String lastNumber() {
        return lastNumber;
    }

    FraudView view(long nowNanos) {
        return new FraudView(
                rule.name(),
                source,
                rule.thresholds(),
                calls,
                lastMinute(),
                live,
                sequential,
                value(Measure.MINUTES, nowNanos),
                Math.max(0, windowStartNanos + windowNanos - nowNanos) / SECOND_NANOS,
                blocked ? Math.ceilDiv(blockedUntilNanos - nowNanos, SECOND_NANOS) : 0);
    }

    private int lastMinute() {
        int sum = 0;
        for (int each : bySecond) {
            sum += each;
        }
        return sum;
    }
}

package org.portcullis.security.fraud;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts what each source calls under each rule, and decides which calls go on. Time comes from
 * outside. Not safe for several threads: its owner sees to that.
 *
 * <p>Of the rules that are for a source at the time, those with the longest prefix of the number
 * count a call. More than a threshold is too much: the call that goes beyond a critical one is the
 * first that is refused where the rule blocks. Refused calls are not counted, so a block ends.
 *
 * <p>Bounded: with {@code most} states in use, a source that is new passes without being counted,
 * and {@link #unwatched} counts it.
 */
final class FraudEngine {
    private static final int LOOKED_AT = 16;

    private final int most;
    private final Map<Key, SourceState> states = new LinkedHashMap<>();
    private RuleBook book;
    private Map<String, FraudRule> rules;
    private long unwatched;
    private long changes;

    private record Key(String rule, String source) {}

    /** A moment, by both clocks. */
    record Now(long nanos, Instant instant) {}

    FraudEngine(FraudSettings settings, int most) {
        this.most = most;
        this.book = new RuleBook(settings);
        this.rules = byName(settings);
    }

    private static Map<String, FraudRule> byName(FraudSettings settings) {
        Map<String, FraudRule> byName = new HashMap<>();
        settings.rules().forEach(rule -> byName.put(rule.name(), rule));
        return byName;
    }

    /** Takes other rules. What was counted stays where a rule of the name does. */
    void apply(FraudSettings settings) {
        book = new RuleBook(settings);
        rules = byName(settings);
        changes++;
        states.values()
                .removeIf(
                        state -> {
                            FraudRule changed = rules.get(state.rule().name());
                            if (changed != null) {
                                state.rule(changed);
                            }
                            return changed == null;
                        });
    }

    /** Decides on a call. */
    Decision begin(Sender sender, String number, Now now) {
        Optional<NumberList> list = book.blocks(sender, number, now.instant());
        if (list.isPresent()) {
            return new Decision.Blocked("blocked", list.get().status(), List.of());
        }
        List<SourceState> counting = new ArrayList<>(1);
        for (FraudRule rule : book.rules(sender, number, now.instant())) {
            state(rule, sender, now.nanos()).ifPresent(counting::add);
        }
        List<FraudEvent> events = new ArrayList<>(0);
        Optional<SourceState> blocking = Optional.empty();
        for (SourceState state : counting) {
            state.advance(now.nanos());
            if (!state.blocked()) {
                judge(state, number, true, now, events);
            }
            if (state.blocked() && blocking.isEmpty()) {
                blocking = Optional.of(state);
            }
        }
        changes += events.size();
        if (blocking.isPresent()) {
            FraudRule rule = blocking.get().rule();
            return new Decision.Blocked(rule.name(), rule.status(), events);
        }
        counting.forEach(state -> state.called(number));
        changes += counting.size();
        return new Decision.Passed(new Watch(counting), events);
    }

    void answered(Watch watch, Now now) {
        watch.answered(now.nanos());
        changes++;
    }

    /** A call is over; its minutes may be too many. */
    List<FraudEvent> ended(Watch watch, Now now) {
        watch.ended(now.nanos());
        changes++;
        List<FraudEvent> events = new ArrayList<>(0);
        for (SourceState state : watch.states()) {
            if (!state.blocked()) {
                judge(state, state.lastNumber(), false, now, events);
            }
        }
        return events;
    }

    /** Looks at the minutes of calls that stand, and forgets who has nothing left to remember. */
    List<FraudEvent> review(Now now) {
        List<FraudEvent> events = new ArrayList<>(0);
        for (Iterator<SourceState> i = states.values().iterator(); i.hasNext(); ) {
            SourceState state = i.next();
            state.advance(now.nanos());
            if (state.idle()) {
                i.remove();
            } else if (!state.blocked()) {
                judge(state, state.lastNumber(), false, now, events);
            }
            changes += state.talking() ? 1 : 0; // its minutes
        }
        return events;
    }

    /** Takes over what an earlier run knew, and this one does not know better; how many sources. */
    int restore(List<Remembered> sources, long nowNanos) {
        int taken = 0;
        for (Remembered source : sources) {
            FraudRule rule = rules.get(source.rule());
            Key key = new Key(source.rule(), source.source());
            if (rule != null && states.size() < most && !states.containsKey(key)) {
                states.put(key, new SourceState(rule, source, nowNanos));
                taken++;
            }
        }
        return taken;
    }

    /** All that there are at the moment. */
    List<SourceState> states() {
        return new ArrayList<>(states.values());
    }

    /** A number that grows with whatever is to be remembered. */
    long changes() {
        return changes;
    }

    /** What is known of sources, those that are blocked first. */
    List<FraudView> views(int atMost, long nowNanos) {
        List<SourceState> blocked = new ArrayList<>();
        List<SourceState> others = new ArrayList<>();
        for (SourceState state : states.values()) {
            state.advance(nowNanos);
            List<SourceState> kind = state.blocked() ? blocked : others;
            if (kind.size() < atMost) {
                kind.add(state);
            }
        }
        blocked.addAll(others);
        return blocked.stream().limit(atMost).map(state -> state.view(nowNanos)).toList();
    }

    /** Forgets what a source has done under a rule, and lifts its block; false if it is unknown. */
    boolean reset(String rule, String source, long nowNanos) {
        SourceState state = states.get(new Key(rule, source));
        if (state != null) {
            state.reset(nowNanos);
            changes++;
        }
        return state != null;
    }

    int size() {
        return states.size();
    }

    /** Sources that are blocked, as of the last time they were looked at. */
    int blocked() {
        int blocked = 0;
        for (SourceState state : states.values()) {
            blocked += state.blocked() ? 1 : 0;
        }
        return blocked;
    }

    /** Calls that passed uncounted because too many sources were remembered. */
    long unwatched() {
        return unwatched;
    }

    private Optional<SourceState> state(FraudRule rule, Sender sender, long nowNanos) {
        String peer = sender.peer().name();
        String source = rule.perUser() ? peer + ' ' + sender.user() : peer;
        Key key = new Key(rule.name(), source);
        SourceState known = states.get(key);
        if (known == null) {
            if (states.size() >= most) {
                forgetSome(nowNanos);
            }
            if (states.size() >= most) {
                unwatched++;
                return Optional.empty();
            }
            known = new SourceState(rule, source, nowNanos);
            states.put(key, known);
        }
        return Optional.of(known);
    }

    /** Looks at a few, and lets those that stay go to the end of the line. */
    private void forgetSome(long nowNanos) {
        for (int i = 0; i < LOOKED_AT && !states.isEmpty(); i++) {
            Iterator<Map.Entry<Key, SourceState>> oldest = states.entrySet().iterator();
            Map.Entry<Key, SourceState> entry = oldest.next();
            Key key = entry.getKey();
            SourceState state = entry.getValue();
            oldest.remove();
            state.advance(nowNanos);
            if (!state.idle()) {
                states.put(key, state);
            }
        }
    }

    /**
     * Compares what was counted with the thresholds.
     *
     * @param calling whether a call to {@code number} is about to be added
     */
    private static void judge(
            SourceState state, String number, boolean calling, Now now, List<FraudEvent> events) {
        state.rule()
                .thresholds()
                .forEach(
                        (measure, thresholds) -> {
                            long value =
                                    calling
                                            ? state.after(measure, number, now.nanos())
                                            : state.value(measure, now.nanos());
                            if (value > thresholds.critical()) {
                                critical(state, measure, value, thresholds, number, now, events);
                            } else if (value > thresholds.warn()
                                    && state.raise(measure, FraudEvent.Level.WARN)) {
                                events.add(
                                        event(
                                                state,
                                                number,
                                                measure,
                                                FraudEvent.Level.WARN,
                                                value,
                                                thresholds.warn(),
                                                0,
                                                now));
                            }
                        });
    }

    private static void critical(
            SourceState state,
            Measure measure,
            long value,
            Thresholds thresholds,
            String number,
            Now now,
            List<FraudEvent> events) {
        Optional<Duration> block = state.rule().block();
        block.ifPresent(length -> state.block(now.nanos() + length.toNanos()));
        if (state.raise(measure, FraudEvent.Level.CRITICAL)) {
            events.add(
                    event(
                            state,
                            number,
                            measure,
                            FraudEvent.Level.CRITICAL,
                            value,
                            thresholds.critical(),
                            block.map(Duration::toSeconds).orElse(0L),
                            now));
        }
    }

    private static FraudEvent event(
            SourceState state,
            String number,
            Measure measure,
            FraudEvent.Level level,
            long value,
            int threshold,
            long blockedSeconds,
            Now now) {
        return new FraudEvent(
                state.rule().name(),
                state.source(),
                number,
                measure,
                level,
                value,
                threshold,
                blockedSeconds,
                now.instant());
    }
}

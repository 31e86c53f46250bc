package org.portcullis.security.fraud;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.portcullis.core.border.Admission.Clearance;
import org.portcullis.core.border.Admission.Cleared;
import org.portcullis.core.border.Admission.Full;
import org.portcullis.core.border.Admission.Ticket;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.security.admission.NumberCheck;
import org.portcullis.security.admission.Parties;
import org.portcullis.security.fraud.FraudEngine.Now;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fraud engine of all loops. Any thread.
 *
 * <p>A source calls over every loop, and its next call is to be decided on what all of them have
 * seen: the engine has one lock, taken twice or three times a call for a few look-ups and never
 * while people are told.
 */
public final class FraudControl implements NumberCheck {
    private static final Logger LOG = LoggerFactory.getLogger(FraudControl.class);

    /** Sources that are remembered, of all rules together. */
    public static final int MOST_SOURCES = 65_536;

    /** Sources that are looked at under the lock at a time. */
    private static final int PART = 1_000;

    private static final long LOG_INTERVAL_NANOS = 1_000_000_000;

    private final Object lock = new Object();
    private final FraudEngine engine;
    private final Consumer<FraudEvent> listener;
    private final LongSupplier nanoClock;
    private final InstantSource clock;
    private final Counters counters;
    private final AtomicLong nextLineNanos;
    private final LongAdder unlogged = new LongAdder();
    private volatile boolean empty;

    /**
     * @param listener told of every event, on the loop of the call; must not block
     * @param nanoClock the clock of the loops
     */
    public FraudControl(
            FraudSettings settings,
            Consumer<FraudEvent> listener,
            LongSupplier nanoClock,
            InstantSource clock,
            Counters counters) {
        this.engine = new FraudEngine(settings, MOST_SOURCES);
        this.listener = listener;
        this.nanoClock = nanoClock;
        this.clock = clock;
        this.counters = counters;
        this.empty = empty(settings);
        this.nextLineNanos = new AtomicLong(nanoClock.getAsLong());
        counters.gauge(
                "portcullis_fraud_sources",
                "Sources that a fraud rule remembers, at most " + MOST_SOURCES + '.',
                () -> locked(engine::size));
        counters.gauge(
                "portcullis_fraud_blocked_sources",
                "Sources that a fraud rule blocks.",
                () -> locked(engine::blocked));
        counters.gauge(
                "portcullis_fraud_unwatched_calls",
                "Calls that passed uncounted because too many sources were remembered.",
                () -> locked(engine::unwatched));
    }

    /** Takes other rules; what was counted stays where a rule of the name does. */
    public void apply(FraudSettings settings) {
        synchronized (lock) {
            engine.apply(settings);
            empty = empty(settings);
        }
    }

    @Override
    public Clearance calling(SipRequest request, Origin by, long nowNanos) {
        if (empty) {
            return new Cleared(Ticket.NONE);
        }
        Sender sender = new Sender(by, Parties.user(request, by));
        String number = Numbers.plain(Parties.called(request));
        Now now = new Now(nowNanos, clock.instant());
        Decision decision = locked(() -> engine.begin(sender, number, now));
        decision.events().forEach(this::tell);
        return switch (decision) {
            case Decision.Passed(Watch watch, List<FraudEvent> events) ->
                    watch.states().isEmpty()
                            ? new Cleared(Ticket.NONE)
                            : new Cleared(new WatchedCall(watch));
            case Decision.Blocked(String rule, int status, List<FraudEvent> events) -> {
                refused(rule, sender, number, nowNanos);
                yield new Full(status, 0);
            }
        };
    }

    /**
     * Looks at calls that stand for what they have become since. To be called every few seconds.
     */
    public void review() {
        Now now = now();
        locked(() -> engine.review(now)).forEach(this::tell);
    }

    /** What is known of sources, those that are blocked first. */
    public List<FraudView> views(int most) {
        return locked(() -> engine.views(most, nanoClock.getAsLong()));
    }

    /** Sources that are remembered, of all rules together: at most {@link #MOST_SOURCES}. */
    public int sources() {
        return locked(engine::size);
    }

    /**
     * Forgets what a source has done under a rule, and lifts its block.
     *
     * @return false if there is no such source
     */
    public boolean reset(String rule, String source) {
        boolean known = locked(() -> engine.reset(rule, source, nanoClock.getAsLong()));
        if (known) {
            LOG.info("fraud reset rule={} source={}", rule, source);
        }
        return known;
    }

    /** Takes over what an earlier run knew, where a rule of the name is there; how many sources. */
    int restore(List<Remembered> sources) {
        return locked(() -> engine.restore(sources, nanoClock.getAsLong()));
    }

    /** What is to outlive a restart. Loops never wait for more than a part of it. */
    List<Remembered> remembered() {
        List<SourceState> states = locked(engine::states);
        List<Remembered> all = new ArrayList<>(states.size());
        for (int from = 0; from < states.size(); from += PART) {
            List<SourceState> part = states.subList(from, Math.min(from + PART, states.size()));
            synchronized (lock) {
                long nowNanos = nanoClock.getAsLong();
                for (SourceState state : part) {
                    state.advance(nowNanos);
                    if (!state.idle()) {
                        all.add(state.remembered(nowNanos));
                    }
                }
            }
        }
        return all;
    }

    /** A number that is another one whenever there is something else to be remembered. */
    long changes() {
        return locked(engine::changes);
    }

    private <T> T locked(Supplier<T> work) {
        synchronized (lock) {
            return work.get();
        }
    }

    private Now now() {
        Instant instant = clock.instant();
        return new Now(nanoClock.getAsLong(), instant);
    }

    private static boolean empty(FraudSettings settings) {
        return settings.rules().isEmpty() && settings.blocked().isEmpty();
    }

    private void refused(String rule, Sender sender, String number, long nowNanos) {
        counters.counter(
                        "portcullis_fraud_refused_total",
                        "Calls refused for fraud, by rule; `blocked` is the list of numbers.",
                        "rule",
                        rule)
                .increment();
        long next = nextLineNanos.get();
        if (nowNanos - next < 0
                || !nextLineNanos.compareAndSet(next, nowNanos + LOG_INTERVAL_NANOS)) {
            unlogged.increment();
            return;
        }
        LOG.info(
                "fraud refused rule={} peer={} user={} number={} more={}",
                rule,
                sender.peer().name(),
                sender.user(),
                number,
                unlogged.sumThenReset());
    }

    private void tell(FraudEvent event) {
        counters.counter(
                        "portcullis_fraud_events_total",
                        "Thresholds passed, by rule, what was measured and how bad it is.",
                        "rule",
                        event.rule(),
                        "measure",
                        event.measure().label(),
                        "level",
                        event.level().name().toLowerCase(Locale.ROOT))
                .increment();
        LOG.warn(
                "fraud level={} rule={} source={} measure={} value={} threshold={} number={}"
                        + " blocked={}s",
                event.level(),
                event.rule(),
                event.source(),
                event.measure().label(),
                event.value(),
                event.threshold(),
                event.number(),
                event.blockedSeconds());
        listener.accept(event);
    }

    /** A call that is counted until its ticket is released. */
    private final class WatchedCall implements Ticket {
        private final Watch watch;

        WatchedCall(Watch watch) {
            this.watch = watch;
        }

        @Override
        public void answered(long nowNanos) {
            Now now = new Now(nowNanos, clock.instant());
            synchronized (lock) {
                engine.answered(watch, now);
            }
        }

        @Override
        public void release() {
            Now now = now();
            locked(() -> engine.ended(watch, now)).forEach(FraudControl.this::tell);
        }
    }
}

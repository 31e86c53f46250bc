package org.portcullis.security.overload;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.runtime.Timer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether one loop has more to do than it can. Ten times a second it compares when its timer was
 * due with when it fired, and looks at the heap and the transactions. Owned by its loop.
 *
 * <p>A loop is late twice in a row before that is overload: one pause of the collector is none.
 */
public final class LoadWatch {
    static final long INTERVAL_NANOS = 100_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(LoadWatch.class);
    private static final int LATE_IN_A_ROW = 2;

    private final SipLoop loop;
    private final IntSupplier heapPercent;
    private final IntSupplier transactionsPercent;
    private final Map<Reason, Latch> latches = new EnumMap<>(Reason.class);
    private final Probe probe = new Probe();
    // Set from other threads; read here.
    private volatile OverloadSettings settings;
    // Read by the gauges from other threads; written here alone.
    private volatile long lagNanos;
    private volatile Optional<Reason> overloaded = Optional.empty();

    /** What there is too much of. */
    public enum Reason {
        LOOP_LAG,
        HEAP,
        TRANSACTIONS;

        /** As metrics and log lines write it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * @param heapPercent in use after a collection
     * @param transactionsPercent of those that this loop may have
     */
    public LoadWatch(
            SipLoop loop,
            OverloadSettings settings,
            IntSupplier heapPercent,
            IntSupplier transactionsPercent,
            Counters counters) {
        this.loop = loop;
        this.settings = settings;
        this.heapPercent = heapPercent;
        this.transactionsPercent = transactionsPercent;
        latches.put(Reason.LOOP_LAG, new Latch(LATE_IN_A_ROW));
        latches.put(Reason.HEAP, new Latch(1));
        latches.put(Reason.TRANSACTIONS, new Latch(1));
        String name = Integer.toString(loop.index());
        counters.seconds(
                "portcullis_loop_lag_seconds",
                "How late the loop was with its timers when it last looked.",
                () -> lagNanos,
                "loop",
                name);
        for (Reason reason : Reason.values()) {
            counters.gauge(
                    "portcullis_overload",
                    "Whether the loop refuses new calls and registrations, 1 or 0, by the reason"
                            + " that it gives.",
                    () -> overloaded.filter(reason::equals).isPresent() ? 1 : 0,
                    "loop",
                    name,
                    "reason",
                    reason.label());
        }
    }

    /** Begins to look. On the loop. */
    public void start() {
        probe.arm(loop.nowNanos());
    }

    /** Goes by other settings from the next look on. Any thread. */
    public void apply(OverloadSettings changed) {
        settings = changed;
    }

    /** Why new work is to be refused, if it is. */
    public Optional<Reason> overloaded() {
        return overloaded;
    }

    private void look(long lag, long nowNanos) {
        lagNanos = lag;
        OverloadSettings now = settings;
        OverloadSettings.Lag most = now.loopLag();
        long recoverNanos = now.recoverAfter().toNanos();
        latch(Reason.LOOP_LAG)
                .sample(
                        lag,
                        most.most().toNanos(),
                        most.recover().toNanos(),
                        recoverNanos,
                        nowNanos);
        sample(Reason.HEAP, heapPercent.getAsInt(), now.heap(), recoverNanos, nowNanos);
        sample(
                Reason.TRANSACTIONS,
                transactionsPercent.getAsInt(),
                now.transactions(),
                recoverNanos,
                nowNanos);
        Optional<Reason> found = Optional.empty();
        for (Reason reason : Reason.values()) {
            if (found.isEmpty() && latch(reason).high()) {
                found = Optional.of(reason);
            }
        }
        tell(found);
        overloaded = found;
    }

    private void sample(
            Reason reason,
            int percent,
            OverloadSettings.Level level,
            long recoverNanos,
            long nowNanos) {
        latch(reason)
                .sample(
                        percent,
                        level.mostPercent(),
                        level.recoverPercent(),
                        recoverNanos,
                        nowNanos);
    }

    private void tell(Optional<Reason> found) {
        if (found.isPresent() && !found.equals(overloaded)) {
            LOG.warn(
                    "overload loop={} reason={} lag={}ms heap={}% transactions={}%",
                    loop.index(),
                    found.get().label(),
                    lagNanos / 1_000_000,
                    heapPercent.getAsInt(),
                    transactionsPercent.getAsInt());
        } else if (found.isEmpty() && overloaded.isPresent()) {
            LOG.info("overload over loop={}", loop.index());
        }
    }

    private Latch latch(Reason reason) {
        return Objects.requireNonNull(latches.get(reason));
    }

    /** Fires when it is due, or as late as the loop is. */
    private final class Probe extends Timer {
        private long dueNanos;

        void arm(long nowNanos) {
            dueNanos = nowNanos + INTERVAL_NANOS;
            loop.timers().schedule(this, dueNanos);
        }

        @Override
        protected void expired(long nowNanos) {
            look(Math.max(0, nowNanos - dueNanos), nowNanos);
            arm(nowNanos);
        }
    }
}

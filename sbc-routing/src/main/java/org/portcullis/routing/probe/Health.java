package org.portcullis.routing.probe;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.routing.resolve.Failover;
import org.portcullis.routing.resolve.NextHop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a destination is up, by what calls and probes make of it. Any loop; no lock.
 *
 * <p>Down after so many calls, or so many probes, in a row that failed; up again after so many
 * probes in a row, or one call, that were answered. A probe's answer is good unless it would send a
 * call elsewhere ({@link Failover}). A probe that gets no answer at all says nothing of a
 * destination that has answered a call since the probe before: not everybody knows OPTIONS.
 *
 * <p>Where no probe can tell that a destination is back, because none is sent or it has never
 * answered one, a call tries it every {@value #TRIAL_SECONDS} seconds.
 */
public final class Health {
    private static final Logger log = LoggerFactory.getLogger(Health.class);

    private static final long TRIAL_SECONDS = 30;
    private static final long TRIAL_NANOS = Duration.ofSeconds(TRIAL_SECONDS).toNanos();

    private static final int NO_ANSWER = 408;
    private static final String UP_GAUGE = "portcullis_destination_up";
    private static final State UP = new State(true, 0, 0);
    private static final State DOWN = new State(false, 0, 0);

    private final String name;
    private final Counters counters;
    private final String[] labels;
    private volatile ProbeSettings settings;
    private final LongSupplier nanoClock;
    private final Counter goodProbes;
    private final Counter badProbes;
    private final Counter turnedUp;
    private final Counter turnedDown;

    private final AtomicReference<State> state = new AtomicReference<>(UP);
    private final AtomicLong trialNanos = new AtomicLong();

    /**
     * A call was answered since the last probe was sent; since the one before that, to the last.
     */
    private volatile boolean heard;

    private volatile boolean heardBefore;
    private volatile boolean answersProbes;

    /**
     * @param settings the thresholds, whether it is probed or not
     */
    public Health(
            Origin peer,
            NextHop hop,
            ProbeSettings settings,
            LongSupplier nanoClock,
            Counters counters) {
        String destination = hop.uri().toString();
        this.counters = counters;
        this.labels = new String[] {"peer", peer.name(), "destination", destination};
        this.name = peer.name() + " " + destination;
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.goodProbes =
                counters.counter(
                        "portcullis_destination_probes_answered_total",
                        "Probes that found the destination well.",
                        labels);
        this.badProbes =
                counters.counter(
                        "portcullis_destination_probes_failed_total",
                        "Probes without an answer, or with one that refuses service.",
                        labels);
        this.turnedUp =
                counters.counter(
                        "portcullis_destination_turned_up_total",
                        "Times the destination became active again.",
                        labels);
        this.turnedDown =
                counters.counter(
                        "portcullis_destination_turned_down_total",
                        "Times the destination became inactive.",
                        labels);
        counters.gauge(
                UP_GAUGE,
                "1 if the destination is active, 0 if it is inactive.",
                () -> isUp() ? 1 : 0,
                labels);
    }

    /** Goes by other thresholds from now on; what is known of the destination stays. */
    public void use(ProbeSettings next) {
        settings = next;
    }

    /** Nobody asks any more: the destination is configured no longer. */
    public void forget() {
        counters.removeGauge(UP_GAUGE, labels);
    }

    /** False if it is to be tried only when no other is up. */
    public boolean isUp() {
        return state.get().up;
    }

    /**
     * Whether the caller is the one to try a destination that is down. True for one caller at a
     * time.
     */
    public boolean takeTrial() {
        if (isUp() || answersProbes) {
            return false;
        }
        long due = trialNanos.get();
        long nowNanos = nanoClock.getAsLong();
        return nowNanos - due >= 0 && trialNanos.compareAndSet(due, nowNanos + TRIAL_NANOS);
    }

    /** A call to it was answered, with whatever. */
    public void callAnswered() {
        if (!heard) {
            heard = true;
        }
        State now = state.get();
        if (!now.up || now.calls > 0) {
            change(old -> old.up ? new State(true, 0, old.probes) : UP);
        }
    }

    /** A call to it got no answer at all. */
    public void callFailed() {
        change(old -> old.up ? orDown(old.calls + 1, old.probes) : old);
    }

    void probeSent() {
        heardBefore = heard;
        heard = false;
    }

    /**
     * @param status the final response to the last probe, 408 for none, 503 for a transport error
     */
    void probeEnded(int status) {
        if (!Failover.goesOn(status)) {
            goodProbes.increment();
            answersProbes = true;
            change(old -> old.up ? UP : orUp(old.probes + 1));
            return;
        }
        badProbes.increment();
        if (status == NO_ANSWER && (heard || heardBefore)) {
            change(old -> old.up ? new State(true, old.calls, 0) : old);
        } else {
            change(old -> old.up ? orDown(old.calls, old.probes + 1) : DOWN);
        }
    }

    private State orDown(int calls, int probes) {
        return Math.max(calls, probes) < settings.downAfter()
                ? new State(true, calls, probes)
                : DOWN;
    }

    private State orUp(int probes) {
        return probes < settings.upAfter() ? new State(false, 0, probes) : UP;
    }

    private void change(UnaryOperator<State> step) {
        State old = state.get();
        State now = step.apply(old);
        while (!state.compareAndSet(old, now)) {
            old = state.get();
            now = step.apply(old);
        }
        if (old.up && !now.up) {
            trialNanos.set(nanoClock.getAsLong() + TRIAL_NANOS);
            turnedDown.increment();
            log.warn("{} is down", name);
        } else if (!old.up && now.up) {
            turnedUp.increment();
            log.info("{} is up", name);
        }
    }

    /**
     * @param calls that failed in a row, while up
     * @param probes in a row that failed while up, that were answered while down
     */
    private record State(boolean up, int calls, int probes) {}
}

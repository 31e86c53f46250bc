package org.portcullis.routing.probe;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.Counters;
import org.portcullis.routing.resolve.Failover;
import org.portcullis.routing.resolve.NextHop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a destination is up, by what calls and probes make of it, and whether a person lets it
 * have calls. Any loop; no lock.
 *
 * <p>Down after so many calls, or so many probes, in a row that failed; up again after so many
 * probes in a row, or one call, that were answered. A probe's answer is good unless it would send a
 * call elsewhere ({@link Failover}). A probe that gets no answer at all says nothing of a
 * destination that has answered a call since the probe before: not everybody knows OPTIONS.
 *
 * <p>It is left alone for as long as a 503 asks for with Retry-After (RFC 3261 21.5.4), up to a
 * limit.
 *
 * <p>Where no probe can tell that a destination is back, because none is sent or it has never
 * answered one, a call tries it every {@value #TRIAL_SECONDS} seconds.
 */
public final class Health {
    private static final Logger log = LoggerFactory.getLogger(Health.class);

    private static final long TRIAL_SECONDS = 30;
    private static final long TRIAL_NANOS = Duration.ofSeconds(TRIAL_SECONDS).toNanos();

    private static final int NO_ANSWER = 408;
    private static final State UP = new State(true, 0, 0);
    private static final State DOWN = new State(false, 0, 0);

    private final String name;
    private volatile ProbeSettings settings;
    private final LongSupplier nanoClock;
    private final HealthFigures figures;
    private final Latency latency = new Latency();
    private final Respite respite = new Respite();

    private final AtomicReference<State> state = new AtomicReference<>(UP);
    private final AtomicReference<Hold> hold = new AtomicReference<>(Hold.NONE);
    private final AtomicLong trialNanos = new AtomicLong();

    /**
     * A call was answered since the last probe was sent; since the one before that, to the last.
     */
    private volatile boolean heard;

    private volatile boolean heardBefore;
    private volatile boolean answersProbes;

    /** Written and read by the loop that probes. */
    private long probeSentNanos;

    /** What a person wants of a destination. */
    public enum Hold {
        NONE,
        DRAINING,
        DISABLED
    }

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
        this.name = peer.name() + " " + destination;
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.figures = new HealthFigures(counters, peer.name(), destination);
        figures.show(this);
    }

    /** Goes by other thresholds from now on; what is known of the destination stays. */
    public void use(ProbeSettings next) {
        settings = next;
    }

    /** Nobody asks any more: the destination is configured no longer. */
    public void forget() {
        figures.hide();
    }

    /** Begins as it is configured to. Before the first call. */
    public void begin(DestinationState its) {
        switch (its) {
            case ACTIVE -> state.set(UP);
            case TRYING -> state.set(new State(true, 0, 1));
            case INACTIVE -> {
                trialNanos.set(nanoClock.getAsLong() + TRIAL_NANOS);
                state.set(DOWN);
            }
            case DISABLED -> hold.set(Hold.DISABLED);
            case DRAINING -> hold.set(Hold.DRAINING);
        }
    }

    /** Does what a person wants, from the next call on. */
    public void hold(Hold its) {
        if (hold.getAndSet(its) != its) {
            String word = its == Hold.NONE ? "enabled" : its.name().toLowerCase(Locale.ROOT);
            log.info("{} is {}", name, word);
        }
    }

    public Hold hold() {
        return hold.get();
    }

    /** How fast it answers probes. */
    public Latency latency() {
        return latency;
    }

    public DestinationState state() {
        return switch (hold.get()) {
            case DISABLED -> DestinationState.DISABLED;
            case DRAINING -> DestinationState.DRAINING;
            case NONE -> {
                State now = state.get();
                if (!now.up || leftAlone()) {
                    yield DestinationState.INACTIVE;
                }
                yield now.fine() ? DestinationState.ACTIVE : DestinationState.TRYING;
            }
        };
    }

    /** False if nothing is heard from it. */
    public boolean isUp() {
        return state.get().up;
    }

    /** Whether calls may go there: it is up, and nobody has asked for anything else. */
    public boolean takesCalls() {
        return isUp() && lastResort();
    }

    /** Whether calls may go there rather than nowhere. */
    public boolean lastResort() {
        return urgentResort() && !leftAlone();
    }

    /** Whether a call that must get through may go there: unless a person wants none. */
    public boolean urgentResort() {
        return hold.get() == Hold.NONE;
    }

    /** It has asked to be left alone, and is, but no longer than it is configured to be. */
    public void leaveAlone(long seconds) {
        long wanted = Math.min(seconds, settings.longestRetryAfter().toSeconds());
        if (wanted > 0
                && respite.begin(nanoClock.getAsLong() + Duration.ofSeconds(wanted).toNanos())) {
            figures.leftAlone.increment();
            log.warn("{} is left alone seconds={}", name, wanted);
        }
    }

    private boolean leftAlone() {
        if (respite.on() && respite.over(nanoClock.getAsLong())) {
            log.info("{} is called again", name);
        }
        return respite.on();
    }

    /**
     * Whether the caller is the one to try a destination that is down. True for one caller at a
     * time.
     */
    public boolean takeTrial() {
        if (isUp() || answersProbes || !lastResort()) {
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

    /** Whether it is to be probed now. */
    boolean wantsProbe(ProbeSettings.Mode mode) {
        return hold.get() != Hold.DISABLED
                && switch (mode) {
                    case ALL -> true;
                    case FAILED_ONLY -> !state.get().fine();
                    case NEVER -> false;
                };
    }

    void probeSent() {
        probeSentNanos = nanoClock.getAsLong();
        heardBefore = heard;
        heard = false;
    }

    /**
     * @param status the final response to the last probe, 408 for none, 503 for a transport error
     */
    void probeEnded(int status) {
        if (!Failover.goesOn(status) || settings.alive().contains(status)) {
            figures.goodProbes.increment();
            latency.add(nanoClock.getAsLong() - probeSentNanos);
            answersProbes = true;
            change(old -> old.up ? UP : orUp(old.probes + 1));
            return;
        }
        figures.badProbes.increment();
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
            figures.turnedDown.increment();
            log.warn("{} is down", name);
        } else if (!old.up && now.up) {
            figures.turnedUp.increment();
            log.info("{} is up", name);
        }
    }

    /**
     * @param calls that failed in a row, while up
     * @param probes in a row that failed while up, that were answered while down
     */
    private record State(boolean up, int calls, int probes) {
        boolean fine() {
            return up && calls == 0 && probes == 0;
        }
    }
}

package org.portcullis.routing.probe;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Decides when to probe whom. Sans-IO; owned by one loop, which calls {@link #advance} when it is
 * due and runs the sender's callbacks.
 *
 * <p>Each destination is probed at its interval, a tenth more or less, the first time anywhere
 * within it, so that a farm is not hit all at once, neither by one box nor by several.
 */
public final class Prober {
    private List<Probed> destinations;
    private long[] dueNanos;
    private final ProbeSender sender;
    private final RandomGenerator random;

    public Prober(
            List<Probed> destinations, ProbeSender sender, RandomGenerator random, long nowNanos) {
        this.destinations = List.copyOf(destinations);
        this.dueNanos = new long[destinations.size()];
        this.sender = sender;
        this.random = random;
        for (int i = 0; i < dueNanos.length; i++) {
            dueNanos[i] = nowNanos + random.nextLong(intervalNanos(i));
        }
    }

    /**
     * Probes others from now on. Those that stay, told by their {@link Health}, are probed when
     * they were to be, or sooner by a shorter interval.
     */
    public void use(List<Probed> next, long nowNanos) {
        List<Probed> before = destinations;
        long[] dueBefore = dueNanos;
        destinations = List.copyOf(next);
        dueNanos = new long[next.size()];
        for (int i = 0; i < dueNanos.length; i++) {
            dueNanos[i] = nowNanos + random.nextLong(intervalNanos(i));
            for (int j = 0; j < dueBefore.length; j++) {
                if (before.get(j).health() == destinations.get(i).health()) {
                    dueNanos[i] = nowNanos + Math.min(dueBefore[j] - nowNanos, intervalNanos(i));
                }
            }
        }
    }

    /**
     * Sends the probes that are due.
     *
     * @return the nanoseconds until the next is, {@link Long#MAX_VALUE} if there is nobody to probe
     */
    public long advance(long nowNanos) {
        long untilNext = Long.MAX_VALUE;
        for (int i = 0; i < dueNanos.length; i++) {
            if (nowNanos - dueNanos[i] >= 0) {
                long tenth = intervalNanos(i) / 10;
                dueNanos[i] = nowNanos + intervalNanos(i) + random.nextLong(-tenth, tenth + 1);
                if (destinations
                        .get(i)
                        .health()
                        .wantsProbe(destinations.get(i).settings().mode())) {
                    send(destinations.get(i));
                }
            }
            untilNext = Math.min(untilNext, dueNanos[i] - nowNanos);
        }
        return untilNext;
    }

    private void send(Probed probed) {
        Health health = probed.health();
        health.probeSent();
        sender.send(
                probed.peer(),
                probed.hop().target(),
                probed.realm(),
                probed.hop().uri(),
                probed.settings(),
                health::probeEnded);
    }

    private long intervalNanos(int index) {
        return destinations.get(index).settings().interval().toNanos();
    }
}

package org.portcullis.security.admission;

import java.util.List;
import java.util.Optional;

/**
 * Takes a place in several limits at once, or in none. Any thread.
 *
 * <p>All are looked at before any is taken, so a call that is refused costs the others nothing.
 * Only when two calls race for the last place may one hold places of its other limits for the
 * moment until it gives them back: a limit is never exceeded and nothing stays taken.
 */
final class Places {

    private Places() {}

    /**
     * A limit that has no place.
     *
     * @param status the answer
     */
    record Shortage(int status, Refusals refusals) {}

    /** Takes a place and a token of each meter; or says which has none, and takes nothing. */
    static Optional<Shortage> take(List<Meter> meters, long nowNanos) {
        Optional<Shortage> foreseen = foreseen(meters, nowNanos);
        if (foreseen.isPresent()) {
            return foreseen;
        }
        for (int i = 0; i < meters.size(); i++) {
            if (!meters.get(i).enter()) {
                leave(meters, i);
                return Optional.of(overCalls(meters.get(i)));
            }
        }
        for (int i = 0; i < meters.size(); i++) {
            if (!meters.get(i).takeToken(nowNanos)) {
                for (int j = 0; j < i; j++) {
                    meters.get(j).giveTokenBack();
                }
                leave(meters, meters.size());
                return Optional.of(overRate(meters.get(i)));
            }
        }
        return Optional.empty();
    }

    /** Takes a place of each meter, whatever its limits say, and no token. */
    static void takeAnyway(List<Meter> meters) {
        meters.forEach(Meter::enterAnyway);
    }

    /** Gives back the places of the first {@code count} meters. */
    static void leave(List<Meter> meters, int count) {
        for (int i = 0; i < count; i++) {
            meters.get(i).leave();
        }
    }

    private static Optional<Shortage> foreseen(List<Meter> meters, long nowNanos) {
        for (int i = 0; i < meters.size(); i++) {
            if (!meters.get(i).hasRoom()) {
                return Optional.of(overCalls(meters.get(i)));
            }
        }
        for (int i = 0; i < meters.size(); i++) {
            if (!meters.get(i).hasToken(nowNanos)) {
                return Optional.of(overRate(meters.get(i)));
            }
        }
        return Optional.empty();
    }

    private static Shortage overCalls(Meter meter) {
        return new Shortage(meter.status(), meter.refusals().overCalls());
    }

    private static Shortage overRate(Meter meter) {
        return new Shortage(meter.status(), meter.refusals().overRate());
    }
}

package org.portcullis.routing.dispatch;

import java.util.Optional;
import org.portcullis.routing.probe.DestinationState;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;

/**
 * One destination of a set, as configured.
 *
 * @param duid a name that stays when the address changes; unique in the set
 * @param weight its share, in algorithms that go by it
 * @param rweight its share by {@link Algorithm#RELATIVE_WEIGHT}
 * @param priority the higher the sooner, but as in SRV records for {@link Algorithm#SRV}
 * @param maxLoad calls that it may have, 0 for any number
 * @param state that it begins with
 * @param probe how it is probed and judged, where not as the set says
 */
public record Member(
        NextHop hop,
        Optional<String> duid,
        int weight,
        int rweight,
        int priority,
        int maxLoad,
        DestinationState state,
        Optional<ProbeSettings> probe) {
    public static final int MOST_WEIGHT = 1_000;

    public Member {
        requireUpTo(MOST_WEIGHT, "weight", weight);
        requireUpTo(MOST_WEIGHT, "rweight", rweight);
        requireUpTo(Integer.MAX_VALUE, "priority", priority);
        requireUpTo(Integer.MAX_VALUE, "max-load", maxLoad);
        if (duid.isPresent() && duid.get().isEmpty()) {
            throw new IllegalArgumentException("duid: empty (expected: a name)");
        }
    }

    /** One with nothing of its own. */
    public Member(NextHop hop, int weight) {
        this(hop, Optional.empty(), weight, 1, 0, 0, DestinationState.ACTIVE, Optional.empty());
    }

    private static void requireUpTo(int most, String name, int value) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0-" + most + ")");
        }
    }
}

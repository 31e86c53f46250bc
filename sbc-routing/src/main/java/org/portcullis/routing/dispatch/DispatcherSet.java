package org.portcullis.routing.dispatch;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.runtime.Counters;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.probe.Probed;
import org.portcullis.routing.resolve.NextHop;

/**
 * A farm of equal destinations. Any loop; its turn, its members' health and their figures are all
 * that changes.
 *
 * <p>A call tries those that are up, round robin, each getting the same share; then, rather than
 * fail, those that are down. A destination that is down and whose trial is due comes first once.
 */
public final class DispatcherSet {
    private final DispatcherSettings settings;
    private final Destination[] destinations;
    private final AtomicInteger turn = new AtomicInteger();

    public DispatcherSet(DispatcherSettings settings, LongSupplier nanoClock, Counters counters) {
        this(settings, new Destinations(nanoClock, counters));
    }

    /**
     * @param known where the set's destinations are found
     */
    public DispatcherSet(DispatcherSettings settings, Destinations known) {
        Origin peer = new Origin.Dispatcher(settings.name());
        ProbeSettings thresholds = settings.probe().orElse(ProbeSettings.DEFAULT);
        this.settings = settings;
        this.destinations =
                settings.destinations().stream()
                        .map(member -> known.of(peer, settings.realm(), member.hop(), thresholds))
                        .toArray(Destination[]::new);
    }

    /** The order in which the next call tries them. */
    public RoutePlan plan() {
        Destination[] order = new Destination[destinations.length];
        int up = 0;
        int down = order.length;
        for (Destination destination : destinations) {
            if (destination.health.isUp()) {
                order[up++] = destination;
            } else {
                order[--down] = destination;
            }
        }
        rotate(order, up == 0 ? order.length : up);
        if (up > 0) {
            bringTrialForward(order, up);
        }
        return new HopPlan(order);
    }

    /** Every destination of the set. */
    public List<Hop> hops() {
        return Arrays.stream(destinations).map(Destination::hop).toList();
    }

    /** Whom to probe; nobody where no probing is configured. */
    public List<Probed> probed() {
        return settings.probe()
                .map(
                        probe ->
                                List.of(destinations).stream()
                                        .map(
                                                destination ->
                                                        new Probed(
                                                                settings.realm(),
                                                                new NextHop(
                                                                        destination.hop.uri(),
                                                                        destination.hop.target()),
                                                                destination.health,
                                                                probe))
                                        .toList())
                .orElse(List.of());
    }

    /** Turns the first {@code count} by one more than the last call did. */
    private void rotate(Destination[] order, int count) {
        int by = Integer.remainderUnsigned(turn.getAndIncrement(), count);
        Destination[] whole = order.clone();
        for (int i = 0; i < count; i++) {
            order[i] = whole[(i + by) % count];
        }
    }

    private static void bringTrialForward(Destination[] order, int up) {
        for (int i = up; i < order.length; i++) {
            Destination destination = order[i];
            if (destination.health.takeTrial()) {
                System.arraycopy(order, 0, order, 1, i);
                order[0] = destination;
                return;
            }
        }
    }
}

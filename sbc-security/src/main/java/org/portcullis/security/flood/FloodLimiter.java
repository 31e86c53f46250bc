package org.portcullis.security.flood;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;

/**
 * The one {@link FloodTree} of the box, fed by all loops.
 *
 * <p>A source reaches several loops, one per port of its own and per listener, and must be counted
 * as one. The loops therefore take turns: the tree is taken by one compare-and-set, for some
 * hundred nanoseconds. Nobody ever sleeps for it, and nobody spins for long: where the holder has
 * lost its processor, the packet passes uncounted.
 */
public final class FloodLimiter {

    private static final int MAX_NODES = 1 << 16;
    private static final int MAX_SPINS = 1_000;

    private final AtomicBoolean taken = new AtomicBoolean();
    private final FloodTree tree;
    private final Predicate<InetSocketAddress> exempt;
    private final Counter blocked;
    private final Counter uncounted;

    /**
     * @param exempt the sources of the exempt groups
     */
    public FloodLimiter(
            FloodSettings settings,
            Predicate<InetSocketAddress> exempt,
            Counters counters,
            long nowNanos) {
        Counter evictions =
                counters.counter(
                        "portcullis_flood_evictions_total",
                        "Prefixes and addresses forgotten early because the flood tree was full.");
        this.tree = new FloodTree(settings, MAX_NODES, evictions, nowNanos);
        this.exempt = exempt;
        this.blocked =
                counters.counter(
                        "portcullis_flood_blocked_sources_total",
                        "Addresses blocked for sending more than the flood density, each time anew.");
        this.uncounted =
                counters.counter(
                        "portcullis_flood_uncounted_total",
                        "Packets let through uncounted because the flood tree was not to be had.");
    }

    /** False if {@code source} is over the density. Any loop. */
    public boolean accept(InetSocketAddress source, long nowNanos) {
        if (exempt.test(source)) {
            return true;
        }
        byte[] address = source.getAddress().getAddress();
        for (int i = 0; !taken.weakCompareAndSetAcquire(false, true); i++) {
            if (i == MAX_SPINS) {
                uncounted.increment();
                return true;
            }
            Thread.onSpinWait();
        }
        try {
            FloodTree.Mark mark = tree.hit(address, nowNanos);
            if (mark == FloodTree.Mark.TURNED_RED) {
                blocked.increment();
            }
            return mark == FloodTree.Mark.PASSED;
        } finally {
            taken.setRelease(false);
        }
    }
}

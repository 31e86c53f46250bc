package org.portcullis.security.flood;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;

/**
 * The one {@link FloodTree} of the box, or of a realm with settings of its own, fed by all loops.
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
        this(settings, exempt, address -> 1, counters, nowNanos);
    }

    /**
     * @param registrations how many live ones have come from an address, as with phones behind a
     *     NAT; the density is for each of them. Asked by any loop, and only about addresses over
     *     the density
     */
    public FloodLimiter(
            FloodSettings settings,
            Predicate<InetSocketAddress> exempt,
            ToIntFunction<InetAddress> registrations,
            Counters counters,
            long nowNanos) {
        Counter evictions =
                counters.counter(
                        "portcullis_flood_evictions_total",
                        "Prefixes and addresses forgotten early because the flood tree was full.");
        this.tree =
                new FloodTree(
                        settings,
                        MAX_NODES,
                        address -> registrations.applyAsInt(inetAddress(address)),
                        evictions,
                        nowNanos);
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

    /** Counts one of {@code source}: not passed if that is over the density. Any loop. */
    public Mark hit(InetSocketAddress source, long nowNanos) {
        if (exempt.test(source)) {
            return Mark.PASSED;
        }
        byte[] address = source.getAddress().getAddress();
        for (int i = 0; !taken.weakCompareAndSetAcquire(false, true); i++) {
            if (i == MAX_SPINS) {
                uncounted.increment();
                return Mark.PASSED;
            }
            Thread.onSpinWait();
        }
        try {
            Mark mark = tree.hit(address, nowNanos);
            if (mark == Mark.TURNED_RED) {
                blocked.increment();
            }
            return mark;
        } finally {
            taken.setRelease(false);
        }
    }

    /**
     * Counts by other settings from now on; what was counted stays. Not for a loop: it may wait.
     */
    public void use(FloodSettings settings, long nowNanos) {
        while (!taken.weakCompareAndSetAcquire(false, true)) {
            Thread.onSpinWait(); // the holder needs some hundred nanoseconds
        }
        try {
            tree.use(settings, nowNanos);
        } finally {
            taken.setRelease(false);
        }
    }

    private static InetAddress inetAddress(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are an address", e);
        }
    }
}

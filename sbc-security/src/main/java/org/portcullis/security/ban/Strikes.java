package org.portcullis.security.ban;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts offences that only many of make a ban, by address. Any thread; a lock is held for a few
 * steps, for offences only. Where more addresses offend at once than are counted, those whose time
 * began first are forgotten.
 */
public final class Strikes {
    private static final int MAX_ADDRESSES = 16_384;

    private final int count;
    private final long withinNanos;
    private final ReentrantLock lock = new ReentrantLock();

    /** In the order in which their time began. */
    private final Map<BanKey, Tally> tallies = new LinkedHashMap<>();

    /**
     * @param count how many make a ban, 1 or more
     * @param within the time from the first one on in which they do
     */
    public Strikes(int count, Duration within) {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + " (expected: at least 1)");
        }
        this.count = count;
        this.withinNanos = within.toNanos();
    }

    /** Counts one; true for that which makes the ban, and from there counting begins anew. */
    public boolean strike(InetSocketAddress source, long nowNanos) {
        BanKey key = BanKey.of(source.getAddress());
        lock.lock();
        try {
            Tally tally = tallies.get(key);
            if (tally == null || nowNanos - tally.sinceNanos >= withinNanos) {
                tallies.remove(key);
                forget(nowNanos);
                tally = new Tally(nowNanos);
                tallies.put(key, tally);
            }
            tally.count++;
            if (tally.count < count) {
                return false;
            }
            tallies.remove(key);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** How many addresses are counted. */
    int size() {
        lock.lock();
        try {
            return tallies.size();
        } finally {
            lock.unlock();
        }
    }

    /** Makes room: at most two of those whose time is over, and one more where there is none. */
    private void forget(long nowNanos) {
        Iterator<Tally> first = tallies.values().iterator();
        for (int i = 0; i < 2 && first.hasNext(); i++) {
            boolean over = nowNanos - first.next().sinceNanos >= withinNanos;
            if (over || tallies.size() >= MAX_ADDRESSES) {
                first.remove();
            }
        }
    }

    private static final class Tally {
        final long sinceNanos;
        int count;

        Tally(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }
    }
}

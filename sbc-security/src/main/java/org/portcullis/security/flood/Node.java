package org.portcullis.security.flood;

import org.jspecify.annotations.Nullable;

/**
 * One byte of the addresses seen: a prefix that they share, a whole address, or both where IPv4 and
 * IPv6 meet.
 */
final class Node {
    final int id;
    final @Nullable Node father;
    final byte octet;

    /** Requests of sources below that have no node of their own yet. */
    final Hits prefix = new Hits();

    /** Requests of this very address. */
    final Hits address = new Hits();

    /** The window that both were last brought up to. */
    long window;

    /**
     * Requests a window that turn the address red; the devices behind it were counted last time.
     */
    int limit;

    boolean wholeAddress;
    boolean red;
    int kids;

    /** The next node of the same hash. */
    @Nullable Node chain;

    /** Neighbours in the order of expiry, themselves when not in it. */
    Node earlier = this;

    Node later = this;
    long expiresNanos;

    Node(int id, @Nullable Node father, byte octet, long window, int limit) {
        this.id = id;
        this.father = father;
        this.octet = octet;
        this.window = window;
        this.limit = limit;
    }

    /**
     * Brings the counters up to {@code now}, the number of the present window.
     *
     * @return false if they are already
     */
    boolean turnTo(long now) {
        long passed = now - window;
        if (passed <= 0) {
            return false;
        }
        window = now;
        prefix.turn(passed);
        address.turn(passed);
        red = red && address.reach(limit);
        return true;
    }

    /** Requests in the previous window and in the present one. */
    static final class Hits {
        int previous;
        int current;

        /** Whether one of the windows, or their mean, is at {@code limit}. */
        boolean reach(int limit) {
            return previous >= limit
                    || current >= limit
                    || ((long) previous + current) >> 1 >= limit;
        }

        private void turn(long windows) {
            previous = windows == 1 ? current : 0;
            current = 0;
        }
    }
}

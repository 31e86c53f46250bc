package org.portcullis.security.ban;

import java.net.InetAddress;

/**
 * A ban in the table. Immutable: a longer one takes its place.
 *
 * @param order unlike that of any other, for those that end together
 */
record Held(
        BanKey key,
        InetAddress address,
        BanReason reason,
        int times,
        long totalNanos,
        long untilNanos,
        long order) {

    boolean inForce(long nowNanos) {
        return untilNanos - nowNanos > 0;
    }

    /** Which ends first; times run over, so they are compared by their difference. */
    int compareByEnd(Held other) {
        return untilNanos == other.untilNanos
                ? Long.compare(order, other.order)
                : Long.signum(untilNanos - other.untilNanos);
    }
}

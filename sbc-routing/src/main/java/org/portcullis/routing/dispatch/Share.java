package org.portcullis.routing.dispatch;

/**
 * Deals turns out over shares: any so many turns in a row as there are shares in all give each
 * share one turn, and neighbours in time are far apart. Any thread.
 *
 * <p>A turn's place is a multiple of a step that has no divisor in common with the number of
 * shares, so nothing has to be kept but the number of the turn.
 */
final class Share {
    private static final double GOLDEN = 0.618_033_988_749_895;

    // The last total in the upper half and its step in the lower: to find one takes long.
    private volatile long known;

    /**
     * The share whose turn it is.
     *
     * @param turn any number, taken as unsigned
     * @param total shares in all, at least 1
     */
    int at(int turn, int total) {
        long step = known;
        if (step >>> Integer.SIZE != total) {
            step = (long) total << Integer.SIZE | step(total);
            known = step;
        }
        return (int) (Integer.toUnsignedLong(turn) * (int) step % total);
    }

    private static int step(int total) {
        int best = Math.max(1, (int) Math.round(total * GOLDEN));
        int off = 0;
        while (divisor(best + off, total) != 1) {
            off = off > 0 ? -off : 1 - off; // 1, -1, 2, -2 ...
        }
        return best + off;
    }

    private static int divisor(int a, int b) {
        return b == 0 ? a : divisor(b, a % b);
    }
}

package org.portcullis.routing.dispatch;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whose turn it is in a set, for all loops together and from one configuration to the next. Each
 * pick takes its turn in one atomic step, so that the picks of all loops are one sequence.
 */
final class Turns {
    private final AtomicInteger place = new AtomicInteger();
    private final AtomicInteger number = new AtomicInteger();
    private final long seed;

    /**
     * @param seed of what is random
     */
    Turns(long seed) {
        this.seed = seed;
    }

    /** The member from which on the next is looked for. */
    int place() {
        return place.get();
    }

    /**
     * Goes on behind the member that was found.
     *
     * @return false where another loop has done so since {@code from} was asked for
     */
    boolean goOn(int from, int behind) {
        return place.compareAndSet(from, behind);
    }

    /** The number of the next turn; it wraps around. */
    int next() {
        return number.getAndIncrement();
    }

    /** A number that looks random, the same for the same seed and turn. */
    long random(int turn) {
        return StrongHash.mix(seed, turn);
    }
}

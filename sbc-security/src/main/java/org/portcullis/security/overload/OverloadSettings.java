package org.portcullis.security.overload;

import java.time.Duration;

/**
 * When the box is overloaded, and when not any more.
 *
 * @param loopLag how late a loop turns its timers
 * @param heap of the heap used after a collection
 * @param transactions of a loop's transactions that stand
 * @param recoverAfter how long all has to be well again
 */
public record OverloadSettings(Lag loopLag, Level heap, Level transactions, Duration recoverAfter) {
    public static final OverloadSettings DEFAULT =
            new OverloadSettings(
                    new Lag(Duration.ofMillis(200), Duration.ofMillis(50)),
                    new Level(90, 80),
                    new Level(90, 80),
                    Duration.ofSeconds(2));

    /**
     * How late is too late.
     *
     * @param most from which on it is overload
     * @param recover below which it is none
     */
    public record Lag(Duration most, Duration recover) {
        public Lag {
            if (recover.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        "loop-lag-recover: "
                                + recover.toMillis()
                                + "ms (expected: at most loop-lag, "
                                + most.toMillis()
                                + "ms)");
            }
        }
    }

    /**
     * How full is too full.
     *
     * @param mostPercent from which on it is overload
     * @param recoverPercent below which it is none
     */
    public record Level(int mostPercent, int recoverPercent) {
        public Level {
            if (mostPercent < 1 || mostPercent > 100 || recoverPercent > mostPercent) {
                throw new IllegalArgumentException(
                        recoverPercent
                                + "% to recover (expected: at most the "
                                + mostPercent
                                + "% of overload)");
            }
        }
    }
}

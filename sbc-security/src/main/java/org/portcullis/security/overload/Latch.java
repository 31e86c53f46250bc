package org.portcullis.security.overload;

/**
 * A figure with hysteresis: high once it was at its limit as often as it takes, and low again after
 * it has been below the lower limit for a while. Owned by one loop.
 */
final class Latch {
    private final int samplesToRise;
    private int risen;
    private boolean high;
    private boolean falling;
    private long fallingSinceNanos;

    /**
     * @param samplesToRise samples in a row at the limit that make it high
     */
    Latch(int samplesToRise) {
        this.samplesToRise = samplesToRise;
    }

    void sample(long value, long most, long recover, long recoverNanos, long nowNanos) {
        risen = value >= most ? Math.min(risen + 1, samplesToRise) : 0;
        if (risen >= samplesToRise) {
            high = true;
        }
        if (value >= recover) {
            falling = false;
        } else if (!falling) {
            falling = true;
            fallingSinceNanos = nowNanos;
        }
        if (falling && nowNanos - fallingSinceNanos >= recoverNanos) {
            high = false;
        }
    }

    boolean high() {
        return high;
    }
}

package org.portcullis.routing.probe;

/**
 * How long a destination takes to answer probes: as of late, and mostly. Written by the loop that
 * probes alone, read by any thread.
 *
 * <p>As of late is the mean of the first {@value #TRAINING} samples, then an exponentially weighted
 * one that takes a tenth of each. Mostly is the mean of all, which from {@value #LONG} samples on
 * forgets the oldest.
 */
public final class Latency {
    private static final int TRAINING = 10;
    private static final double ALPHA = 0.1;
    private static final int LONG = 1 << 21;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private int samples;
    private double average;
    private double estimate;
    private volatile long averageNanos;
    private volatile long estimateNanos;

    void add(long nanos) {
        samples = Math.min(samples + 1, LONG);
        average += (nanos - average) / samples;
        estimate = samples <= TRAINING ? average : estimate + ALPHA * (nanos - estimate);
        averageNanos = Math.round(average);
        estimateNanos = Math.round(estimate);
    }

    /** As of late; 0 where nothing is known. */
    public long estimateNanos() {
        return estimateNanos;
    }

    /** Mostly; 0 where nothing is known. */
    public long averageNanos() {
        return averageNanos;
    }

    public int estimateMillis() {
        return (int) Math.min(Integer.MAX_VALUE, estimateNanos / NANOS_PER_MILLI);
    }

    /** By how many whole milliseconds it is slower of late than mostly. */
    public int excessMillis() {
        long excess = (estimateNanos - averageNanos) / NANOS_PER_MILLI;
        return Math.clamp(excess, 0, Integer.MAX_VALUE);
    }
}

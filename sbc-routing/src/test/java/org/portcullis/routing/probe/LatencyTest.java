package org.portcullis.routing.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LatencyTest {
    private static final long MILLI = 1_000_000;

    private final Latency latency = new Latency();

    @Test
    void shouldBeTheMeanOfTheFirstTen() {
        for (int millis = 1; millis <= 10; millis++) {
            latency.add(millis * MILLI);
        }
        assertEquals(5_500_000, latency.estimateNanos());
        assertEquals(5_500_000, latency.averageNanos());
        assertEquals(0, latency.excessMillis());
    }

    @Test
    void shouldTakeATenthOfEachFurtherOne() {
        for (int i = 0; i < 10; i++) {
            latency.add(10 * MILLI);
        }
        latency.add(110 * MILLI);
        assertEquals(20 * MILLI, latency.estimateNanos());
        assertEquals(Math.round(210 * MILLI / 11.0), latency.averageNanos());
        latency.add(110 * MILLI);
        assertEquals(29 * MILLI, latency.estimateNanos());
        assertEquals(29, latency.estimateMillis());
        assertEquals(2, latency.excessMillis(), "29 less 26.67");
    }

    @Test
    void shouldNotBeLateWhereItIsFasterThanMostly() {
        for (int i = 0; i < 10; i++) {
            latency.add(100 * MILLI);
        }
        latency.add(MILLI);
        assertEquals(0, latency.excessMillis());
    }
}

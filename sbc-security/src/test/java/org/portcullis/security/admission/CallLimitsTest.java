package org.portcullis.security.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallLimitsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 503, calls: 0 (expected: at least 1)",
        "1, -1, 1, 503, cps: -1 (expected: at least 1)",
        "1, 1, 0, 503, burst: 0 (expected: at least 1)",
        "1, 1, 1, 200, status: 200 (expected: 400-699)",
        "1, 1, 1, 700, status: 700 (expected: 400-699)",
    })
    void shouldNameWhatIsWrong(int calls, int cps, int burst, int status, String problem) {
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new CallLimits(calls, cps, burst, status));
        assertEquals(problem, e.getMessage());
    }

    @Test
    void shouldLetASecondsWorthComeAtOnce() {
        assertEquals(new CallLimits(15_000, 2_000, 2_000, 503), new CallLimits(15_000, 2_000));
    }
}

package org.portcullis.routing.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeSettingsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PT0S | PT2S | 3 | 1 | interval: 0ms (expected: 1ms-24h)",
                "PT48H | PT2S | 3 | 1 | interval: 172800000ms (expected: 1ms-24h)",
                "PT10S | PT0S | 3 | 1 | timeout: 0ms (expected: 1ms up to the interval, 10000ms)",
                "PT1S | PT2S | 3 | 1 | timeout: 2000ms (expected: 1ms up to the interval, 1000ms)",
                "PT10S | PT2S | 0 | 1 | down-after: 0 (expected: at least 1)",
                "PT10S | PT2S | 3 | -1 | up-after: -1 (expected: at least 1)",
            })
    void shouldNameWhatIsWrong(
            Duration interval, Duration timeout, int downAfter, int upAfter, String problem) {
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new ProbeSettings(interval, timeout, downAfter, upAfter));
        assertEquals(problem, e.getMessage());
    }
}

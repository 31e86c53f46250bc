package org.portcullis.security.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloodSettingsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PT0S | 30 | PT120S | sampling-unit: 0ms (expected: 1ms-24h)",
                "PT48H | 30 | PT120S | sampling-unit: 172800000ms (expected: 1ms-24h)",
                "PT2S | 0 | PT120S | density: 0 (expected: 1-1000000)",
                "PT2S | 1000001 | PT120S | density: 1000001 (expected: 1-1000000)",
                "PT2S | 30 | PT-1S | remove-latency: -1000ms (expected: 1ms-24h)",
            })
    void shouldNameWhatIsWrong(Duration unit, int density, Duration latency, String problem) {
        Exception e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new FloodSettings(unit, density, latency, List.of()));
        assertEquals(problem, e.getMessage());
    }
}

package org.portcullis.core.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.ZonedDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeOfWeekTest {

    /** 2026-06-01 is a Monday. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mon-fri 08:00-18:00 | 2026-06-01T08:00Z | true",
                "mon-fri 08:00-18:00 | 2026-06-01T07:59Z | false",
                "mon-fri 08:00-18:00 | 2026-06-05T17:59Z | true",
                "mon-fri 08:00-18:00 | 2026-06-05T18:00Z | false",
                "mon-fri 08:00-18:00 | 2026-06-06T12:00Z | false",
                "sat,sun | 2026-06-07T23:59Z | true",
                "sat,sun | 2026-06-08T00:00Z | false",
                "fri-mon | 2026-06-08T12:00Z | true",
                "fri-mon | 2026-06-09T12:00Z | false",
                "22:00-06:00 | 2026-06-02T05:59Z | true",
                "22:00-06:00 | 2026-06-02T06:00Z | false",
                "22:00-06:00 | 2026-06-02T22:00Z | true",
                "fri 22:00-06:00 | 2026-06-06T05:00Z | true",
                "fri 22:00-06:00 | 2026-06-05T05:00Z | false",
                "00:00-24:00 | 2026-06-05T23:59Z | true",
                "mon,wed-thu 10:00-11:00 | 2026-06-03T10:30Z | true",
            })
    void shouldContain(String text, ZonedDateTime moment, boolean expected) {
        assertEquals(expected, TimeOfWeek.parse(text).contains(moment));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "monday",
                "mon-",
                "mon-tue-wed",
                "8:00-9:00",
                "08:00",
                "08:00-25:00",
                "24:00-08:00",
                "08:00-00:00",
                "mon tue",
                "08:00-09:00 mon",
                "mon 08:00-09:00 x"
            })
    void shouldRefuse(String text) {
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> TimeOfWeek.parse(text));
        assertEquals(
                text
                        + " (expected: days and hours such as mon-fri 08:00-18:00, sat,sun or"
                        + " 22:00-06:00)",
                wrong.getMessage());
    }
}

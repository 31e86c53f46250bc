package org.portcullis.routing.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailoverTest {

    @ParameterizedTest
    @CsvSource({
        "200, false", "302, false", "400, false", "403, false", "404, false", "408, true",
        "480, false", "486, false", "487, false", "488, false", "500, true", "501, false",
        "502, true", "503, true", "504, true", "505, false", "513, false", "580, false",
        "599, true", "600, false", "603, false",
    })
    void shouldBlameTheDestinationOnlyForItsOwnFailures(int status, boolean goesOn) {
        assertEquals(goesOn, Failover.goesOn(status));
    }
}

package org.portcullis.media.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaRealmTest {

    @ParameterizedTest
    @CsvSource({
        "30000, 30001, 1, 30000, 30000",
        "30000, 30002, 1, 30000, 30000",
        "30001, 30004, 1, 30002, 30002",
        "30001, 30005, 2, 30002, 30004",
        "30000, 34999, 2500, 30000, 34998",
        "65534, 65535, 1, 65534, 65534",
    })
    void shouldPairEvenPortsWithTheOddAbove(
            int first, int last, int pairs, int lowest, int highest) {
        MediaRealm realm = realm("127.0.0.1", "127.0.0.1", first, last);

        assertEquals(pairs, realm.pairs());
        assertEquals(lowest, realm.port(0));
        assertEquals(highest, realm.port(pairs - 1));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, 0, 10, firstPort: 0",
        "127.0.0.1, 127.0.0.1, 10, 70000, lastPort: 70000",
        "127.0.0.1, 127.0.0.1, 30001, 30002, ports: 30001-30002",
        "127.0.0.1, 127.0.0.1, 40000, 30000, ports: 40000-30000",
        "0.0.0.0, 0.0.0.0, 30000, 40000, advertised: 0.0.0.0",
        "127.0.0.1, ::1, 30000, 40000, advertised: 0:0:0:0:0:0:0:1",
    })
    void shouldNameWhatIsWrong(
            String address, String advertised, int first, int last, String message) {
        var fault =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> realm(address, advertised, first, last));

        assertTrue(String.valueOf(fault.getMessage()).startsWith(message), fault.getMessage());
    }

    private static MediaRealm realm(String address, String advertised, int first, int last) {
        return new MediaRealm(
                InetAddress.ofLiteral(address), InetAddress.ofLiteral(advertised), first, last);
    }
}

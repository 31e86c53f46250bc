package org.portcullis.security.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressEntryTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "192.0.2.0/24, 192.0.2.0/24",
        "192.0.2.1/32, 192.0.2.1",
        "0.0.0.0/0, 0.0.0.0/0",
        "192.0.2.1:5060, 192.0.2.1:5060",
        "2001:db8::/32, 2001:db8:0:0:0:0:0:0/32",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1",
        "[2001:db8::1], 2001:db8:0:0:0:0:0:1",
        "[2001:db8::1]:5061, [2001:db8:0:0:0:0:0:1]:5061",
        "::/0, 0:0:0:0:0:0:0:0/0",
        "::ffff:192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.0/120, 192.0.2.0/24",
        "[::ffff:192.0.2.1]:5060, 192.0.2.1:5060",
    })
    void shouldReadWhatPeopleWrite(String text, String canonical) {
        assertEquals(canonical, AddressEntry.parse(text).toString());
        assertEquals(AddressEntry.parse(text), AddressEntry.parse(canonical));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | address:  (expected: an address, a CIDR block or address:port,",
                "carrier.example | address: carrier.example (expected: an address,",
                "192.0.2 | address: 192.0.2 (expected: an address,",
                "192.0.2.256 | address: 192.0.2.256 (expected: an address,",
                "192.0.2.1:0 | port: 0 (expected: 1-65535)",
                "192.0.2.1:70000 | port: 70000 (expected: 1-65535)",
                "192.0.2.1:+1 | port: +1 (expected: 1-65535)",
                "192.0.2.1: | port:  (expected: 1-65535)",
                "192.0.2.0/33 | prefix length: 33 (expected: 0-32)",
                "192.0.2.0/ | prefix length:  (expected: 0-32)",
                "192.0.2.0/-1 | prefix length: -1 (expected: 0-32)",
                "2001:db8::/129 | prefix length: 129 (expected: 0-128)",
                "::ffff:192.0.2.0/24 | prefix length: 24 (expected: 96-128)",
                "192.0.2.1/24 | 192.0.2.1/24: bits set after the prefix (expected: 192.0.2.0/24)",
                "10.0.0.1:5060/32 | address: 10.0.0.1:5060 (expected: an address,",
                "[2001:db8::1]5060 | [2001:db8::1]5060 (expected: an address,",
                "[2001:db8::1 | address: [2001:db8::1 (expected: an address,",
                "[[::1]]:5060 | address: [::1 (expected: an address,",
                "fe80::1%eth0 | address: fe80::1%eth0 (expected: an address,",
            })
    void shouldNameWhatIsWrong(String text, String problem) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> AddressEntry.parse(text));
        assertTrue(String.valueOf(e.getMessage()).startsWith(problem), e.getMessage());
    }
}

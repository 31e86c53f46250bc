package org.portcullis.security.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupMemberTest {

    @ParameterizedTest
    @CsvSource({
        "Carrier.Example, carrier.example, -1",
        "carrier.example:5060, carrier.example, 5060",
        "dead.beef, dead.beef, -1",
        "_sip.a-b.c3, _sip.a-b.c3, -1"
    })
    void shouldTellNames(String text, String domain, int port) {
        assertEquals(new DomainEntry(domain, port, ""), GroupMember.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "192.0.2.0/24", "[2001:db8::1]:5060", "::ffff:1.2.3.4"})
    void shouldTellAddresses(String text) {
        assertEquals(AddressEntry.parse(text), GroupMember.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "carrier.example:0",
                "carrier.example:x",
                "carrier..example",
                ".example",
                "carrier.example.",
                "carrier.example/24",
                "1.2.3",
                "a.1",
                "carrier.example:5060:1",
                ""
            })
    void shouldRefuseWhatIsNeither(String text) {
        assertThrows(IllegalArgumentException.class, () -> GroupMember.parse(text));
    }

    @Test
    void shouldTakeAWordForATag() {
        assertEquals("a/b.c=1", GroupMember.requireTag("a/b.c=1"));
        assertThrows(IllegalArgumentException.class, () -> GroupMember.requireTag("a b"));
    }
}

package org.portcullis.security.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessListTest {
    private final AddressBook book =
            new AddressBook(
                    List.of(
                            group("carriers", "10.0.0.0/8", "2001:db8::/32", "192.0.2.1:5060"),
                            group("lab", "10.1.0.0/16", "2001:db8:1::/48", "10.1.2.3"),
                            group("desk", "10.1.2.0/24", "10.1.2.3"),
                            group("else", "0.0.0.0/0")));

    @ParameterizedTest
    @CsvSource({
        "carriers desk, lab, 10.9.9.9, true, carriers",
        "carriers desk, lab, 10.1.9.9, false, lab",
        "carriers desk, lab, 10.1.2.9, true, desk",
        "carriers desk, lab, 10.1.2.3, false, lab", // in both
        "carriers desk, lab, 11.0.0.1, false, ''",
        "carriers desk, lab, 2001:db8::1, true, carriers",
        "carriers desk, lab, 2001:db8:1::1, false, lab",
        "carriers desk, lab, 192.0.2.1, true, carriers",
        "carriers desk, lab, 192.0.2.2, false, ''",
        "'', lab, 10.1.9.9, false, lab",
        "'', lab, 10.1.2.9, false, lab",
        "'', lab, 10.9.9.9, true, ''",
        "'', '', 10.1.9.9, true, ''",
        "carriers, else, 11.0.0.1, false, else",
        "carriers, else, 10.0.0.1, true, carriers",
    })
    void shouldDecideByTheLongestPrefix(
            String allow, String deny, String address, boolean allowed, String group) {
        AccessRule rule =
                book.access(new AclSettings(names(allow), names(deny)))
                        .find(new InetSocketAddress(address, 5060));
        assertEquals(allowed, rule.allowed());
        assertEquals(group, rule.group());
    }

    @Test
    void shouldTellTheTagOfTheEntryThatDecided() {
        AddressBook tagged =
                new AddressBook(
                        List.of(
                                new AddressGroup(
                                        "a",
                                        List.of(
                                                AddressEntry.parse("10.0.0.0/8").tagged("wide"),
                                                AddressEntry.parse("10.1.0.0/16").tagged("near"),
                                                AddressEntry.parse("10.2.0.0/16")))));
        AccessList list = tagged.access(new AclSettings(List.of("a"), List.of()));
        assertEquals("wide", list.find(source("10.9.0.1")).tag());
        assertEquals("near", list.find(source("10.1.0.1")).tag());
        assertEquals("", list.find(source("10.2.0.1")).tag());
    }

    @Test
    void shouldMindThePortOfAnEntry() {
        AccessList list = book.access(new AclSettings(List.of("carriers"), List.of()));
        assertTrue(list.find(new InetSocketAddress("192.0.2.1", 5060)).allowed());
        assertFalse(list.find(new InetSocketAddress("192.0.2.1", 5061)).allowed());
    }

    @Test
    void shouldFollowTheGroups() {
        AclSettings settings = new AclSettings(List.of("carriers"), List.of());
        AccessList list = book.access(settings);
        AddressSet set = book.groups(List.of("carriers"));
        book.replace(List.of(group("carriers", "172.16.0.0/12")), List.of(settings));
        assertTrue(list.find(source("172.16.0.1")).allowed());
        assertFalse(list.find(source("10.0.0.1")).allowed());
        assertTrue(set.contains(source("172.16.0.1")));
        assertFalse(set.contains(source("10.0.0.1")));
        book.replace(List.of(), List.of());
        assertFalse(list.find(source("172.16.0.1")).allowed(), "deny by default all the same");
        assertFalse(set.contains(source("172.16.0.1")));
    }

    @Test
    void shouldHaveTheAddressesOfDomainNames() throws Exception {
        AddressBook names =
                new AddressBook(
                        List.of(
                                AddressGroup.of(
                                        "carriers",
                                        List.of(
                                                GroupMember.parse("10.0.0.1"),
                                                GroupMember.parse("sip.carrier.example:5060")
                                                        .tagged("main")))));
        AccessList list = names.access(new AclSettings(List.of("carriers"), List.of()));
        InetSocketAddress source = source("192.0.2.7");
        assertFalse(list.find(source).allowed());
        List<InetAddress> addresses = List.of(source.getAddress());
        assertTrue(names.resolve(Map.of("sip.carrier.example", addresses)));
        assertFalse(names.resolve(Map.of("sip.carrier.example", addresses)));
        assertEquals(new AccessRule(true, "carriers", "main"), list.find(source));
        assertFalse(list.find(new InetSocketAddress(source.getAddress(), 5061)).allowed());
        names.replace(names.written(), List.of());
        assertTrue(list.find(source).allowed(), "the name stays, and so do its addresses");
        assertTrue(
                names.resolve(
                        Map.of("sip.carrier.example", List.of(InetAddress.getLoopbackAddress()))));
        assertFalse(list.find(source).allowed());
    }

    private static List<String> names(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private static InetSocketAddress source(String address) {
        return new InetSocketAddress(address, 5060);
    }

    private static AddressGroup group(String name, String... entries) {
        return new AddressGroup(name, List.of(entries).stream().map(AddressEntry::parse).toList());
    }
}

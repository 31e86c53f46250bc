package org.portcullis.security.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
        assertEquals(2, names.entries());
        AddressBook next =
                new AddressBook(
                        List.of(
                                AddressGroup.of(
                                        "carriers",
                                        List.of(GroupMember.parse("sip.carrier.example")))));
        AddressSet set = next.groups(List.of("carriers"));
        assertFalse(set.contains(source));
        next.adopt(names);
        assertTrue(set.contains(source), "the name stays, and so do its addresses");
        assertTrue(
                names.resolve(
                        Map.of("sip.carrier.example", List.of(InetAddress.getLoopbackAddress()))));
        assertFalse(list.find(source).allowed());
    }

    /**
     * Against asking every entry in turn: addresses, blocks and ports of both families, each with a
     * tag of its own.
     */
    @Test
    void shouldAgreeWithTheLongestOfAllEntries() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 60; round++) {
            Map<String, AddressEntry> entries = new LinkedHashMap<>();
            for (int i = 0; i < 1 + round * 20; i++) {
                AddressEntry entry = AddressTableTest.randomEntry(random);
                entries.putIfAbsent(entry.toString(), entry.tagged("tag " + i));
            }
            AccessList list =
                    new AddressBook(List.of(new AddressGroup("all", List.copyOf(entries.values()))))
                            .access(new AclSettings(List.of("all"), List.of()));
            for (int i = 0; i < 200; i++) {
                InetSocketAddress source =
                        new InetSocketAddress(
                                AddressTableTest.randomAddress(random), 1 + random.nextInt(2));
                AccessRule expected =
                        entries.values().stream()
                                .filter(entry -> AddressTableTest.covers(entry, source))
                                .max(
                                        Comparator.comparingInt(AddressEntry::prefixLength)
                                                .thenComparingInt(AddressEntry::port))
                                .map(entry -> new AccessRule(true, "all", entry.tag()))
                                .orElse(new AccessRule(false, "", ""));
                assertEquals(expected, list.find(source), "" + source);
            }
        }
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

package org.portcullis.security.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTableTest {

    private static final AddressTable TABLE =
            new AddressTable(
                    List.of(
                            group("wide", "10.0.0.0/8", "2001:db8::/32"),
                            group("narrow", "10.1.0.0/16", "10.1.2.0/24", "2001:db8:1::/48"),
                            group("hosts", "10.1.2.3", "192.0.2.1:5060", "[2001:db8::7]:5061"),
                            group("ipv6", "::/0"),
                            group("nobody")));

    @ParameterizedTest
    @CsvSource({
        "10.9.9.9, 1, wide",
        "10.1.9.9, 1, wide narrow",
        "10.1.2.9, 1, wide narrow",
        "10.1.2.3, 5060, wide narrow hosts",
        "11.0.0.0, 1, ''",
        "9.255.255.255, 1, ''",
        "192.0.2.1, 5060, hosts",
        "192.0.2.1, 5061, ''",
        "192.0.2.0, 5060, ''",
        "2001:db8::7, 5061, wide hosts ipv6",
        "2001:db8::7, 5060, wide ipv6",
        "2001:db8:1::1, 1, wide narrow ipv6",
        "2001:db9::1, 1, ipv6",
        "::ffff:10.1.2.3, 1, wide narrow hosts",
    })
    void shouldFindEveryGroupAroundASource(String address, int port, String groups)
            throws UnknownHostException {
        InetSocketAddress source = new InetSocketAddress(InetAddress.getByName(address), port);
        for (String name : List.of("wide", "narrow", "hosts", "ipv6", "nobody")) {
            assertEquals(
                    List.of(groups.split(" ")).contains(name),
                    TABLE.groups(List.of(name)).contains(source),
                    name);
        }
    }

    @Test
    void shouldJoinGroups() {
        AddressSet set = TABLE.groups(List.of("hosts", "narrow"));
        assertTrue(set.contains(new InetSocketAddress("192.0.2.1", 5060)));
        assertTrue(set.contains(new InetSocketAddress("10.1.0.0", 1)));
        assertFalse(set.contains(new InetSocketAddress("10.2.0.0", 1)));
        assertFalse(TABLE.groups(List.of()).contains(new InetSocketAddress("10.1.0.0", 1)));
    }

    @Test
    void shouldHoldNobodyWithoutEntries() {
        AddressTable empty = new AddressTable(List.of(group("empty")));
        assertFalse(empty.groups(List.of("empty")).contains(new InetSocketAddress("0.0.0.0", 0)));
    }

    @Test
    void shouldHoldNoUnresolvedAddress() {
        AddressTable all = new AddressTable(List.of(group("all", "0.0.0.0/0", "::/0")));
        assertFalse(
                all.groups(List.of("all"))
                        .contains(InetSocketAddress.createUnresolved("carrier.example", 5060)));
    }

    @Test
    void shouldNameAnUnknownGroup() {
        Exception e =
                assertThrows(
                        IllegalArgumentException.class, () -> TABLE.groups(List.of("carrierz")));
        assertEquals(
                "group: carrierz (expected: one of [wide, narrow, hosts, ipv6, nobody])",
                e.getMessage());
    }

    @Test
    void shouldRefuseTwoGroupsOfOneName() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new AddressTable(List.of(group("a"), group("a"))));
    }

    /** Against asking every entry in turn, where addresses are dense and prefixes nested. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 100, 2_000})
    void shouldAgreeWithAskingEveryEntry(int entries) throws UnknownHostException {
        Random random = new Random(entries);
        for (int round = 0; round < 20; round++) {
            List<AddressGroup> groups = new ArrayList<>();
            for (int g = 0; g < 4; g++) {
                List<AddressEntry> members = new ArrayList<>();
                for (int i = 0; i < entries; i++) {
                    members.add(randomEntry(random));
                }
                groups.add(new AddressGroup("g" + g, members));
            }
            AddressTable table = new AddressTable(groups);
            for (AddressGroup group : groups) {
                AddressSet set = table.groups(List.of(group.name()));
                for (int i = 0; i < 200; i++) {
                    InetSocketAddress source =
                            new InetSocketAddress(randomAddress(random), 1 + random.nextInt(2));
                    boolean expected =
                            group.entries().stream().anyMatch(entry -> covers(entry, source));
                    assertEquals(expected, set.contains(source), () -> group + " " + source);
                }
            }
        }
    }

    static AddressEntry randomEntry(Random random) throws UnknownHostException {
        byte[] address = randomAddress(random).getAddress();
        int bits = address.length * 8;
        if (random.nextInt(4) == 0) {
            int port = 1 + random.nextInt(2);
            return new AddressEntry(InetAddress.getByAddress(address), bits, port);
        }
        int length = random.nextBoolean() ? bits - random.nextInt(12) : random.nextInt(bits + 1);
        for (int bit = length; bit < bits; bit++) {
            address[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return new AddressEntry(InetAddress.getByAddress(address), length, AddressEntry.ANY_PORT);
    }

    /** Mostly from few bits, so that much is shared. */
    static InetAddress randomAddress(Random random) throws UnknownHostException {
        byte[] address = new byte[random.nextBoolean() ? 4 : 16];
        address[0] = (byte) (random.nextInt(4) << 6);
        address[address.length / 2] = (byte) random.nextInt(4);
        address[address.length - 1] = (byte) random.nextInt(256);
        if (random.nextInt(8) == 0) {
            random.nextBytes(address);
        }
        return InetAddress.getByAddress(address);
    }

    static boolean covers(AddressEntry entry, InetSocketAddress source) {
        byte[] network = entry.network().getAddress();
        byte[] address = source.getAddress().getAddress();
        if (network.length != address.length
                || (entry.port() != AddressEntry.ANY_PORT && entry.port() != source.getPort())) {
            return false;
        }
        for (int bit = 0; bit < entry.prefixLength(); bit++) {
            if (((network[bit / 8] ^ address[bit / 8]) & (0x80 >> (bit % 8))) != 0) {
                return false;
            }
        }
        return true;
    }

    private static AddressGroup group(String name, String... entries) {
        return new AddressGroup(name, List.of(entries).stream().map(AddressEntry::parse).toList());
    }
}

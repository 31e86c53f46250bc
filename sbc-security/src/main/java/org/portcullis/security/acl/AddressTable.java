package org.portcullis.security.acl;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All address groups in one index. Immutable, replaced whole by an {@link AddressBook}; any thread.
 *
 * <p>A source is in every group that has an entry around it, however many others lie closer around
 * it.
 */
public final class AddressTable {

    private static final int NO_GROUP = 0;

    private final Map<String, Integer> groupNumbers = new LinkedHashMap<>();

    /** Each combination of groups that occurs. The first is of none. */
    private final List<BitSet> combinations = new ArrayList<>(List.of(new BitSet()));

    private final PrefixTrie ipv4;
    private final PrefixTrie ipv6;

    public AddressTable(List<AddressGroup> groups) {
        List<Entry> ipv4Entries = new ArrayList<>();
        List<Entry> ipv6Entries = new ArrayList<>();
        for (AddressGroup group : groups) {
            int number = groupNumbers.size();
            if (groupNumbers.put(group.name(), number) != null) {
                throw new IllegalArgumentException(
                        "address-groups: " + group.name() + " twice (expected: once)");
            }
            for (AddressEntry entry : group.entries()) {
                (entry.ipv4() ? ipv4Entries : ipv6Entries).add(new Entry(Bits.of(entry), number));
            }
        }
        Map<BitSet, Integer> numbers = new HashMap<>(Map.of(new BitSet(), NO_GROUP));
        this.ipv4 = index(ipv4Entries, numbers);
        this.ipv6 = index(ipv6Entries, numbers);
    }

    /**
     * The sources of any of these groups.
     *
     * @throws IllegalArgumentException naming a group that does not exist, and those that do
     */
    public AddressSet groups(Collection<String> names) {
        for (String name : names) {
            if (!groupNumbers.containsKey(name)) {
                throw new IllegalArgumentException(
                        "group: " + name + " (expected: one of " + groupNumbers.keySet() + ")");
            }
        }
        return new AddressSet(() -> this, names);
    }

    /** Which combinations hold any of these groups; one that does not exist is in none. */
    boolean[] combinationsOf(Collection<String> names) {
        BitSet wanted = new BitSet();
        for (String name : names) {
            Integer number = groupNumbers.get(name);
            if (number != null) {
                wanted.set(number);
            }
        }
        boolean[] member = new boolean[combinations.size()];
        for (int i = 0; i < member.length; i++) {
            member[i] = combinations.get(i).intersects(wanted);
        }
        return member;
    }

    /** The number of the combination of groups that {@code source} is in. */
    int combination(InetSocketAddress source) {
        InetAddress address = source.getAddress();
        int combination;
        if (address instanceof Inet4Address ipv4Address) {
            combination = ipv4.find(Bits.ipv4(ipv4Address, source.getPort()), 0, 0);
        } else if (address == null) {
            return NO_GROUP;
        } else {
            byte[] bytes = address.getAddress();
            combination = ipv6.find(Bits.high(bytes), Bits.low(bytes), Bits.port(source.getPort()));
        }
        return combination == PrefixTrie.NONE ? NO_GROUP : combination;
    }

    /** The index of one family of addresses: by prefix, the combination of all groups around it. */
    private PrefixTrie index(List<Entry> entries, Map<BitSet, Integer> numbers) {
        entries.sort(Comparator.comparing(Entry::bits));
        List<Bits> prefixes = new ArrayList<>();
        int[] firstEntry = new int[entries.size() + 1];
        for (int i = 0; i < entries.size(); i++) {
            Bits bits = entries.get(i).bits();
            if (prefixes.isEmpty() || !prefixes.getLast().equals(bits)) {
                prefixes.add(bits);
            }
            firstEntry[prefixes.size()] = i + 1;
        }
        return PrefixTrieBuilder.build(
                prefixes,
                (index, around) -> {
                    int combination = around == PrefixTrie.NONE ? NO_GROUP : around;
                    for (int i = firstEntry[index]; i < firstEntry[index + 1]; i++) {
                        combination = with(combination, entries.get(i).group(), numbers);
                    }
                    return combination;
                });
    }

    private int with(int combination, int group, Map<BitSet, Integer> numbers) {
        if (combinations.get(combination).get(group)) {
            return combination;
        }
        BitSet larger = (BitSet) combinations.get(combination).clone();
        larger.set(group);
        return numbers.computeIfAbsent(
                larger,
                added -> {
                    combinations.add(added);
                    return combinations.size() - 1;
                });
    }

    private record Entry(Bits bits, int group) {}
}

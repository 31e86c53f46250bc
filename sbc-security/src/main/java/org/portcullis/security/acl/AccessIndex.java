package org.portcullis.security.acl;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The entries of an access list by prefix. Immutable; any thread. */
final class AccessIndex {
    private final AccessRule byDefault;

    /** The few that differ; entries refer to them by place. */
    private final List<AccessRule> rules = new ArrayList<>();

    private final PrefixTrie ipv4;
    private final PrefixTrie ipv6;

    AccessIndex(AclSettings settings, List<AddressGroup> groups) {
        this.byDefault = new AccessRule(settings.allow().isEmpty(), "", "");
        Map<AccessRule, Integer> places = new HashMap<>();
        List<Entry> ipv4Entries = new ArrayList<>();
        List<Entry> ipv6Entries = new ArrayList<>();
        for (AddressGroup group : groups) {
            boolean denied = settings.deny().contains(group.name());
            if (!denied && !settings.allow().contains(group.name())) {
                continue;
            }
            for (AddressEntry entry : group.entries()) {
                AccessRule rule = new AccessRule(!denied, group.name(), entry.tag());
                int place = places.computeIfAbsent(rule, this::add);
                (entry.ipv4() ? ipv4Entries : ipv6Entries).add(new Entry(Bits.of(entry), place));
            }
        }
        this.ipv4 = index(ipv4Entries);
        this.ipv6 = index(ipv6Entries);
    }

    AccessRule find(InetSocketAddress source) {
        InetAddress address = source.getAddress();
        int place;
        if (address instanceof Inet4Address ipv4Address) {
            place = ipv4.find(Bits.ipv4(ipv4Address, source.getPort()), 0, 0);
        } else if (address == null) {
            return byDefault;
        } else {
            byte[] bytes = address.getAddress();
            place = ipv6.find(Bits.high(bytes), Bits.low(bytes), Bits.port(source.getPort()));
        }
        return place == PrefixTrie.NONE ? byDefault : rules.get(place);
    }

    private int add(AccessRule rule) {
        rules.add(rule);
        return rules.size() - 1;
    }

    /** Of entries of the same prefix the first that denies counts, else the first. */
    private PrefixTrie index(List<Entry> entries) {
        entries.sort(Comparator.comparing(Entry::bits));
        List<Bits> prefixes = new ArrayList<>();
        int[] chosen = new int[entries.size()];
        for (Entry entry : entries) {
            if (prefixes.isEmpty() || !prefixes.getLast().equals(entry.bits())) {
                chosen[prefixes.size()] = entry.rule();
                prefixes.add(entry.bits());
            } else if (rules.get(chosen[prefixes.size() - 1]).allowed()
                    && !rules.get(entry.rule()).allowed()) {
                chosen[prefixes.size() - 1] = entry.rule();
            }
        }
        return PrefixTrieBuilder.build(prefixes, (index, around) -> chosen[index]);
    }

    private record Entry(Bits bits, int rule) {}
}

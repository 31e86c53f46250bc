package org.portcullis.security.acl;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The address groups as they are now. Reading is for any thread and takes no lock: one volatile
 * reference leads to all there is, and is replaced whole. Changing takes as long as the index of
 * all groups takes to build, so it is not for a loop.
 *
 * <p>A group that a set or list names and that a reload has removed is empty.
 */
public final class AddressBook {
    private List<AddressGroup> written;
    private Set<AclSettings> lists = new LinkedHashSet<>();
    private final Map<String, List<InetAddress>> resolved = new HashMap<>();

    private volatile State state;

    /**
     * @throws IllegalArgumentException where two groups have one name
     */
    public AddressBook(List<AddressGroup> groups) {
        this.written = List.copyOf(groups);
        this.state = build();
    }

    /**
     * All that is known at one time.
     *
     * @param groups with the addresses that domain names stand for
     * @param indexes of the access lists in use
     */
    record State(
            List<AddressGroup> groups, AddressTable table, Map<AclSettings, AccessIndex> indexes) {}

    State state() {
        return state;
    }

    /**
     * The sources of any of these groups, now and after every change.
     *
     * @throws IllegalArgumentException naming a group that does not exist, and those that do
     */
    public AddressSet groups(Collection<String> names) {
        state.table().groups(names);
        return new AddressSet(() -> state.table(), names);
    }

    /** The access list of these groups, now and after every change. */
    public synchronized AccessList access(AclSettings settings) {
        if (lists.add(settings)) {
            state = build();
        }
        return new AccessList(this, settings);
    }

    /** The groups as they are written, with their domain names. */
    public synchronized List<AddressGroup> written() {
        return written;
    }

    /**
     * Takes other groups, all at once. A domain name that stays keeps its addresses until it is
     * resolved again.
     *
     * @param inUse the access lists that are wanted from now on
     */
    public synchronized void replace(List<AddressGroup> groups, Collection<AclSettings> inUse) {
        written = List.copyOf(groups);
        lists = new LinkedHashSet<>(inUse);
        resolved.keySet().retainAll(domains());
        state = build();
    }

    /** Every domain name that is in a group. */
    public synchronized Set<String> domains() {
        Set<String> names = new LinkedHashSet<>();
        for (AddressGroup group : written) {
            group.domains().forEach(entry -> names.add(entry.domain()));
        }
        return names;
    }

    /**
     * Takes the addresses that names stand for now; others keep theirs.
     *
     * @return whether that changed anything
     */
    synchronized boolean resolve(Map<String, List<InetAddress>> addresses) {
        boolean changed = false;
        for (String domain : domains()) {
            List<InetAddress> now = addresses.get(domain);
            if (now != null && !now.equals(resolved.put(domain, List.copyOf(now)))) {
                changed = true;
            }
        }
        if (changed) {
            state = build();
        }
        return changed;
    }

    private State build() {
        List<AddressGroup> groups = new ArrayList<>(written.size());
        for (AddressGroup group : written) {
            groups.add(group.domains().isEmpty() ? group : withAddresses(group));
        }
        Map<AclSettings, AccessIndex> indexes = new HashMap<>();
        lists.forEach(settings -> indexes.put(settings, new AccessIndex(settings, groups)));
        return new State(List.copyOf(groups), new AddressTable(groups), Map.copyOf(indexes));
    }

    private AddressGroup withAddresses(AddressGroup group) {
        List<AddressEntry> entries = new ArrayList<>(group.entries());
        for (DomainEntry domain : group.domains()) {
            for (InetAddress address : resolved.getOrDefault(domain.domain(), List.of())) {
                entries.add(AddressEntry.of(address, domain.port(), domain.tag()));
            }
        }
        return new AddressGroup(group.name(), entries, group.domains());
    }
}

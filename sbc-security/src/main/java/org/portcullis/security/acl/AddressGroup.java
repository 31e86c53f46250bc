package org.portcullis.security.acl;

import java.util.ArrayList;
import java.util.List;

/**
 * A named set of sources, as configured.
 *
 * @param name what trunks and exemptions call it
 * @param entries may overlap each other and those of other groups
 * @param domains whose addresses belong to it, too
 */
public record AddressGroup(String name, List<AddressEntry> entries, List<DomainEntry> domains) {
    public AddressGroup {
        entries = List.copyOf(entries);
        domains = List.copyOf(domains);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("address-groups: empty name (expected: a name)");
        }
    }

    /** One of addresses only. */
    public AddressGroup(String name, List<AddressEntry> entries) {
        this(name, entries, List.of());
    }

    public static AddressGroup of(String name, List<? extends GroupMember> members) {
        List<AddressEntry> entries = new ArrayList<>(members.size());
        List<DomainEntry> domains = new ArrayList<>();
        for (GroupMember member : members) {
            switch (member) {
                case AddressEntry entry -> entries.add(entry);
                case DomainEntry domain -> domains.add(domain);
            }
        }
        return new AddressGroup(name, entries, domains);
    }
}

package org.portcullis.security.acl;

import java.util.List;

/**
 * A named set of sources, as configured.
 *
 * @param name what trunks and exemptions call it
 * @param entries may overlap each other and those of other groups
 */
public record AddressGroup(String name, List<AddressEntry> entries) {
    public AddressGroup {
        entries = List.copyOf(entries);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("address-groups: empty name (expected: a name)");
        }
    }
}

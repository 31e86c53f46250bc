package org.portcullis.security.acl;

import java.net.InetSocketAddress;

/** The sources of some groups of an {@link AddressTable}. Immutable; any thread. */
public final class AddressSet {
    private final AddressTable table;
    private final boolean[] memberCombinations;

    AddressSet(AddressTable table, boolean[] memberCombinations) {
        this.table = table;
        this.memberCombinations = memberCombinations;
    }

    public boolean contains(InetSocketAddress source) {
        return memberCombinations[table.combination(source)];
    }
}

package org.portcullis.appliance.config;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.portcullis.security.acl.AddressEntry;
import org.portcullis.security.acl.AddressGroup;
import org.portcullis.security.acl.AddressSet;
import org.portcullis.security.acl.AddressTable;

/** The load balancers before a realm. Two that were written alike are equal. */
final class Proxies implements Predicate<InetSocketAddress> {
    private static final String NAME = "proxies";

    private final List<AddressEntry> written;
    private final AddressSet set;

    Proxies(List<AddressEntry> written) {
        this.written = List.copyOf(written);
        this.set = new AddressTable(List.of(new AddressGroup(NAME, written))).groups(List.of(NAME));
    }

    @Override
    public boolean test(InetSocketAddress source) {
        return set.contains(source);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Proxies its && written.equals(its.written);
    }

    @Override
    public int hashCode() {
        return written.hashCode();
    }
}

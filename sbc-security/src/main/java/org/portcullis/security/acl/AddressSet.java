package org.portcullis.security.acl;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The sources of some groups, as their table is at the time. Any thread. */
public final class AddressSet implements Predicate<InetSocketAddress> {
    private final Supplier<AddressTable> table;
    private final List<String> groups;

    /** Of the table last looked at. Threads may find out the same at the same time. */
    private volatile View view;

    AddressSet(Supplier<AddressTable> table, Collection<String> groups) {
        this.table = table;
        this.groups = List.copyOf(groups);
        this.view = look(table.get());
    }

    /** The names of the groups. */
    public List<String> groups() {
        return groups;
    }

    @Override
    public boolean test(InetSocketAddress source) {
        return contains(source);
    }

    public boolean contains(InetSocketAddress source) {
        AddressTable now = table.get();
        View seen = view;
        if (seen.table != now) {
            seen = look(now);
            view = seen;
        }
        return seen.members[now.combination(source)];
    }

    private View look(AddressTable now) {
        return new View(now, now.combinationsOf(groups));
    }

    private static final class View {
        final AddressTable table;
        final boolean[] members;

        View(AddressTable table, boolean[] members) {
            this.table = table;
            this.members = members;
        }
    }
}

package org.portcullis.security.acl;

import java.net.InetSocketAddress;

/** Who may speak to a realm, as the groups are at the time. Any thread. */
public final class AccessList {
    private final AddressBook book;
    private final AclSettings settings;

    /** Of the state last looked at. Threads may find out the same at the same time. */
    private volatile View view;

    AccessList(AddressBook book, AclSettings settings) {
        this.book = book;
        this.settings = settings;
        this.view = look(book.state());
    }

    /** What is said of {@code source}, whose port counts where an entry names one. */
    @SuppressWarnings("ReferenceEquality") // a state is itself and no other
    public AccessRule find(InetSocketAddress source) {
        AddressBook.State now = book.state();
        View seen = view;
        if (seen.state != now) {
            seen = look(now);
            view = seen;
        }
        return seen.index.find(source);
    }

    /** A state has the index of every list; only one that was dropped at a reload is made anew. */
    private View look(AddressBook.State state) {
        AccessIndex index = state.indexes().get(settings);
        return new View(state, index == null ? new AccessIndex(settings, state.groups()) : index);
    }

    private static final class View {
        final AddressBook.State state;
        final AccessIndex index;

        View(AddressBook.State state, AccessIndex index) {
            this.state = state;
            this.index = index;
        }
    }
}

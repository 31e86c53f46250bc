package org.portcullis.core.transport;

import java.util.List;

/**
 * A side of the border, as configured.
 *
 * @param name unique; bounded, so it may label a metric
 * @param listen where it listens, in order of preference for sending; port 0 stays 0 here, see
 *     {@link Transports#listenPoints}
 */
public record Realm(String name, List<ListenPoint> listen, Trust trust, RealmOptions options) {
    public Realm {
        listen = List.copyOf(listen);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name: empty (expected: a name)");
        }
        if (listen.isEmpty()) {
            throw new IllegalArgumentException("listen: empty (expected: at least one)");
        }
    }

    /** One that does as by default. */
    public Realm(String name, List<ListenPoint> listen, Trust trust) {
        this(name, listen, trust, RealmOptions.DEFAULT);
    }
}

package org.portcullis.core.transport;

import java.util.List;
import org.portcullis.core.codec.SanityPolicy;

/**
 * A side of the border, as configured.
 *
 * @param name unique; bounded, so it may label a metric
 * @param listen where it listens, in order of preference for sending; port 0 stays 0 here, see
 *     {@code Transports.listenPoints}
 * @param sanity what is asked of its messages
 * @param options how it speaks the transports
 */
public record Realm(
        String name,
        List<ListenPoint> listen,
        Trust trust,
        SanityPolicy sanity,
        RealmOptions options) {
    public Realm {
        listen = List.copyOf(listen);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name: empty (expected: a name)");
        }
        if (listen.isEmpty()) {
            throw new IllegalArgumentException("listen: empty (expected: at least one)");
        }
    }

    /** One that asks and does as by default. */
    public Realm(String name, List<ListenPoint> listen, Trust trust) {
        this(name, listen, trust, SanityPolicy.DEFAULT, RealmOptions.DEFAULT);
    }

    public Realm(String name, List<ListenPoint> listen, Trust trust, SanityPolicy sanity) {
        this(name, listen, trust, sanity, RealmOptions.DEFAULT);
    }

    public Realm(String name, List<ListenPoint> listen, Trust trust, RealmOptions options) {
        this(name, listen, trust, SanityPolicy.DEFAULT, options);
    }
}

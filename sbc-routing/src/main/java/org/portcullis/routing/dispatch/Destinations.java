package org.portcullis.routing.dispatch;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;

/**
 * The destinations of one configuration. Those that were in the configuration before it are the
 * same ones, with all that is known of their health. Made and changed by one thread at a time.
 */
public final class Destinations {
    private final LongSupplier nanoClock;
    private final Counters counters;
    private final Map<Key, Destination> before;
    private final Map<Key, Destination> present = new HashMap<>();
    private final Map<Destination, ProbeSettings> thresholds = new HashMap<>();

    /** Those of a first configuration. */
    public Destinations(LongSupplier nanoClock, Counters counters) {
        this(nanoClock, counters, Map.of());
    }

    private Destinations(LongSupplier nanoClock, Counters counters, Map<Key, Destination> before) {
        this.nanoClock = nanoClock;
        this.counters = counters;
        this.before = before;
    }

    /** Those of a configuration that is to follow. */
    public Destinations next() {
        return new Destinations(nanoClock, counters, Map.copyOf(present));
    }

    /**
     * The destination of a peer, made if it was not there before.
     *
     * @param settings when it counts as up or down; for one that was there, from {@link #use} on
     */
    public Destination of(Origin peer, Realm realm, NextHop hop, ProbeSettings settings) {
        Key key = new Key(peer, realm.name(), hop);
        Destination known = before.get(key);
        Destination destination =
                known == null
                        ? new Destination(peer, realm, hop, settings, nanoClock, counters)
                        : known;
        present.put(key, destination);
        thresholds.put(destination, settings);
        return destination;
    }

    /** Takes these into use: those that are not among them are forgotten. */
    public void use() {
        thresholds.forEach((destination, settings) -> destination.health.use(settings));
        before.forEach(
                (key, destination) -> {
                    boolean named =
                            present.keySet().stream().anyMatch(other -> other.sameName(key));
                    if (!named) {
                        destination.health.forget();
                    }
                });
    }

    private record Key(Origin peer, String realm, NextHop hop) {

        /** Whether the figures of both have the same labels. */
        boolean sameName(Key other) {
            return peer.name().equals(other.peer.name()) && hop.uri().equals(other.hop.uri());
        }
    }
}

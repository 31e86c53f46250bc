package org.portcullis.routing.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.dispatch.DispatcherSettings.Member;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;

/**
 * The destinations of one configuration. Those that were in the configuration before it are the
 * same ones, with all that is known of them: told by their address, else by their {@code duid},
 * whose calls they keep. Made and changed by one thread at a time.
 */
public final class Destinations {
    private final LongSupplier nanoClock;
    private final Counters counters;
    private final Map<Key, Entry> before;
    private final Map<Key, Entry> present = new LinkedHashMap<>();
    private final Map<String, Turns> turns;

    /** Those of a first configuration. */
    public Destinations(LongSupplier nanoClock, Counters counters) {
        this(nanoClock, counters, Map.of(), Map.of());
    }

    private Destinations(
            LongSupplier nanoClock,
            Counters counters,
            Map<Key, Entry> before,
            Map<String, Turns> turns) {
        this.nanoClock = nanoClock;
        this.counters = counters;
        this.before = before;
        this.turns = new HashMap<>(turns);
    }

    /** Those of a configuration that is to follow. */
    public Destinations next() {
        return new Destinations(nanoClock, counters, Map.copyOf(present), turns);
    }

    /**
     * The destination of a peer, made if it was not there before.
     *
     * @param settings when it counts as up or down; for one that was there, from {@link #use} on
     */
    public Destination of(Origin peer, Realm realm, NextHop hop, ProbeSettings settings) {
        return of(peer, realm, new Member(hop, 1), settings);
    }

    Destination of(Origin peer, Realm realm, Member member, ProbeSettings settings) {
        Key key = new Key(peer, realm.name(), member.hop());
        Entry known = before.get(key);
        Destination destination =
                known != null ? known.destination : make(peer, realm, member, settings);
        present.put(key, new Entry(destination, member, settings));
        return destination;
    }

    private Destination make(Origin peer, Realm realm, Member member, ProbeSettings settings) {
        return namesake(peer, realm, member.duid())
                .map(moved -> moved.movedTo(member, settings))
                .orElseGet(
                        () -> new Destination(peer, realm, member, settings, nanoClock, counters));
    }

    /** The one that has had the name so far. */
    private Optional<Destination> namesake(Origin peer, Realm realm, Optional<String> duid) {
        return before.entrySet().stream()
                .filter(each -> duid.isPresent() && each.getValue().member.duid().equals(duid))
                .filter(each -> each.getKey().peer.equals(peer))
                .filter(each -> each.getKey().realm.equals(realm.name()))
                .map(each -> each.getValue().destination)
                .findFirst();
    }

    /** Whose turn it is in a set. */
    Turns turns(String set) {
        return turns.computeIfAbsent(set, name -> new Turns(nanoClock.getAsLong()));
    }

    /** All of them, in the order of the configuration. */
    public List<Destination> all() {
        List<Destination> all = new ArrayList<>();
        present.values().forEach(entry -> all.add(entry.destination));
        return all;
    }

    /** Takes these into use: those that are not among them are forgotten. */
    public void use() {
        present.values()
                .forEach(entry -> entry.destination.configure(entry.member, entry.settings));
        before.forEach(
                (key, entry) -> {
                    boolean named =
                            present.keySet().stream().anyMatch(other -> other.sameName(key));
                    if (!named) {
                        entry.destination.forget();
                    }
                });
    }

    private record Entry(Destination destination, Member member, ProbeSettings settings) {}

    private record Key(Origin peer, String realm, NextHop hop) {

        /** Whether the figures of both have the same labels. */
        boolean sameName(Key other) {
            return peer.name().equals(other.peer.name()) && hop.uri().equals(other.hop.uri());
        }
    }
}

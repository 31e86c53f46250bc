package org.portcullis.appliance.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A section of the file while it is read. Asking for a key also tells what may be written there, so
 * one method per section is the parser, the schema and the reference.
 */
final class Section {
    private final Node.Mapping node;
    private final Reading reading;
    private final List<Key> keys = new ArrayList<>();

    Section(Node.Mapping node, Reading reading) {
        this.node = node;
        this.reading = reading;
    }

    /** The name of this section where it is an entry of a map by name. */
    String name() {
        return node.place().name();
    }

    /** A single value, {@code byDefault} where it is not written. */
    <T> T value(String key, Scalar<T> form, String byDefault, String help) {
        keys.add(new Key(key, form, new Key.Default.Value(byDefault), help));
        return form.read(node.get(key).orElseGet(() -> text(key, byDefault)), reading);
    }

    /** A value that must be written. */
    <T> T required(String key, Form<T> form, String help) {
        keys.add(new Key(key, form, new Key.Default.Required(), help));
        Optional<Node> given = node.get(key);
        if (given.isEmpty()) {
            reading.problem(node.place().child(key), "missing", form.expected());
            return form.example();
        }
        return form.read(given.get(), reading);
    }

    /** A value that need not be there. */
    <T> Optional<T> optional(String key, Form<T> form, String help) {
        keys.add(new Key(key, form, new Key.Default.None(), help));
        return node.get(key).map(given -> form.read(given, reading));
    }

    /** A list, of {@code byDefault} where it is not written. */
    <T> List<T> list(String key, Form<T> item, List<String> byDefault, String help) {
        Items<T> form = new Items<>(item, byDefault.isEmpty() ? 0 : 1);
        keys.add(new Key(key, form, new Key.Default.Values(byDefault), help));
        List<Node> items = byDefault.stream().map(each -> text(key, each)).toList();
        return form.read(
                node.get(key).orElseGet(() -> new Node.Sequence(place(key), items)), reading);
    }

    /** A section of its own, all defaults where it is not written. */
    <T> T section(String key, Function<Section, T> reader, String help) {
        Nested<T> form = new Nested<>(reader);
        keys.add(new Key(key, form, new Key.Default.None(), help));
        return form.read(node.get(key).orElseGet(() -> empty(key)), reading);
    }

    /**
     * A map by name; where it is not written, one with {@code byDefault} names and nothing else.
     */
    <T> SequencedMap<String, T> named(
            String key, Form<T> item, List<String> byDefault, String help) {
        Named<T> form = new Named<>(item, byDefault.isEmpty() ? 0 : 1);
        keys.add(new Key(key, form, new Key.Default.None(), help));
        return form.read(node.get(key).orElseGet(() -> ofNames(key, byDefault)), reading);
    }

    /** Where the value at the end of a path of keys stands, or would. */
    Place place(List<String> path) {
        Node at = node;
        for (int i = 0; i < path.size(); i++) {
            Optional<Node> below =
                    at instanceof Node.Mapping mapping
                            ? mapping.get(path.get(i))
                            : Optional.empty();
            if (below.isEmpty()) {
                Place place = at.place();
                for (String key : path.subList(i, path.size())) {
                    place = place.child(key);
                }
                return place;
            }
            at = below.get();
        }
        return at.place();
    }

    /** Where the value of {@code key} stands, or would. */
    Place place(String key) {
        return node.get(key).map(Node::place).orElseGet(() -> node.place().child(key));
    }

    /** Where item {@code index} of the list at {@code key} stands, or would. */
    Place place(String key, int index) {
        return item(key, index).map(Node::place).orElseGet(() -> place(key));
    }

    /** Where {@code inner} of that item stands, or would. */
    Place place(String key, int index, String inner) {
        return item(key, index)
                .flatMap(item -> item instanceof Node.Mapping m ? m.get(inner) : Optional.empty())
                .map(Node::place)
                .orElseGet(() -> place(key, index).child(inner));
    }

    /** Where entry {@code name} of the map at {@code key} stands, or would. */
    Place place(String key, String name) {
        return node.get(key)
                .filter(given -> given instanceof Node.Mapping)
                .flatMap(given -> ((Node.Mapping) given).place(name))
                .orElseGet(() -> place(key).child(name));
    }

    /**
     * Compares with what the box runs with that is to take the file into use, where one does and
     * everything else is right.
     */
    void compare(BiConsumer<Section, Configuration> comparison) {
        if (reading.problemCount() == 0) {
            reading.running().ifPresent(running -> comparison.accept(this, running));
        }
    }

    /** How many problems have been noted so far, in the whole file. */
    int problems() {
        return reading.problemCount();
    }

    /** Reports that the value there, right by itself, is wrong. */
    void problem(Place place, String what) {
        reading.problem(new Problem(place, what));
    }

    /** Takes a port for a listener that is written there. */
    void claim(Place place, boolean datagram, InetSocketAddress address) {
        if (!reading.wrongAt(place)) {
            reading.ports().listener(place, datagram, address);
        }
    }

    /** Takes ports for media that are written there. */
    void claim(Place place, InetAddress address, int firstPort, int lastPort) {
        if (!reading.wrongAt(place)) {
            reading.ports().media(place, address, firstPort, lastPort);
        }
    }

    List<Key> keys() {
        return List.copyOf(keys);
    }

    void reportUnknownKeys() {
        List<String> known = keys.stream().map(Key::name).toList();
        for (Node.Entry entry : node.entries()) {
            if (!known.contains(entry.key())) {
                reading.problem(
                        entry.place(),
                        "unknown key",
                        Expectation.oneOf(entry.key(), known, "a key of the reference"));
            }
        }
    }

    private Optional<Node> item(String key, int index) {
        return node.get(key)
                .filter(given -> given instanceof Node.Sequence)
                .map(given -> ((Node.Sequence) given).items().get(index));
    }

    private Node text(String key, String text) {
        return new Node.Text(node.place().child(key), text);
    }

    private Node empty(String key) {
        return new Node.Mapping(node.place().child(key), List.of());
    }

    private Node ofNames(String key, List<String> names) {
        Place place = node.place().child(key);
        List<Node.Entry> entries = new ArrayList<>();
        for (String name : names) {
            Place entry = place.child(name);
            entries.add(new Node.Entry(entry, name, new Node.Mapping(entry, List.of())));
        }
        return new Node.Mapping(place, entries);
    }
}

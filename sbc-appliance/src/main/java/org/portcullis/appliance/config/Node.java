package org.portcullis.appliance.config;

import java.util.List;
import java.util.Optional;

/**
 * A node of a YAML file. A value stands where it is written, a mapping or sequence at the key it
 * belongs to, or where it begins if it is an item of a sequence.
 */
sealed interface Node {

    Place place();

    /** How a person would call it in a message. */
    String shown();

    /** A single value as it is written, without its quotes. */
    record Text(Place place, String text) implements Node {
        @Override
        public String shown() {
            return text.isEmpty() ? "empty" : text;
        }
    }

    /** Nothing: {@code key:} and no more, or {@code null}. Counts as not written. */
    record Absent(Place place) implements Node {
        @Override
        public String shown() {
            return "empty";
        }
    }

    record Sequence(Place place, List<Node> items) implements Node {
        @Override
        public String shown() {
            return "a list";
        }
    }

    record Mapping(Place place, List<Entry> entries) implements Node {
        @Override
        public String shown() {
            return "a section";
        }

        Optional<Node> get(String key) {
            for (Entry entry : entries) {
                if (entry.key().equals(key) && !(entry.value() instanceof Absent)) {
                    return Optional.of(entry.value());
                }
            }
            return Optional.empty();
        }

        /** Where {@code key} stands. */
        Optional<Place> place(String key) {
            return entries.stream().filter(e -> e.key().equals(key)).map(Entry::place).findFirst();
        }
    }

    /**
     * One {@code key: value}.
     *
     * @param place of the key
     */
    record Entry(Place place, String key, Node value) {}
}

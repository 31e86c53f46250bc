package org.portcullis.appliance.config;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A section with keys of its own. */
record Nested<T>(Function<Section, T> reader) implements Form<T> {
    private static final Place UNWRITTEN = new Place("", 1, 1, "NAME");

    @Override
    public T read(Node node, Reading reading) {
        return switch (node) {
            case Node.Mapping mapping -> read(mapping, reading);
            case Node.Absent absent -> read(new Node.Mapping(absent.place(), List.of()), reading);
            case Node.Text text -> refuse(text, reading);
            case Node.Sequence sequence -> refuse(sequence, reading);
        };
    }

    private T read(Node.Mapping node, Reading reading) {
        Section section = new Section(node, reading);
        int before = reading.problemCount();
        T value;
        try {
            value = reader.apply(section);
        } catch (IllegalArgumentException e) {
            // Values that are right one by one and wrong together. After another problem they were
            // not all the file's.
            if (reading.problemCount() == before) {
                reading.problem(new Problem(node.place(), String.valueOf(e.getMessage())));
            }
            value = example();
        }
        section.reportUnknownKeys();
        return value;
    }

    @Override
    public T example() {
        return reader.apply(emptySection());
    }

    @Override
    public String expected() {
        return keys().stream()
                .map(Key::name)
                .collect(Collectors.joining(", ", "a section with ", ""));
    }

    /** The keys in the order they are read. */
    List<Key> keys() {
        Section section = emptySection();
        Objects.requireNonNull(reader.apply(section));
        return section.keys();
    }

    private static Section emptySection() {
        return new Section(new Node.Mapping(UNWRITTEN, List.of()), Reading.ofNothing());
    }
}

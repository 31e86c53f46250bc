package org.portcullis.appliance.config;

/**
 * A single value, or a section with one key that leads to it: {@code 192.0.2.1} or {@code file:
 * addresses.txt}.
 */
record Either<T>(Scalar<T> value, OneOf<T> keyed) implements Form<T> {

    @Override
    public T read(Node node, Reading reading) {
        return switch (node) {
            case Node.Text text -> value.read(text, reading);
            case Node.Mapping mapping -> keyed.read(mapping, reading);
            case Node.Absent absent -> refuse(absent, reading);
            case Node.Sequence sequence -> refuse(sequence, reading);
        };
    }

    @Override
    public T example() {
        return value.example();
    }

    @Override
    public String expected() {
        return value.expected() + ", or a section with " + keyed.expected();
    }
}

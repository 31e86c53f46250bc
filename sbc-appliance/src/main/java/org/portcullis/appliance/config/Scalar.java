package org.portcullis.appliance.config;

import java.util.List;
import java.util.function.Function;

/**
 * A single value: a number, a duration, an address.
 *
 * @param expected as in {@code (expected: ...)}
 * @param exampleText a valid value as it is written
 * @param json what an editor can check of it
 */
record Scalar<T>(String expected, String exampleText, Json json, Parser<T> parser)
        implements Form<T> {

    static <T> Scalar<T> of(
            String expected, String exampleText, Json json, Function<String, T> parser) {
        return new Scalar<>(
                expected, exampleText, json, (text, surroundings) -> parser.apply(text));
    }

    /** The same as another value. */
    <U> Scalar<U> map(Function<T, U> made) {
        return new Scalar<>(
                expected,
                exampleText,
                json,
                (text, around) -> made.apply(parser.parse(text, around)));
    }

    @Override
    public T read(Node node, Reading reading) {
        if (!(node instanceof Node.Text text)) {
            return refuse(node, reading);
        }
        try {
            return parser.parse(text.text(), reading.surroundings());
        } catch (IllegalArgumentException e) {
            reading.problem(new Problem(node.place(), String.valueOf(e.getMessage())));
            return example();
        }
    }

    @Override
    public T example() {
        return parser.parse(exampleText, Reading.ofNothing().surroundings());
    }

    /** Turns text into a value. */
    interface Parser<T> {
        /**
         * @throws IllegalArgumentException whose message is {@code value (expected: ...)}
         */
        T parse(String text, Surroundings surroundings);
    }

    /** A value in JSON Schema. */
    sealed interface Json {
        /** Any text, or that which the pattern matches. */
        record Text(String pattern) implements Json {
            static final Text ANY = new Text("");
        }

        record Whole(long least, long most) implements Json {}

        record WholeOr(String word, Whole number) implements Json {}

        record Word(List<String> words) implements Json {}

        /** One of some words or of some numbers, which mean the same. */
        record WordOrNumber(List<String> words, List<Integer> numbers) implements Json {}

        record Truth() implements Json {}
    }
}

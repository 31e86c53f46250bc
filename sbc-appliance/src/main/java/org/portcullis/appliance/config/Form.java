package org.portcullis.appliance.config;

/**
 * A form that a value is written in: reads it, and tells the schema and the reference what it is.
 *
 * <p>Reading never fails: a problem is noted and the example stands in, so that the rest of the
 * file is read as well.
 */
sealed interface Form<T> permits Scalar, Reference, FileOf, Either, Items, Named, Nested, OneOf {

    /** Reads {@code node}. */
    T read(Node node, Reading reading);

    /** A valid value. */
    T example();

    /** As in {@code (expected: ...)}. */
    String expected();

    /** Notes that {@code node} is of another form than this one. */
    default T refuse(Node node, Reading reading) {
        reading.problem(node.place(), node.shown(), expected());
        return example();
    }
}

package org.portcullis.core.sql;

/** What became of a question. */
public sealed interface Outcome<T> {

    record Answer<T>(T value) implements Outcome<T> {}

    /** The database did not answer in time, or at all, or too many questions wait. */
    record Unavailable<T>() implements Outcome<T> {}
}

package org.portcullis.appliance.config;

import java.util.List;

/**
 * A key of a section as the schema and the reference tell it.
 *
 * @param byDefault what holds where it is not written
 * @param help one sentence or two for people
 */
record Key(String name, Form<?> form, Default byDefault, String help) {

    /** What holds where a key is not written. */
    sealed interface Default {
        /** It must be written. */
        record Required() implements Default {}

        /** Nothing holds, or what the help says. */
        record None() implements Default {}

        /** As if {@code text} were written. */
        record Value(String text) implements Default {}

        /** As if a list of {@code texts} were written. */
        record Values(List<String> texts) implements Default {}
    }
}

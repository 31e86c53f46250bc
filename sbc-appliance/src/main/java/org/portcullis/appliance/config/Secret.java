package org.portcullis.appliance.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Something that must not be shown: a password, a token. Written as {@code ${VARIABLE}}, as {@code
 * file:PATH}, or as it is.
 *
 * @param value what it is; its own {@link #toString} hides it
 */
record Secret(String value) {
    static final String EXPECTED = "${VARIABLE}, file:PATH or the secret itself";

    private static final int MOST_BYTES = 65_536;

    Secret {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("no secret (expected: " + EXPECTED + ')');
        }
    }

    /** Follows the reference that {@code text} may be. No message holds the secret. */
    static Secret parse(String text, Surroundings surroundings) {
        if (text.startsWith("${") && text.endsWith("}")) {
            String name = text.substring(2, text.length() - 1);
            String value = surroundings.environment().apply(name);
            return found(text, value == null ? "" : value, "an environment variable that is set");
        }
        if (text.startsWith("file:")) {
            String value = firstLine(text, surroundings.directory());
            return found(text, value, "one in the first line");
        }
        return new Secret(text);
    }

    private static Secret found(String reference, String value, String expected) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(
                    reference + ": no secret (expected: " + expected + ')');
        }
        return new Secret(value);
    }

    private static String firstLine(String text, Path directory) {
        try {
            Path file = directory.resolve(text.substring("file:".length()).strip());
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException(
                        text + ": too large (expected: at most " + MOST_BYTES + " bytes)");
            }
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(
                    text + ": cannot be read (expected: a file that this user can read)", e);
        }
    }

    @Override
    public String toString() {
        return "***";
    }
}

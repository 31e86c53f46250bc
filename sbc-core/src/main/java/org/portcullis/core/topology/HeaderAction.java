package org.portcullis.core.topology;

import java.util.Optional;
import org.portcullis.core.message.HeaderName;

/** One thing that a header rule does to a message. */
public sealed interface HeaderAction {

    /** Makes the header have this value and no other. */
    record Set(HeaderName header, String value) implements HeaderAction {
        public Set {
            requireChangeable(header);
        }
    }

    /** Adds a line of that header. */
    record Add(HeaderName header, String value) implements HeaderAction {
        public Add {
            requireChangeable(header);
        }
    }

    /** Removes the header: every line of it, or those in which {@code matching} is found. */
    record Remove(HeaderName header, Optional<HeaderPattern> matching) implements HeaderAction {
        public Remove {
            requireChangeable(header);
        }
    }

    /**
     * Replaces the first match in each value of the header, or in one part of it.
     *
     * @param header or {@link RuleHeaders#REQUEST_URI}
     */
    record Rewrite(
            HeaderName header, Part part, HeaderPattern pattern, HeaderPattern.Replacement by)
            implements HeaderAction {
        public Rewrite {
            boolean uri = header.equals(RuleHeaders.REQUEST_URI);
            if (part == Part.VALUE) {
                requireChangeable(header);
            } else if (!RuleHeaders.isAddress(header) || (uri && part == Part.DISPLAY)) {
                throw new IllegalArgumentException(
                        "part: " + part.label() + " (expected: value, as " + header + " has none)");
            }
            if (by.highest() > pattern.groups()) {
                throw new IllegalArgumentException(
                        "with: $"
                                + by.highest()
                                + " (expected: at most $"
                                + pattern.groups()
                                + ")");
            }
        }
    }

    /** What of a header is rewritten. */
    enum Part {
        /** All of its value. */
        VALUE,
        /** The user part of its URI. */
        USER,
        /** Its display name, without quotes. */
        DISPLAY;

        String label() {
            return switch (this) {
                case VALUE -> "value";
                case USER -> "user";
                case DISPLAY -> "display";
            };
        }
    }

    private static void requireChangeable(HeaderName header) {
        RuleHeaders.changeable(header.text().toString());
    }
}

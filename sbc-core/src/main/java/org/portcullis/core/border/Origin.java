package org.portcullis.core.border;

/** A configured peer of the box as calls, limits and metrics name it, or nobody known. */
public sealed interface Origin {

    /** The configured name; {@code unknown} for a stranger. Bounded, so it may label a metric. */
    String name();

    /** A carrier or other peer of its own. */
    record Trunk(String name) implements Origin {
        // Written out, as peers are looked up for every request: what a record makes up for itself
        // is slow without the optimising compiler.
        @Override
        public boolean equals(Object other) {
            return other instanceof Trunk peer && name.equals(peer.name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    /** A member of a dispatcher set. */
    record Dispatcher(String name) implements Origin {
        // Written out, as peers are looked up for every request: what a record makes up for itself
        // is slow without the optimising compiler.
        @Override
        public boolean equals(Object other) {
            return other instanceof Dispatcher peer && name.equals(peer.name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    /**
     * A user that has proven who it is and is no trunk.
     *
     * @param user the configured name; {@link #name} is the same for all users, of whom there may
     *     be many
     */
    record User(String user) implements Origin {
        @Override
        public String name() {
            return "user";
        }
    }

    /** A source that no trunk and no dispatcher claims, and that has proven nothing. */
    record Unknown() implements Origin {
        @Override
        public String name() {
            return "unknown";
        }
    }
}

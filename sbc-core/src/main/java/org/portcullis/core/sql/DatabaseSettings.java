package org.portcullis.core.sql;

import java.time.Duration;
import java.util.Optional;

/**
 * How a database is reached.
 *
 * @param url of JDBC: {@code jdbc:postgresql:} or {@code jdbc:sqlite:}
 * @param readOnly whether nothing is written; an SQLite file then has to be there
 * @param connections that are held at most, each with a thread of its own
 * @param waiting questions that may wait for one of them
 * @param timeout after which a question counts as unanswered
 */
public record DatabaseSettings(
        String url,
        Optional<String> username,
        Optional<String> password,
        boolean readOnly,
        int connections,
        int waiting,
        Duration timeout) {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    public DatabaseSettings {
        if (!url.startsWith(SQLITE) && !url.startsWith(POSTGRESQL)) {
            throw new IllegalArgumentException(
                    "url: (expected: " + POSTGRESQL + "... or " + SQLITE + "...)");
        }
        if (connections < 1 || waiting < 1) {
            throw new IllegalArgumentException(
                    "connections: "
                            + connections
                            + ", waiting: "
                            + waiting
                            + " (expected: at least 1)");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "timeout: " + timeout + " (expected: more than nothing)");
        }
    }

    /** Whether it is a file that the box reads by itself. */
    public boolean embedded() {
        return url.startsWith(SQLITE);
    }

    /** Without what may be secret. */
    @Override
    public String toString() {
        return (embedded() ? SQLITE : POSTGRESQL) + " with " + connections + " connections";
    }
}

package org.portcullis.security.subscriber;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.portcullis.security.digest.Algorithm;

/**
 * Where users stand: one row each, with {@code H(name:realm:password)} in hexadecimal digits.
 *
 * @param table its name, with that of its schema perhaps
 * @param username the column of names
 * @param domain that of digest realms; none where the table is of one
 * @param hashes the column of each kind of hash that there is
 */
public record SubscriberTable(
        String table, String username, Optional<String> domain, Map<Algorithm, String> hashes) {
    /** What a name is made of; a table has two of them at most, with a dot between. */
    public static final String NAME = "[A-Za-z_][A-Za-z0-9_]{0,62}";

    public SubscriberTable {
        require(table, NAME + "(\\." + NAME + ")?");
        require(username, NAME);
        domain.ifPresent(column -> require(column, NAME));
        if (hashes.isEmpty()) {
            throw new IllegalArgumentException("hashes: none (expected: one column at least)");
        }
        hashes.values().forEach(column -> require(column, NAME));
        hashes = Collections.unmodifiableMap(new EnumMap<>(hashes));
    }

    /** It becomes part of a statement. */
    private static void require(String name, String pattern) {
        if (!name.matches(pattern)) {
            throw new IllegalArgumentException(
                    name + ": no name in SQL (expected: letters, digits and _)");
        }
    }

    /** Asks for the hashes of one user, in the order of their algorithms; two rows are too many. */
    String query() {
        List<String> columns = new ArrayList<>(hashes.values());
        return "SELECT "
                + String.join(", ", columns)
                + " FROM "
                + table
                + " WHERE "
                + username
                + " = ?"
                + domain.map(column -> " AND " + column + " = ?").orElse("")
                + " LIMIT 2";
    }
}

package org.portcullis.security.subscriber;

import io.netty.util.AsciiString;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.sql.Database;
import org.portcullis.core.sql.Outcome;
import org.portcullis.security.digest.Algorithm;
import org.portcullis.security.digest.UserStore;

/** Looks users up in a table. Any thread. */
public final class SqlUsers implements UserStore {
    /** SQLSTATE of what the database cannot take as text: such a name is nobody's. */
    private static final String DATA_EXCEPTION = "22";

    private final Database database;
    private final SubscriberTable table;
    private final String query;
    private final Counter found;
    private final Counter nobody;
    private final Counter unfit;
    private final Counter unavailable;

    public SqlUsers(Database database, SubscriberTable table, Counters counters) {
        this.database = database;
        this.table = table;
        this.query = table.query();
        this.found = lookups(counters, "found");
        this.nobody = lookups(counters, "nobody");
        this.unfit = lookups(counters, "unfit");
        this.unavailable = lookups(counters, "unavailable");
    }

    private static Counter lookups(Counters counters, String result) {
        return counters.counter(
                "portcullis_user_lookups_total",
                "Users looked up in a database, by result: found, nobody, unfit (a row without a"
                        + " hash that is one, or two rows), unavailable.",
                "result",
                result);
    }

    @Override
    public CompletionStage<Found> find(String name, String realm) {
        if (!isText(name)) {
            nobody.increment();
            return CompletableFuture.completedStage(new Nobody());
        }
        return database.ask(connection -> row(connection, name, realm)).thenApply(this::outcome);
    }

    private Found outcome(Outcome<Found> outcome) {
        return switch (outcome) {
            case Outcome.Answer<Found>(Found answer) -> answer;
            case Outcome.Unavailable<Found>() -> {
                unavailable.increment();
                yield new Unavailable();
            }
        };
    }

    /** No database keeps control characters in names, and some fail on them. */
    private static boolean isText(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i)) || Character.isSurrogate(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private Found row(Connection connection, String name, String realm) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            if (table.domain().isPresent()) {
                statement.setString(2, realm);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return user(rows);
            }
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (state != null && state.startsWith(DATA_EXCEPTION)) {
                nobody.increment();
                return new Nobody();
            }
            throw e;
        }
    }

    private Found user(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            nobody.increment();
            return new Nobody();
        }
        Map<Algorithm, AsciiString> secrets = new EnumMap<>(Algorithm.class);
        int column = 0;
        for (Algorithm algorithm : table.hashes().keySet()) {
            String hash = rows.getString(++column);
            if (hash != null && isHash(hash.strip(), algorithm)) {
                secrets.put(algorithm, AsciiString.of(hash.strip()).toLowerCase());
            }
        }
        if (secrets.isEmpty() || rows.next()) {
            unfit.increment();
            return new Nobody();
        }
        found.increment();
        return new Known(secrets);
    }

    private static boolean isHash(String text, Algorithm algorithm) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80 || Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return text.length() == algorithm.hexLength();
    }
}

package org.portcullis.appliance.config;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.portcullis.core.sql.DatabaseSettings;
import org.portcullis.security.digest.Algorithm;
import org.portcullis.security.digest.StoreSettings;
import org.portcullis.security.subscriber.SubscriberTable;

/** Reads where SQL databases are, and what stands in them. */
final class DatabaseReader {
    static final Nested<UserDatabase> USERS = new Nested<>(DatabaseReader::users);

    private static final String NONE = "none";

    /**
     * Not {@link Types#text}: what is wrong with it is told without it, as it may hold a secret.
     */
    static final Scalar<String> URL =
            Scalar.of(
                    "jdbc:postgresql://HOST/DATABASE, or jdbc:sqlite:PATH with an absolute path,"
                            + " and no password in it",
                    "jdbc:postgresql://db.example/kamailio",
                    new Scalar.Json.Text("^jdbc:(postgresql:|sqlite:/)"),
                    DatabaseReader::url);

    private static final Scalar<String> TABLE =
            name("a table", "(" + SubscriberTable.NAME + "\\.)?" + SubscriberTable.NAME);
    private static final Scalar<String> COLUMN = name("a column", SubscriberTable.NAME);

    private DatabaseReader() {}

    private static Scalar<String> name(String what, String pattern) {
        return Types.scalar(
                what + ", of letters, digits and _",
                "subscriber",
                new Scalar.Json.Text("^" + pattern + "$"),
                text -> Optional.of(text).filter(its -> its.matches(pattern)));
    }

    private static String url(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean known = text.startsWith("jdbc:postgresql:") || text.startsWith("jdbc:sqlite:/");
        if (!known || lower.contains("password=") || text.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "*** (expected: jdbc:postgresql://HOST/DATABASE, or jdbc:sqlite:PATH with an"
                            + " absolute path, and no password in it)");
        }
        return text;
    }

    private static UserDatabase users(Section s) {
        DatabaseSettings database = database(s);
        SubscriberTable table = table(s);
        StoreSettings store =
                s.section(
                        "remember",
                        DatabaseReader::store,
                        "How long what the database says is used. Whoever is remembered gets in"
                                + " without its being asked, and nobody is refused without.");
        return new UserDatabase(database, table, store);
    }

    private static DatabaseSettings database(Section s) {
        return new DatabaseSettings(
                s.required("url", URL, "Where the database is, as JDBC writes it."),
                s.optional(
                        "username",
                        Types.text("a user of the database", "portcullis"),
                        "Our name there; it has to be able to read the table, and nothing else."),
                s.optional("password", Types.secret(), "Our password there.").map(Secret::value),
                true,
                s.value(
                        "connections",
                        Types.integer(1, 64),
                        "4",
                        "Connections that are held at most; each asks one question at a time."),
                s.value(
                        "waiting",
                        Types.integer(1, 100_000),
                        "1000",
                        "Questions that may wait for a connection; any more count as unanswered."),
                s.value(
                        "timeout",
                        Types.duration("100ms", "30s"),
                        "2s",
                        "How long a request may wait for its sender to be looked up. After it, as"
                                + " where the database is down, it is answered 503."));
    }

    private static SubscriberTable table(Section s) {
        String table =
                s.value(
                        "table",
                        TABLE,
                        "subscriber",
                        "The table, or view, of users, perhaps with its schema before a dot. There"
                                + " should be an index over name and domain.");
        return s.section(
                "columns",
                columns -> columns(columns, table),
                "What its columns are called. The defaults are Kamailio's.");
    }

    private static SubscriberTable columns(Section s, String table) {
        String username = s.value("username", COLUMN, "username", "The user's name.");
        Optional<String> domain =
                column(
                        s,
                        "domain",
                        "domain",
                        "The digest realm that the user is of; `none` where the table has none.");
        Map<Algorithm, String> hashes = new EnumMap<>(Algorithm.class);
        for (Algorithm algorithm : List.of(Algorithm.values()).reversed()) {
            String key = key(algorithm);
            column(
                            s,
                            key,
                            algorithm == Algorithm.MD5 ? "ha1" : NONE,
                            "The "
                                    + algorithm.label()
                                    + " of `NAME:REALM:PASSWORD` in hexadecimal digits; `none`"
                                    + " where there is none.")
                    .ifPresent(column -> hashes.put(algorithm, column));
        }
        if (hashes.isEmpty()) {
            s.problem(s.place("ha1"), "no column of hashes (expected: one at least)");
            hashes.put(Algorithm.MD5, "ha1");
        }
        return new SubscriberTable(table, username, domain, hashes);
    }

    private static String key(Algorithm algorithm) {
        return switch (algorithm) {
            case MD5 -> "ha1";
            case SHA_256 -> "ha1-sha256";
            case SHA_512_256 -> "ha1-sha512-256";
        };
    }

    private static Optional<String> column(Section s, String key, String byDefault, String help) {
        return Optional.of(s.value(key, COLUMN, byDefault, help)).filter(it -> !it.equals(NONE));
    }

    private static StoreSettings store(Section s) {
        int users =
                s.value(
                        "users",
                        Types.integer(1, 10_000_000),
                        "100000",
                        "Users that are remembered at most.");
        Duration keep =
                s.value(
                        "keep",
                        Types.duration("0ms", "1d"),
                        "5m",
                        "How long a user that has shown the password gets in with it without the"
                                + " database being asked: as long as an old password, or a user"
                                + " that was deleted, may still be good.");
        Duration down =
                s.value(
                        "keep-when-down",
                        Types.duration("0ms", "30d"),
                        "1h",
                        "The same where the database does not answer; at least `keep`.");
        Duration refuse =
                s.value(
                        "refuse",
                        Types.duration("0ms", "1h"),
                        "10s",
                        "How long what was found about a user that was refused is used to refuse"
                                + " it again: as long as a new user may be unknown.");
        if (down.compareTo(keep) < 0) {
            s.problem(
                    s.place("keep-when-down"),
                    down.toSeconds() + "s (expected: at least keep, " + keep.toSeconds() + "s)");
            down = keep;
        }
        return new StoreSettings(users, keep, down, refuse);
    }
}

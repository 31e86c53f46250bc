package org.portcullis.appliance.config;

import io.netty.util.AsciiString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.portcullis.core.registration.RegistrarSettings;
import org.portcullis.core.sql.DatabaseSettings;

/** Reads {@code registration}. */
final class RegistrationReader {
    private static final int MOST_WAITING = 64; // batches of changes

    private static final Scalar<String> DOMAIN =
            Types.scalar(
                    "a domain name or an address",
                    "sip.example",
                    Scalar.Json.Text.ANY,
                    text ->
                            Optional.of(text.toLowerCase(Locale.ROOT))
                                    .filter(it -> it.matches("[a-z0-9.:\\[\\]_-]+")));

    /** Who answers the REGISTER of a user. */
    private enum Mode {
        RELAY,
        LOCAL
    }

    private RegistrationReader() {}

    /**
     * @param asks whether a realm asks anybody who it is
     */
    static RegistrationKeys read(Section s, Path state, boolean asks) {
        Duration keepAlive =
                s.value(
                        "keep-alive",
                        Types.duration("0s", "1h"),
                        "30s",
                        "How often at the least a phone that registered over UDP from behind a NAT"
                                + " gets an OPTIONS, which keeps the way to it open; one on a"
                                + " connection a quarter as often; `0s` for never.");
        Mode mode =
                s.value(
                        "mode",
                        Types.choice(Mode.class),
                        "relay",
                        "`local`: the box is the registrar of the users that `auth` of a realm has"
                                + " asked who they are, and what is for one of them goes to where it"
                                + " is registered, ahead of `routes`. `relay`: their REGISTER goes by"
                                + " the routes, as that of phones of a trunk does in any case.");
        if (mode == Mode.LOCAL && !asks) {
            s.problem(
                    s.place("mode"),
                    "local: no realm asks users who they are (expected: auth in a realm)");
        }
        Set<AsciiString> domains = new HashSet<>();
        s.list(
                        "domains",
                        DOMAIN,
                        List.of(),
                        "Where `mode` is `local`: the hosts in the addresses of its users, our own"
                                + " addresses too if phones use them. Any, if there are none.")
                .forEach(domain -> domains.add(AsciiString.of(domain)));
        int contacts = contacts(s);
        RegistrarSettings settings =
                s.section(
                        "expires",
                        expires -> settings(expires, domains, contacts),
                        "Where `mode` is `local`: how long a registration lasts.");
        DatabaseSettings store =
                s.section(
                        "database",
                        database -> store(database, state),
                        "Where `mode` is `local`: where registrations are kept over a restart.");
        return new RegistrationKeys(
                keepAlive,
                mode == Mode.LOCAL
                        ? Optional.of(new RegistrationKeys.Local(settings, store))
                        : Optional.empty());
    }

    private static int contacts(Section s) {
        return s.value(
                "contacts",
                Types.integer(1, 100),
                "10",
                "Where `mode` is `local`: contacts of one user that may stand at a time; another"
                        + " gets 503.");
    }

    private static RegistrarSettings settings(Section s, Set<AsciiString> domains, int contacts) {
        Duration least =
                s.value(
                        "least",
                        Types.duration("1s", "1d"),
                        "60s",
                        "Shorter ones are answered 423.");
        Duration usual =
                s.value(
                        "default",
                        Types.duration("1s", "7d"),
                        "1h",
                        "What a phone gets that asks for none.");
        Duration most =
                s.value("most", Types.duration("1s", "7d"), "2h", "Longer ones become this long.");
        return new RegistrarSettings(
                domains, least.toSeconds(), usual.toSeconds(), most.toSeconds(), contacts);
    }

    private static DatabaseSettings store(Section s, Path state) {
        Optional<String> url =
                s.optional(
                        "url",
                        DatabaseReader.URL,
                        "As JDBC writes it. By default an SQLite file in the `state-directory`,"
                                + " `registrations.db`.");
        return new DatabaseSettings(
                url.orElseGet(
                        () -> "jdbc:sqlite:" + state.resolve("registrations.db").toAbsolutePath()),
                s.optional(
                        "username",
                        Types.text("a user of the database", "portcullis"),
                        "Our name there; it has to be able to make and write the table"
                                + " `portcullis_location`."),
                s.optional("password", Types.secret(), "Our password there.").map(Secret::value),
                false,
                1,
                MOST_WAITING,
                s.value(
                        "timeout",
                        Types.duration("100ms", "30s"),
                        "5s",
                        "How long a REGISTER may wait to be kept; after it, as where the database is"
                                + " down, it is answered 503."));
    }
}

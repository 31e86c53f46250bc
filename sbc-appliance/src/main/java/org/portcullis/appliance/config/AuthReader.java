package org.portcullis.appliance.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.portcullis.security.digest.Account;
import org.portcullis.security.digest.Algorithm;
import org.portcullis.security.digest.BlockSettings;
import org.portcullis.security.digest.DigestSettings;
import org.portcullis.security.digest.Qop;
import org.portcullis.security.digest.UserSettings;

/** Reads who has to show who it is, and who we are to peers that ask. */
final class AuthReader {
    static final Nested<UserSettings> USER = new Nested<>(AuthReader::readUser);

    private static final Nested<Account> ACCOUNT = new Nested<>(AuthReader::readAccount);

    private static final Scalar<Algorithm> ALGORITHM =
            Types.choice(List.of(Algorithm.values()), AuthReader::label);

    private static final Scalar<String> REALM = Types.text("a digest realm", "sip.example");

    private AuthReader() {}

    private static String label(Algorithm algorithm) {
        return algorithm.label().toString().toLowerCase(Locale.ROOT);
    }

    private static UserSettings readUser(Section s) {
        String name =
                s.optional(
                                "name",
                                Types.text("a user name", "+4930123456"),
                                "The name as the user writes it, where it has other characters than"
                                        + " the key may have.")
                        .orElseGet(s::name);
        Optional<String> realm =
                s.optional(
                        "realm",
                        REALM,
                        "The only digest realm that the user is of; of any by default.");
        Optional<String> password =
                s.optional("password", Types.secret(), "The password.").map(Secret::value);
        Map<Algorithm, String> hashes = new EnumMap<>(Algorithm.class);
        hash(s, "ha1", Algorithm.MD5, hashes);
        hash(s, "ha1-sha256", Algorithm.SHA_256, hashes);
        hash(s, "ha1-sha512-256", Algorithm.SHA_512_256, hashes);
        if (password.isPresent() != hashes.isEmpty()) {
            s.problem(
                    s.place("password"),
                    (hashes.isEmpty() ? "missing" : "beside a hash")
                            + " (expected: a password or hashes of it)");
            return new UserSettings("nobody", realm, Optional.of("none"), Map.of());
        }
        return new UserSettings(name, realm, password, hashes);
    }

    private static void hash(
            Section s, String key, Algorithm algorithm, Map<Algorithm, String> hashes) {
        Optional<Secret> written =
                s.optional(
                        key,
                        Types.secret(),
                        "Instead of a password: the "
                                + algorithm.label()
                                + " of `NAME:REALM:PASSWORD`, "
                                + algorithm.hexLength()
                                + " hexadecimal digits.");
        written.ifPresent(
                secret -> {
                    if (!secret.value().matches("[0-9A-Fa-f]{" + algorithm.hexLength() + '}')) {
                        s.problem(
                                s.place(key),
                                "no hash (expected: "
                                        + algorithm.hexLength()
                                        + " hexadecimal digits)");
                    } else {
                        hashes.put(algorithm, secret.value());
                    }
                });
    }

    /** How a realm asks its strangers. */
    static Form<DigestSettings> realm(
            Collection<UserSettings> users, Optional<UserDatabase> database) {
        return new Nested<>(s -> readRealm(s, users, database));
    }

    private static DigestSettings readRealm(
            Section s, Collection<UserSettings> users, Optional<UserDatabase> database) {
        String realm =
                s.required("realm", REALM, "The digest realm, such as the domain of the users.");
        boolean stored =
                s.value(
                        "database",
                        Types.truth(),
                        "true",
                        "Whether names that are not in `users` are looked up in `user-database`,"
                                + " where there is one.");
        List<Algorithm> common = new ArrayList<>(DigestSettings.common(realm, users));
        database.filter(its -> stored)
                .ifPresent(its -> common.retainAll(its.table().hashes().keySet()));
        Optional<List<Algorithm>> written =
                s.optional(
                        "algorithms",
                        new Items<>(ALGORITHM, 1),
                        "Hashes that are asked for, one challenge each, the preferred one first; by"
                                + " default all that every user of the digest realm can be asked"
                                + " for, the strongest first.");
        List<Algorithm> algorithms = written.orElse(common);
        if (algorithms.isEmpty()) {
            s.problem(s.place("realm"), realm + ": its users have no kind of hash in common");
        }
        for (int i = 0; i < algorithms.size(); i++) {
            if (!common.contains(algorithms.get(i))) {
                s.problem(
                        s.place("algorithms", i),
                        label(algorithms.get(i))
                                + ": not every user of "
                                + realm
                                + " has its hash");
            }
        }
        requireOnce(s, "algorithms", algorithms);
        List<Qop> qops =
                s.list(
                        "qop",
                        Types.choice(List.of(Qop.values()), qop -> qop.label().toString()),
                        List.of("auth"),
                        "What is protected: `auth` (method and URI) or `auth-int` (the body too).");
        requireOnce(s, "qop", qops);
        boolean once = Set.copyOf(qops).size() == qops.size();
        boolean good =
                !algorithms.isEmpty() && new HashSet<>(algorithms).size() == algorithms.size();
        return new DigestSettings(
                realm,
                good ? algorithms : List.of(Algorithm.MD5),
                once ? qops : List.of(Qop.AUTH),
                s.value(
                        "without-qop",
                        Types.truth(),
                        "false",
                        "Whether user agents of RFC 2069, which ignore `qop`, are let in. Their"
                                + " nonces are then good for one request each."),
                s.value(
                        "nonce-lifetime",
                        Types.duration("1s", "1d"),
                        "5m",
                        "How long a nonce may be used; after it, user agents are told that it is"
                                + " stale and try again by themselves."),
                stored && database.isPresent());
    }

    private static void requireOnce(Section s, String key, List<?> values) {
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < values.size(); i++) {
            if (!seen.add(values.get(i))) {
                s.problem(s.place(key, i), "stands there twice (expected: once)");
            }
        }
    }

    /** Who we are to a peer. */
    static List<Account> accounts(Section s) {
        List<Account> accounts =
                s.list(
                        "auth",
                        ACCOUNT,
                        List.of(),
                        "Who we are to the peer where it asks (401 and 407), one entry for each"
                                + " digest realm. Other realms are shown nothing.");
        Set<String> realms = new HashSet<>();
        for (int i = 0; i < accounts.size(); i++) {
            String realm = accounts.get(i).realm();
            if (!realms.add(realm)) {
                s.problem(
                        s.place("auth", i, "realm"),
                        realm + ": an entry above has this realm (expected: another)");
            }
        }
        return accounts;
    }

    private static Account readAccount(Section s) {
        return new Account(
                s.required("realm", REALM, "The digest realm, exactly as the peer writes it."),
                s.required("username", Types.text("a user name", "box"), "Our name there."),
                s.required("password", Types.secret(), "Our password there.").value(),
                s.value(
                        "reuse",
                        Types.truth(),
                        "true",
                        "Whether credentials that were accepted go into later requests at once, so"
                                + " that those are not challenged first."));
    }

    static BlockSettings block(Section s) {
        return new BlockSettings(
                s.value(
                        "attempts",
                        Types.integer(1, 1_000),
                        "3",
                        "Wrong passwords in a row of a user from an address that block it."),
                s.value(
                        "window",
                        Types.duration("1s", "1d"),
                        "15m",
                        "How long after the last of them they are forgotten."),
                s.value(
                        "block",
                        Types.duration("1s", "30d"),
                        "15m",
                        "How long that user is blocked from that address; from others it is not."));
    }
}

package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The users of one digest realm, from the configuration file. Immutable; any thread. */
final class Users {
    private final Map<String, User> byName = new HashMap<>();
    // By the hash that stands for the name (RFC 7616 3.4.4).
    private final Map<Algorithm, Map<AsciiString, User>> byHash = new EnumMap<>(Algorithm.class);

    Users(String realm, Collection<UserSettings> users) {
        for (Algorithm algorithm : Algorithm.values()) {
            byHash.put(algorithm, new HashMap<>());
        }
        for (UserSettings settings : users) {
            if (settings.of(realm)) {
                User user = new User(settings.name(), settings.secretsIn(realm));
                byName.put(settings.name(), user);
                byHash.forEach(
                        (algorithm, hashes) ->
                                hashes.put(
                                        Digest.userHash(algorithm, settings.name(), realm), user));
            }
        }
    }

    /**
     * @param secrets what stands for the password, by algorithm
     */
    record User(String name, Map<Algorithm, AsciiString> secrets) {
        @Override
        public String toString() {
            return "user " + name;
        }
    }

    Optional<User> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Optional<User> hashed(Algorithm algorithm, AsciiString hash) {
        return Optional.ofNullable(byHash.get(algorithm)).map(hashes -> hashes.get(hash));
    }
}

package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A user as configured: with a password, or with the hashes that stand for one.
 *
 * @param name as the user writes it
 * @param realm the only digest realm that the user is of; of any where it is empty
 * @param secrets {@code H(name:realm:password)} by algorithm, in hexadecimal
 */
public record UserSettings(
        String name,
        Optional<String> realm,
        Optional<String> password,
        Map<Algorithm, String> secrets) {

    public UserSettings {
        if (name.isEmpty() || name.length() > DigestServer.MOST_NAME_CHARS) {
            throw new IllegalArgumentException(
                    "name: "
                            + name.length()
                            + " characters (expected: 1-"
                            + DigestServer.MOST_NAME_CHARS
                            + ")");
        }
        if (password.isPresent() != secrets.isEmpty()) {
            throw new IllegalArgumentException(
                    (secrets.isEmpty() ? "neither" : "both")
                            + " password and ha1 (expected: one of them)");
        }
        secrets.forEach(UserSettings::requireHash);
        secrets = Map.copyOf(secrets);
    }

    /** Whether the user is of a digest realm. */
    public boolean of(String digestRealm) {
        return realm.isEmpty() || realm.get().equals(digestRealm);
    }

    /** The algorithms that the user can be asked for. */
    public Set<Algorithm> algorithms() {
        return secrets.isEmpty() ? EnumSet.allOf(Algorithm.class) : secrets.keySet();
    }

    /** By algorithm, what stands for the password in a digest realm. */
    Map<Algorithm, AsciiString> secretsIn(String digestRealm) {
        Map<Algorithm, AsciiString> all = new EnumMap<>(Algorithm.class);
        for (Algorithm algorithm : algorithms()) {
            password.ifPresent(
                    its -> all.put(algorithm, Digest.secret(algorithm, name, digestRealm, its)));
        }
        secrets.forEach((algorithm, hex) -> all.put(algorithm, hash(hex)));
        return all;
    }

    private static AsciiString hash(String hex) {
        return AsciiString.of(hex).toLowerCase();
    }

    private static void requireHash(Algorithm algorithm, String hex) {
        boolean digits = hex.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
        if (hex.length() != algorithm.hexLength() || !digits) {
            throw new IllegalArgumentException(
                    "hash for "
                            + algorithm.label()
                            + ": *** (expected: "
                            + algorithm.hexLength()
                            + " hexadecimal digits)");
        }
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "user " + name + Arrays.toString(algorithms().toArray());
    }
}

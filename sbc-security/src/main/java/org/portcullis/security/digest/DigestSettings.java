package org.portcullis.security.digest;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * How the strangers of a realm are asked who they are.
 *
 * @param realm the digest realm: what users see, and part of what their hashes are made of
 * @param algorithms in the order of the challenges
 * @param qops qualities of protection that are offered
 * @param withoutQop whether a user agent may ignore them, as those of RFC 2069 do; its nonce is
 *     then good for one request
 * @param nonceLifetime how long a nonce may be used
 * @param stored whether users are looked up in a store, too, where there is one
 */
public record DigestSettings(
        String realm,
        List<Algorithm> algorithms,
        List<Qop> qops,
        boolean withoutQop,
        Duration nonceLifetime,
        boolean stored) {

    /** Of users that are configured, and no others. */
    public DigestSettings(
            String realm,
            List<Algorithm> algorithms,
            List<Qop> qops,
            boolean withoutQop,
            Duration nonceLifetime) {
        this(realm, algorithms, qops, withoutQop, nonceLifetime, false);
    }

    public DigestSettings {
        if (realm.isEmpty() || !realm.chars().allMatch(c -> c >= ' ' && c != 0x7F)) {
            throw new IllegalArgumentException(
                    "realm: " + realm + " (expected: text without control characters)");
        }
        if (algorithms.isEmpty() || Set.copyOf(algorithms).size() < algorithms.size()) {
            throw new IllegalArgumentException(
                    "algorithms: " + algorithms + " (expected: one or more, each once)");
        }
        if (qops.isEmpty() || Set.copyOf(qops).size() < qops.size()) {
            throw new IllegalArgumentException(
                    "qop: " + qops + " (expected: one or more, each once)");
        }
        if (nonceLifetime.isNegative() || nonceLifetime.isZero()) {
            throw new IllegalArgumentException(
                    "nonce-lifetime: " + nonceLifetime + " (expected: more than nothing)");
        }
        algorithms = List.copyOf(algorithms);
        qops = List.copyOf(qops);
    }

    /**
     * The algorithms that every user of a digest realm can be asked for, the strongest first. A
     * user agent takes the first that it knows, so that one which some user lacks the hash for
     * would lock that user out.
     */
    public static List<Algorithm> common(String realm, Collection<UserSettings> users) {
        return List.of(Algorithm.values()).stream()
                .filter(
                        algorithm ->
                                users.stream()
                                        .filter(user -> user.of(realm))
                                        .allMatch(user -> user.algorithms().contains(algorithm)))
                .toList();
    }
}

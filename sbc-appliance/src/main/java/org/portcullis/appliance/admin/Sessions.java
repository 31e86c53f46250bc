package org.portcullis.appliance.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Browsers that have shown the token and need not show it again for a while. Only hashes of the
 * sessions are kept, so that looking one up takes a time that tells nothing of the others. Owned by
 * the admin server's loop; gone with the process.
 */
final class Sessions {
    /** Beyond it the oldest goes. */
    static final int MOST = 64;

    private static final int RANDOM_BYTES = 32;

    private final RandomGenerator random;
    private final Map<String, Long> endMillisByHash = new LinkedHashMap<>();

    /**
     * @param random a cryptographic source
     */
    Sessions(RandomGenerator random) {
        this.random = random;
    }

    /** Begins one, and gives what names it. */
    String open(Duration length, long nowMillis) {
        endMillisByHash.values().removeIf(end -> end <= nowMillis);
        if (endMillisByHash.size() >= MOST) {
            endMillisByHash.remove(endMillisByHash.keySet().iterator().next());
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        endMillisByHash.put(hash(name), nowMillis + length.toMillis());
        return name;
    }

    boolean isOpen(String name, long nowMillis) {
        Long end = endMillisByHash.get(hash(name));
        return end != null && nowMillis < end;
    }

    void close(String name) {
        endMillisByHash.remove(hash(name));
    }

    void closeAll() {
        endMillisByHash.clear();
    }

    private static String hash(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

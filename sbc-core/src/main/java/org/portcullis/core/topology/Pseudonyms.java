package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Names that stand for identifiers of one side on the other: the same for the same identifier as
 * long as the box runs, and of no use to find it. Each is a letter and further letters and digits,
 * so that it is a token and an XML name. Owned by one loop.
 */
final class Pseudonyms {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 20; // 100 bits

    private final byte[] key;
    private final MessageDigest digest;

    /**
     * @param key not to be guessed
     */
    Pseudonyms(AsciiString key) {
        this.key = key.toByteArray();
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    String of(String identifier) {
        digest.update(key);
        byte[] hash = digest.digest(identifier.getBytes(StandardCharsets.UTF_8));
        StringBuilder name = new StringBuilder(LENGTH).append('x');
        for (int i = 1; i < LENGTH; i++) {
            name.append(ALPHABET.charAt(hash[i] & 31));
        }
        return name.toString();
    }
}

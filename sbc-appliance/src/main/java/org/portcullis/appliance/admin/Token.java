package org.portcullis.appliance.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * What lets its bearer use the admin API.
 *
 * @param value its own {@link #toString} hides it
 */
public record Token(String value) {
    static final int LEAST = 16;
    static final int MOST = 512;
    public static final String EXPECTED =
            LEAST + " to " + MOST + " letters, digits and signs of ASCII, without a space";

    private static final int RANDOM_BYTES = 32;

    /** No message holds the value. */
    public Token {
        boolean good = value.length() >= LEAST && value.length() <= MOST;
        for (int i = 0; good && i < value.length(); i++) {
            good = value.charAt(i) > ' ' && value.charAt(i) < 0x7f;
        }
        if (!good) {
            throw new IllegalArgumentException(
                    "a token that will not do (expected: " + EXPECTED + ')');
        }
    }

    /**
     * A new one that nobody can guess.
     *
     * @param random a cryptographic source
     */
    public static Token make(RandomGenerator random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Compares in a time that tells nothing of where they differ. */
    boolean is(String given) {
        return MessageDigest.isEqual(value.getBytes(US_ASCII), given.getBytes(US_ASCII));
    }

    @Override
    public String toString() {
        return "***";
    }
}

package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes nonces, and knows those it made without having kept them (RFC 7616 3.3): each carries the
 * time of its making and is signed. Any thread.
 *
 * <pre>
 *  0                   8                   16                                  33
 * +-------------------+-------------------+-----------------------------------+
 * | time, shifted     | unique            | HMAC-SHA-256 over both and realm  |
 * +-------------------+-------------------+-----------------------------------+
 * </pre>
 *
 * <p>The shift is a secret as the key is, so a nonce tells nobody how long the box runs. Both are
 * made at start: after a restart every nonce is a foreign one.
 */
final class Nonces {
    private static final int BYTES = 33; // a multiple of 3: no bit of the text is without meaning
    private static final int SIGNED_BYTES = 16;
    private static final String HMAC = "HmacSHA256";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final int LENGTH = ENCODER.encode(new byte[BYTES]).length;

    private final SecretKeySpec key;
    private final long shiftNanos;
    private final LongSupplier unique;

    /**
     * @param random a cryptographic source outside tests, for the key
     * @param unique numbers that do not repeat within a nanosecond; they need not be secret
     */
    Nonces(RandomGenerator random, LongSupplier unique) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, HMAC);
        this.shiftNanos = random.nextLong();
        this.unique = unique;
    }

    /**
     * A nonce of ours.
     *
     * @param issuedNanos when it was made
     */
    record Nonce(long issuedNanos, long unique) {}

    AsciiString issue(String realm, long nowNanos) {
        ByteBuffer nonce = ByteBuffer.allocate(BYTES);
        nonce.putLong(nowNanos + shiftNanos).putLong(unique.getAsLong());
        nonce.put(signature(nonce.array(), realm), 0, BYTES - SIGNED_BYTES);
        return new AsciiString(ENCODER.encode(nonce.array()), false);
    }

    /** What {@code text} is, if it was made here and for that realm. */
    Optional<Nonce> read(AsciiString text, String realm) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = DECODER.decode(text.toByteArray());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not of the alphabet
        }
        byte[] given = Arrays.copyOfRange(bytes, SIGNED_BYTES, BYTES);
        byte[] ours = Arrays.copyOf(signature(bytes, realm), BYTES - SIGNED_BYTES);
        ByteBuffer nonce = ByteBuffer.wrap(bytes);
        return MessageDigest.isEqual(given, ours)
                ? Optional.of(new Nonce(nonce.getLong() - shiftNanos, nonce.getLong()))
                : Optional.empty();
    }

    private byte[] signature(byte[] nonce, String realm) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(nonce, 0, SIGNED_BYTES);
            return mac.doFinal(realm.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(HMAC + ": not in this JDK", e);
        }
    }
}

package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** A hash of RFC 7616 and RFC 8760, the strongest first. */
public enum Algorithm {
    SHA_512_256("SHA-512-256", "SHA-512/256", 64),
    SHA_256("SHA-256", "SHA-256", 64),
    MD5("MD5", "MD5", 32);

    private final AsciiString label;
    private final String jca;
    private final int hexLength;

    Algorithm(String label, String jca, int hexLength) {
        this.label = AsciiString.cached(label);
        this.jca = jca;
        this.hexLength = hexLength;
    }

    /** The name in challenges. */
    public AsciiString label() {
        return label;
    }

    /** Digits of a hash in hexadecimal. */
    public int hexLength() {
        return hexLength;
    }

    /** The algorithm of that name, case ignored; none for {@code -sess} variants. */
    static Optional<Algorithm> of(AsciiString name) {
        for (Algorithm each : values()) {
            if (each.label.contentEqualsIgnoreCase(name)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(jca);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(jca + ": not in this JDK", e);
        }
    }
}

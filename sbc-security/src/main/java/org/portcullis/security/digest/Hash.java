package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** One hash being computed over texts with colons between them. One thread. */
final class Hash {
    private static final byte[] DIGITS = AsciiString.of("0123456789abcdef").array();

    private final MessageDigest digest;
    private boolean begun;

    Hash(Algorithm algorithm) {
        this.digest = algorithm.newDigest();
    }

    Hash add(AsciiString text) {
        colon();
        digest.update(text.array(), text.arrayOffset(), text.length());
        return this;
    }

    /** Adds text as UTF-8 (RFC 7616 3.4). */
    Hash add(String text) {
        colon();
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private void colon() {
        if (begun) {
            digest.update((byte) ':');
        }
        begun = true;
    }

    /** The hash in lower-case hexadecimal. */
    AsciiString hex() {
        byte[] hash = digest.digest();
        byte[] text = new byte[2 * hash.length];
        for (int i = 0; i < hash.length; i++) {
            text[2 * i] = DIGITS[(hash[i] >> 4) & 15];
            text[2 * i + 1] = DIGITS[hash[i] & 15];
        }
        return new AsciiString(text, false);
    }
}

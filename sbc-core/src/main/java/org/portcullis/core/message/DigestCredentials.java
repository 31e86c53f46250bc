package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Digest credentials in Authorization or Proxy-Authorization (RFC 3261 section 20.7, RFC 7616
 * section 3.4), or the challenge that asks for them: a slice known to be well formed, searched when
 * asked. Immutable.
 *
 * <p>Names are compared without regard to case; a value is as on the wire without its quotes,
 * escapes kept.
 */
public final class DigestCredentials {
    public static final AsciiString USERNAME = AsciiString.cached("username");
    public static final AsciiString REALM = AsciiString.cached("realm");
    public static final AsciiString NONCE = AsciiString.cached("nonce");
    public static final AsciiString URI = AsciiString.cached("uri");
    public static final AsciiString RESPONSE = AsciiString.cached("response");

    /** Parameters; RFC 7616 and its extensions have fewer. */
    private static final int MOST_PARAMS = 32;

    private static final AsciiString DIGEST = AsciiString.cached("Digest");

    private final AsciiString params;

    private DigestCredentials(AsciiString params) {
        this.params = params;
    }

    /** Whether a value is of the Digest scheme, well formed or not. */
    public static boolean isDigest(AsciiString value) {
        Cursor c = new Cursor().reset(value);
        return c.takeIgnoreCase(DIGEST) && (c.atEnd() || c.at(' ') || c.at('\t'));
    }

    /**
     * Parses a whole value; empty if it is of another scheme, breaks the grammar or has a parameter
     * twice or more parameters than there are names.
     */
    public static Optional<DigestCredentials> parse(AsciiString value) {
        Cursor c = new Cursor().reset(value);
        return isDigest(value) && c.takeIgnoreCase(DIGEST) ? params(c) : Optional.empty();
    }

    /** The same of a value that names no scheme, such as that of Authentication-Info. */
    public static Optional<DigestCredentials> parameters(AsciiString value) {
        return params(new Cursor().reset(value));
    }

    private static Optional<DigestCredentials> params(Cursor c) {
        c.skipSpace();
        int from = c.position;
        int count = 0;
        do {
            c.skipSpace();
            int nameStart = c.position;
            if (++count > MOST_PARAMS || !c.token()) {
                return Optional.empty();
            }
            AsciiString name = c.slice(nameStart);
            boolean twice = find(new Cursor().reset(c.array, from, nameStart), name) != null;
            if (twice || !c.takeSpaced('=') || !value(c)) {
                return Optional.empty();
            }
            c.skipSpace();
        } while (c.take(','));
        return c.atEnd()
                ? Optional.of(new DigestCredentials(Chars.slice(c.array, from, c.end)))
                : Optional.empty();
    }

    private static boolean value(Cursor c) {
        return c.at('"') ? c.quotedString() : c.span(Chars.VALUE) > 0;
    }

    /** The value of a parameter, without quotes around it. */
    public Optional<AsciiString> get(AsciiString name) {
        return Optional.ofNullable(find(new Cursor().reset(params), name));
    }

    /** Whether a parameter is there and its value is not empty. */
    public boolean has(AsciiString name) {
        AsciiString value = find(new Cursor().reset(params), name);
        return value != null && !value.isEmpty();
    }

    /** Searches text that is well formed, perhaps with a comma at its end. */
    private static @Nullable AsciiString find(Cursor c, AsciiString name) {
        while (true) {
            c.skipSpace();
            int nameStart = c.position;
            if (!c.token()) {
                return null;
            }
            boolean found = Chars.equalsIgnoreCase(c.array, nameStart, c.position, name);
            c.takeSpaced('=');
            int valueStart = c.position;
            boolean quoted = c.at('"');
            value(c);
            if (found) {
                int inner = quoted ? 1 : 0;
                return Chars.slice(c.array, valueStart + inner, c.position - inner);
            }
            c.takeSpaced(',');
        }
    }

    @Override
    public String toString() {
        // Credentials do not belong into logs.
        return "Digest " + get(USERNAME).orElse(AsciiString.EMPTY_STRING);
    }
}

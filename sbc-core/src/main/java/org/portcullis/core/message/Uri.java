package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A URI as it stands in a message: sip and sips taken apart, tel (RFC 3966) too, any other kept
 * whole. Immutable.
 */
public sealed interface Uri permits SipUri, TelUri, OtherUri {

    /** The URI byte for byte. */
    AsciiString text();

    /** The user as written, or the number of a tel URI; empty if there is none. */
    AsciiString user();

    /** Parses a whole URI, as it stands in a request line or between angle brackets. */
    static Optional<Uri> parse(AsciiString text) {
        Cursor cursor = new Cursor().reset(text);
        Uri uri = read(cursor, false);
        return cursor.atEnd() ? Optional.ofNullable(uri) : Optional.empty();
    }

    /**
     * Reads a URI up to where its grammar ends; null if there is none (no Optional: this runs for
     * every message).
     *
     * @param bare without angle brackets, so that parameters belong to the header (RFC 3261 section
     *     20.10)
     */
    static @Nullable Uri read(Cursor c, boolean bare) {
        int from = c.position;
        if (c.atEnd() || Chars.lower(c.array[from]) < 'a' || Chars.lower(c.array[from]) > 'z') {
            return null;
        }
        int length = c.span(Chars.SCHEME);
        if (!c.take(':')) {
            return null;
        }
        if (isScheme(c, from, length, SipUri.SIP)) {
            return SipUri.read(c, from, false, bare);
        }
        if (isScheme(c, from, length, SipUri.SIPS)) {
            return SipUri.read(c, from, true, bare);
        }
        if (isScheme(c, from, length, TelUri.TEL)) {
            return TelUri.read(c, from, bare);
        }
        return OtherUri.read(c, from, length, bare);
    }

    private static boolean isScheme(Cursor c, int from, int length, AsciiString scheme) {
        return Chars.equalsIgnoreCase(c.array, from, from + length, scheme);
    }
}

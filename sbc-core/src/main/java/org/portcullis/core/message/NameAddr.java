package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address with a display name and header parameters: From, To, Contact, Route and their kin (RFC
 * 3261 section 20.10).
 *
 * @param display as on the wire, quotes included; empty if there is none
 */
public record NameAddr(AsciiString display, Uri uri, Params params) {
    private static final AsciiString TAG = AsciiString.cached("tag");

    public NameAddr {
        Objects.requireNonNull(display);
        Objects.requireNonNull(uri);
        Objects.requireNonNull(params);
    }

    /** Parses one whole value. */
    public static Optional<NameAddr> parse(AsciiString text) {
        Cursor cursor = new Cursor().reset(text);
        NameAddr value = read(cursor);
        return cursor.atEnd() ? Optional.ofNullable(value) : Optional.empty();
    }

    /**
     * Reads one value, up to the comma or the end; null if it is none (no Optional: this runs for
     * every message).
     */
    public static @Nullable NameAddr read(Cursor c) {
        c.skipSpace();
        AsciiString display = readDisplay(c);
        if (display == null) {
            return null;
        }
        boolean bare = !c.take('<');
        Uri uri = Uri.read(c, bare);
        if (uri == null || (!bare && !c.take('>'))) {
            return null;
        }
        Params params = Params.readHeader(c);
        return c.atValueEnd() ? new NameAddr(display, uri, params) : null;
    }

    /**
     * Reads {@code [ display-name ]} up to the angle bracket, or nothing where the address has no
     * brackets.
     */
    private static @Nullable AsciiString readDisplay(Cursor c) {
        int from = c.position;
        if (c.at('<')) {
            return AsciiString.EMPTY_STRING;
        }
        if (c.at('"')) {
            if (!c.quotedString()) {
                return null;
            }
            AsciiString quoted = c.slice(from);
            c.skipSpace();
            return c.at('<') ? quoted : null;
        }
        int last = from;
        while (c.span(Chars.DISPLAY) > 0) {
            last = c.position;
            c.skipSpace();
        }
        if (c.at('<')) {
            return Chars.slice(c.array, from, last);
        }
        c.position = from;
        return AsciiString.EMPTY_STRING;
    }

    public Optional<AsciiString> tag() {
        return params.get(TAG);
    }
}

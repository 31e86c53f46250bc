package org.portcullis.core.message;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * A URI of a scheme that SIP does not route by, such as {@code urn:service:sos}; kept byte for
 * byte.
 */
public final class OtherUri implements Uri {
    private final AsciiString text;
    private final AsciiString scheme;

    private OtherUri(AsciiString text, AsciiString scheme) {
        this.text = text;
        this.scheme = scheme;
    }

    static @Nullable OtherUri read(Cursor c, int from, int schemeLength, boolean bare) {
        if (c.span(bare ? Chars.BARE_URI : Chars.URI) == 0) {
            return null;
        }
        return new OtherUri(c.slice(from), Chars.slice(c.array, from, from + schemeLength));
    }

    @Override
    public AsciiString text() {
        return text;
    }

    @Override
    public AsciiString user() {
        return AsciiString.EMPTY_STRING;
    }

    /** The scheme as written, without the colon. */
    public AsciiString scheme() {
        return scheme;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OtherUri uri && text.equals(uri.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

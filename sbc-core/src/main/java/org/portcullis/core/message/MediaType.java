package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.Objects;
import java.util.Optional;

/**
 * A Content-Type value (RFC 3261 section 20.15).
 *
 * @param type as in {@code application}, case as written
 * @param subtype as in {@code sdp}
 */
public record MediaType(AsciiString type, AsciiString subtype, Params params) {
    public MediaType {
        Objects.requireNonNull(type);
        Objects.requireNonNull(subtype);
        Objects.requireNonNull(params);
    }

    /** Parses one whole value. */
    public static Optional<MediaType> parse(AsciiString text) {
        Cursor c = new Cursor().reset(text);
        c.skipSpace();
        int typeStart = c.position;
        if (!c.token()) {
            return Optional.empty();
        }
        AsciiString type = c.slice(typeStart);
        if (!c.takeSpaced('/')) {
            return Optional.empty();
        }
        int subtypeStart = c.position;
        if (!c.token()) {
            return Optional.empty();
        }
        AsciiString subtype = c.slice(subtypeStart);
        Params params = Params.readHeader(c);
        c.skipSpace();
        return c.atEnd() ? Optional.of(new MediaType(type, subtype, params)) : Optional.empty();
    }

    /** Whether it is this type, parameters and case apart. */
    public boolean is(AsciiString otherType, AsciiString otherSubtype) {
        return type.contentEqualsIgnoreCase(otherType)
                && subtype.contentEqualsIgnoreCase(otherSubtype);
    }

    /** The value of a parameter, without quotes around it and without escapes. */
    public Optional<AsciiString> parameter(AsciiString name) {
        return params.get(name).map(Text::unquoted);
    }
}

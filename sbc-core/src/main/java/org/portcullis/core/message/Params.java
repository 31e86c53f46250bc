package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.Optional;

/**
 * The {@code ;name=value} parameters of a URI or a header value (RFC 3261 sections 19.1.1 and
 * 25.1): a slice known to be well formed, searched when asked. Immutable. Values are as on the
 * wire: quoted strings keep their quotes, escapes stay.
 */
public final class Params {
    /** No parameters. */
    public static final Params NONE = new Params(new byte[0], 0, 0);

    private final byte[] array;
    private final int start;
    private final int end;

    private Params(byte[] array, int start, int end) {
        this.array = array;
        this.start = start;
        this.end = end;
    }

    /** Parses the parameters of a header value, from the first semicolon on. */
    public static Optional<Params> parse(AsciiString text) {
        Cursor cursor = new Cursor().reset(text);
        Params params = readHeader(cursor);
        cursor.skipSpace();
        return cursor.atEnd() ? Optional.of(params) : Optional.empty();
    }

    /**
     * Reads {@code *(SEMI generic-param)}, up to the first that is none: the caller sees whether
     * the value ends there.
     */
    static Params readHeader(Cursor c) {
        int from = c.position;
        int good = from;
        while (c.takeSpaced(';') && c.span(Chars.TOKEN) > 0) {
            good = c.position;
            if (c.takeSpaced('=')) {
                if (!(c.at('"') ? c.quotedString() : c.span(Chars.VALUE) > 0)) {
                    break;
                }
                good = c.position;
            }
        }
        c.position = good;
        return of(c.array, from, good);
    }

    /** Reads {@code uri-parameters}, up to the first that is none. */
    static Params readUri(Cursor c) {
        int from = c.position;
        int good = from;
        while (c.take(';') && c.spanEscaped(Chars.URI_PARAM) > 0) {
            if (c.take('=') && c.spanEscaped(Chars.URI_PARAM) == 0) {
                break;
            }
            good = c.position;
        }
        c.position = good;
        return of(c.array, from, good);
    }

    private static Params of(byte[] array, int start, int end) {
        return start == end ? NONE : new Params(array, start, end);
    }

    public boolean isEmpty() {
        return start == end;
    }

    /** How many there are. */
    public int size() {
        int count = 0;
        for (int at = start; at < end; at = next(at)) {
            count++;
        }
        return count;
    }

    /**
     * The value of the first parameter of that name, case ignored; the empty string if it has none.
     */
    public Optional<AsciiString> get(AsciiString name) {
        int at = find(name);
        return at < 0 ? Optional.empty() : Optional.of(value(at));
    }

    /** As {@link #get}, with the empty string for an absent parameter too. */
    public AsciiString valueOf(AsciiString name) {
        int at = find(name);
        return at < 0 ? AsciiString.EMPTY_STRING : value(at);
    }

    public boolean has(AsciiString name) {
        return find(name) >= 0;
    }

    /** How many there are of that name. */
    public int count(AsciiString name) {
        int count = 0;
        for (int at = start; at < end; at = next(at)) {
            count += named(at, name) ? 1 : 0;
        }
        return count;
    }

    /** The whole text, from the first semicolon on. */
    public AsciiString text() {
        return Chars.slice(array, start, end);
    }

    // A parameter is named by the position where its text begins: white space, semicolon, white
    // space, name.

    int first() {
        return start;
    }

    int end() {
        return end;
    }

    byte[] array() {
        return array;
    }

    private int find(AsciiString name) {
        for (int at = start; at < end; at = next(at)) {
            if (named(at, name)) {
                return at;
            }
        }
        return -1;
    }

    boolean named(int at, AsciiString name) {
        int nameStart = nameStart(at);
        return Chars.equalsIgnoreCase(array, nameStart, nameEnd(nameStart), name);
    }

    AsciiString name(int at) {
        int nameStart = nameStart(at);
        return Chars.slice(array, nameStart, nameEnd(nameStart));
    }

    AsciiString value(int at) {
        int i = skipSpace(nameEnd(nameStart(at)));
        if (i == end || array[i] != '=') {
            return AsciiString.EMPTY_STRING;
        }
        i = skipSpace(i + 1);
        return Chars.slice(array, i, valueEnd(i));
    }

    /** Where the parameter after the one at {@code at} begins. */
    int next(int at) {
        int nameEnd = nameEnd(nameStart(at));
        int i = skipSpace(nameEnd);
        return i < end && array[i] == '=' ? valueEnd(skipSpace(i + 1)) : nameEnd;
    }

    private int nameStart(int at) {
        return skipSpace(skipSpace(at) + 1);
    }

    private int nameEnd(int i) {
        while (i < end && array[i] != '=' && !ends(array[i])) {
            i++;
        }
        return i;
    }

    private int valueEnd(int i) {
        if (i < end && array[i] == '"') {
            for (i++; array[i] != '"'; i++) {
                i += array[i] == '\\' ? 1 : 0;
            }
            return i + 1;
        }
        while (i < end && !ends(array[i])) {
            i++;
        }
        return i;
    }

    private static boolean ends(byte b) {
        return b == ';' || b == ' ' || b == '\t';
    }

    private int skipSpace(int i) {
        while (i < end && (array[i] == ' ' || array[i] == '\t')) {
            i++;
        }
        return i;
    }

    @Override
    public String toString() {
        return text().toString();
    }
}

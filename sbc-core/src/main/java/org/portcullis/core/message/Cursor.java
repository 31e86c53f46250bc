package org.portcullis.core.message;

import io.netty.util.AsciiString;

/**
 * A reading position over bytes, with the few steps that all SIP grammar is made of. Reusable, one
 * per loop, not thread-safe.
 *
 * <p>A step that finds what it wants moves past it; one that does not says so and leaves the
 * position where it gave up.
 */
public final class Cursor {
    private static final byte[] NOTHING = {};

    byte[] array = NOTHING;
    int position;
    int end;

    /** Reads {@code array[start, end)} from now on. */
    public Cursor reset(byte[] array, int start, int end) {
        this.array = array;
        this.position = start;
        this.end = end;
        return this;
    }

    /** Reads {@code text} from now on. */
    public Cursor reset(AsciiString text) {
        int start = text.arrayOffset();
        return reset(text.array(), start, start + text.length());
    }

    public int position() {
        return position;
    }

    public boolean atEnd() {
        return position == end;
    }

    /** True if a value ends here: at the end or at a comma, after any white space. */
    public boolean atValueEnd() {
        skipSpace();
        return position == end || array[position] == ',';
    }

    public void skipSpace() {
        while (position < end && (array[position] == ' ' || array[position] == '\t')) {
            position++;
        }
    }

    public boolean at(char c) {
        return position < end && array[position] == c;
    }

    public boolean take(char c) {
        if (position < end && array[position] == c) {
            position++;
            return true;
        }
        return false;
    }

    /** Takes {@code text}, US-ASCII letters without regard to case. */
    public boolean takeIgnoreCase(AsciiString text) {
        int length = text.length();
        if (end - position < length
                || !Chars.equalsIgnoreCase(array, position, position + length, text)) {
            return false;
        }
        position += length;
        return true;
    }

    /** Takes {@code c} with any white space around it. */
    boolean takeSpaced(char c) {
        skipSpace();
        boolean taken = take(c);
        skipSpace();
        return taken;
    }

    /** Passes a {@code token}. */
    public boolean token() {
        return span(Chars.TOKEN) > 0;
    }

    /** Passes visible US-ASCII up to the end; false if there is none or anything else. */
    public boolean visible() {
        return span(Chars.VISIBLE) > 0 && position == end;
    }

    /** Passes the bytes of a class; returns how many there were. */
    int span(int bits) {
        byte[] bytes = array;
        int from = position;
        int i = from;
        int stop = end;
        while (i < stop && Chars.is(bytes[i], bits)) {
            i++;
        }
        position = i;
        return i - from;
    }

    /**
     * Passes the bytes of a class and {@code %HH} escapes; returns how many there were. Stops at a
     * broken escape.
     */
    int spanEscaped(int bits) {
        int from = position;
        while (true) {
            span(bits);
            if (!at('%') || !escape()) {
                return position - from;
            }
        }
    }

    private boolean escape() {
        if (end - position < 3
                || Chars.hex(array[position + 1]) < 0
                || Chars.hex(array[position + 2]) < 0) {
            return false;
        }
        position += 3;
        return true;
    }

    /** Passes a {@code quoted-string}; a backslash escapes any byte of US-ASCII. */
    boolean quotedString() {
        if (!take('"')) {
            return false;
        }
        while (position < end) {
            byte b = array[position++];
            if (b == '"') {
                return true;
            }
            if (b == '\\') {
                if (position == end || array[position] < 0) {
                    return false;
                }
                position++;
            } else if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7F) {
                return false;
            }
        }
        return false;
    }

    /**
     * Passes a {@code host}: a name, an IPv4 address or a bracketed IPv6 reference. Whether an
     * address is one is left to whoever resolves it; three colons in a row are tolerated (RFC 5118
     * section 4.10).
     */
    boolean host() {
        if (!take('[')) {
            return span(Chars.HOST) > 0;
        }
        int from = position;
        int colons = 0;
        while (position < end && Chars.is(array[position], Chars.IPV6)) {
            colons += array[position++] == ':' ? 1 : 0;
        }
        return colons >= 2 && position - from <= 47 && take(']');
    }

    /** Passes a port; -1 if there is none between 1 and 65535. */
    int port() {
        long port = number(65_535);
        return port == 0 ? -1 : (int) port;
    }

    /** Passes digits; -1 if there are none or they exceed {@code max}. */
    public long number(long max) {
        int from = position;
        long value = 0;
        while (position < end && Chars.digit(array[position])) {
            value = value * 10 + (array[position++] - '0');
            if (value > max) {
                return -1;
            }
        }
        return position == from ? -1 : value;
    }

    /** The bytes from {@code from} to here, not copied. */
    public AsciiString slice(int from) {
        return Chars.slice(array, from, position);
    }
}

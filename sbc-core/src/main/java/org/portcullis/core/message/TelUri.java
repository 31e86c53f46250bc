package org.portcullis.core.message;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * A telephone number as a URI (RFC 3966). Local numbers without {@code phone-context} are taken as
 * they are: emergency and service codes come that way. Immutable; {@link #equals} goes by the
 * number's digits and the parameters' text.
 */
public final class TelUri implements Uri {
    static final AsciiString TEL = AsciiString.cached("tel");

    private final AsciiString text;
    private final AsciiString number;
    private final Params params;

    private TelUri(AsciiString text, AsciiString number, Params params) {
        this.text = text;
        this.number = number;
        this.params = params;
    }

    static @Nullable TelUri read(Cursor c, int from, boolean bare) {
        int start = c.position;
        c.take('+');
        if (c.span(Chars.PHONE) == 0) {
            return null;
        }
        AsciiString number = c.slice(start);
        Params params = bare ? Params.NONE : Params.readUri(c);
        return new TelUri(c.slice(from), number, params);
    }

    @Override
    public AsciiString text() {
        return text;
    }

    @Override
    public AsciiString user() {
        return number;
    }

    /** The number as written, with {@code +} and visual separators. */
    public AsciiString number() {
        return number;
    }

    /**
     * The number without visual separators, with {@code +} if it is global (RFC 3966 section
     * 5.1.1).
     */
    public AsciiString digits() {
        byte[] digits = new byte[number.length()];
        int length = 0;
        for (int i = 0; i < digits.length; i++) {
            byte b = number.byteAt(i);
            if (b != '-' && b != '.' && b != '(' && b != ')') {
                digits[length++] = b;
            }
        }
        return new AsciiString(digits, 0, length, false);
    }

    public boolean global() {
        return number.byteAt(0) == '+';
    }

    public Params params() {
        return params;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TelUri uri
                && digits().contentEqualsIgnoreCase(uri.digits())
                && params.text().contentEqualsIgnoreCase(uri.params.text());
    }

    @Override
    public int hashCode() {
        return digits().hashCode();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

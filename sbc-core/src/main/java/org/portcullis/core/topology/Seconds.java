package org.portcullis.core.topology;

import io.netty.util.AsciiString;

/** Delta-seconds in a header, such as Expires, without the comments that may follow them. */
public final class Seconds {
    /** A number beyond which nothing more is said: a year. */
    public static final long MOST = 31_536_000;

    private Seconds() {}

    /** The number that {@code text} begins with, at most {@link #MOST}; -1 for none. */
    public static long of(AsciiString text) {
        long number = -1;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.byteAt(i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            number = Math.min(MOST, 10 * Math.max(number, 0) + digit);
        }
        return number;
    }
}

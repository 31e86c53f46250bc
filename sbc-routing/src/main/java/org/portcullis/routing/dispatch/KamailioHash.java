package org.portcullis.routing.dispatch;

import io.netty.util.AsciiString;

/**
 * The hash that Kamailio's dispatcher makes of its keys, so that a set moved from there sends the
 * same calls to the same places. Used by one thread.
 *
 * <p>A key is one string or several. Each is taken four bytes at a time, most significant first,
 * bytes above 127 being negative; what is left at its end is a shorter word. A word w adds {@code w
 * ^ w >>> 3}.
 */
final class KamailioHash implements KeySink {
    private int sum;
    private int word;
    private int bytes;
    private boolean any;

    @Override
    public void add(AsciiString text) {
        byte[] array = text.array();
        int at = text.arrayOffset();
        int end = at + text.length();
        any |= at < end;
        while (at < end) {
            word = (word << 8) + array[at++];
            if (++bytes == Integer.BYTES) {
                endString();
            }
        }
    }

    @Override
    public void endString() {
        sum += word ^ word >>> 3;
        word = 0;
        bytes = 0;
    }

    /** Whether there was anything to hash. */
    boolean any() {
        return any;
    }

    /** The hash, an unsigned number that is never 0. */
    int value() {
        endString();
        int hash = sum + (sum >>> 11) + (sum >>> 13) + (sum >>> 23);
        return hash == 0 ? 1 : hash;
    }
}

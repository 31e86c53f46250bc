package org.portcullis.core.message;

import io.netty.util.AsciiString;

/** How RFC 3261 section 19.1.4 compares the parts of SIP URIs. */
final class UriComparison {
    /** Parameters that make a difference even where only one side has them. */
    private static final AsciiString[] DECISIVE = {
        AsciiString.cached("user"),
        AsciiString.cached("ttl"),
        AsciiString.cached("method"),
        AsciiString.cached("maddr"),
        AsciiString.cached("transport")
    };

    private static final int ESCAPED = 0x100;

    private UriComparison() {}

    /**
     * Compares text in which an escape of an unreserved character stands for the character itself.
     */
    static boolean same(AsciiString a, AsciiString b, boolean ignoreCase) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int left = symbol(a, i, ignoreCase);
            int right = symbol(b, j, ignoreCase);
            if (left != right) {
                return false;
            }
            i += a.byteAt(i) == '%' ? 3 : 1;
            j += b.byteAt(j) == '%' ? 3 : 1;
        }
        return i >= a.length() && j >= b.length();
    }

    private static int symbol(AsciiString text, int i, boolean ignoreCase) {
        byte b = text.byteAt(i);
        if (b == '%') {
            b = (byte) ((Chars.hex(text.byteAt(i + 1)) << 4) | Chars.hex(text.byteAt(i + 2)));
            if (!Chars.is(b, Chars.UNRESERVED)) {
                return ESCAPED | (b & 0xFF);
            }
        }
        return ignoreCase ? Chars.lower(b) : b;
    }

    static boolean sameParams(Params a, Params b) {
        for (AsciiString name : DECISIVE) {
            if (find(a, name) < 0 != find(b, name) < 0) {
                return false;
            }
        }
        for (int at = a.first(); at < a.end(); at = a.next(at)) {
            int other = find(b, a.name(at));
            if (other >= 0 && !same(a.value(at), b.value(other), true)) {
                return false;
            }
        }
        return true;
    }

    private static int find(Params params, AsciiString name) {
        for (int at = params.first(); at < params.end(); at = params.next(at)) {
            if (same(params.name(at), name, true)) {
                return at;
            }
        }
        return -1;
    }

    /** Every header of one must be in the other, in any order. */
    static boolean sameHeaders(AsciiString a, AsciiString b) {
        return count(a) == count(b) && contains(a, b) && contains(b, a);
    }

    private static int count(AsciiString headers) {
        int count = headers.isEmpty() ? 0 : 1;
        for (int i = 0; i < headers.length(); i++) {
            count += headers.byteAt(i) == '&' ? 1 : 0;
        }
        return count;
    }

    private static boolean contains(AsciiString all, AsciiString some) {
        for (int from = 0; from < some.length(); ) {
            int to = headerEnd(some, from);
            if (!hasHeader(all, some.subSequence(from, to, false))) {
                return false;
            }
            from = to + 1;
        }
        return true;
    }

    private static boolean hasHeader(AsciiString all, AsciiString header) {
        for (int from = 0; from < all.length(); ) {
            int to = headerEnd(all, from);
            if (same(all.subSequence(from, to, false), header, true)) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    private static int headerEnd(AsciiString headers, int from) {
        int to = from;
        while (to < headers.length() && headers.byteAt(to) != '&') {
            to++;
        }
        return to;
    }
}

package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.Arrays;

/**
 * The byte classes of the SIP grammar (RFC 3261 section 25.1) as one table of bits, and comparisons
 * on raw bytes.
 */
final class Chars {
    /** {@code token}. */
    static final int TOKEN = 1;

    /** {@code user}, without escapes. Also {@code #}, which dial strings carry unescaped. */
    static final int USER = 1 << 1;

    /** {@code user} of an address without angle brackets, where {@code ; , ?} end the address. */
    static final int BARE_USER = 1 << 2;

    /** {@code password}, without escapes. */
    static final int PASSWORD = 1 << 3;

    /**
     * Host names and IPv4 addresses; the underscore is not SIP, but names of containers have it.
     */
    static final int HOST = 1 << 4;

    /** What stands between the brackets of an IPv6 reference. */
    static final int IPV6 = 1 << 5;

    /** {@code paramchar} of a URI parameter, without escapes. */
    static final int URI_PARAM = 1 << 6;

    /** {@code hnv-unreserved / unreserved} of a URI's headers, with {@code & =} between them. */
    static final int URI_HEADER = 1 << 7;

    /** Unquoted value of a header parameter: any visible byte that does not end it. */
    static final int VALUE = 1 << 8;

    /** Any other URI: visible bytes that cannot end it. */
    static final int URI = 1 << 9;

    /** {@link #URI} in an address without angle brackets. */
    static final int BARE_URI = 1 << 10;

    /** {@code scheme} of a URI, after its first letter. */
    static final int SCHEME = 1 << 11;

    /** Visible US-ASCII. */
    static final int VISIBLE = 1 << 12;

    /** {@code token} and bytes of UTF-8, which some senders leave unquoted in display names. */
    static final int DISPLAY = 1 << 13;

    /** {@code unreserved}: escaping these changes nothing (RFC 3261 section 19.1.2). */
    static final int UNRESERVED = 1 << 14;

    /** Digits and visual separators of a telephone number (RFC 3966). */
    static final int PHONE = 1 << 15;

    private static final String DIGITS = "0123456789";
    private static final String ALPHA = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String ALPHANUM = ALPHA + DIGITS;
    private static final String MARK = "-_.!~*'()";
    private static final int[] CLASS = new int[256];
    private static final byte[] HEX = new byte[256];

    static {
        add(TOKEN | DISPLAY, ALPHANUM + "-.!%*_+`'~");
        add(USER, ALPHANUM + MARK + "&=+$,;?/#");
        add(BARE_USER, ALPHANUM + MARK + "&=+$/#");
        add(PASSWORD, ALPHANUM + MARK + "&=+$,");
        add(HOST, ALPHANUM + "-._");
        add(IPV6, DIGITS + "abcdefABCDEF:.");
        add(URI_PARAM, ALPHANUM + MARK + "[]/:&+$");
        add(URI_HEADER, ALPHANUM + MARK + "[]/?:+$&=");
        add(SCHEME, ALPHANUM + "+-.");
        add(UNRESERVED, ALPHANUM + MARK);
        add(PHONE, DIGITS + "abcdefABCDEF-.()*#");
        for (int b = 0x21; b < 0x7F; b++) {
            CLASS[b] |= VISIBLE;
            CLASS[b] |= "\"\\,;<>".indexOf(b) < 0 ? VALUE : 0;
            CLASS[b] |= "\"<>\\^`{|}".indexOf(b) < 0 ? URI : 0;
            CLASS[b] |= "\"<>\\^`{|},;?".indexOf(b) < 0 ? BARE_URI : 0;
        }
        for (int b = 0x80; b < 0x100; b++) {
            CLASS[b] |= DISPLAY | VALUE;
        }
        Arrays.fill(HEX, (byte) -1);
        for (int digit = 0; digit < 16; digit++) {
            HEX[Character.forDigit(digit, 16)] = (byte) digit;
            HEX[Character.toUpperCase(Character.forDigit(digit, 16))] = (byte) digit;
        }
    }

    private Chars() {}

    private static void add(int bits, String members) {
        for (int i = 0; i < members.length(); i++) {
            CLASS[members.charAt(i)] |= bits;
        }
    }

    static boolean is(byte b, int bits) {
        return (CLASS[b & 0xFF] & bits) != 0;
    }

    static boolean digit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(byte b) {
        return HEX[b & 0xFF];
    }

    static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }

    static boolean all(AsciiString text, int bits) {
        for (int i = 0; i < text.length(); i++) {
            if (!is(text.byteAt(i), bits)) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /**
     * Compares {@code array[start, end)} with {@code text}, US-ASCII letters without regard to
     * case.
     */
    static boolean equalsIgnoreCase(byte[] array, int start, int end, AsciiString text) {
        int length = end - start;
        if (length != text.length()) {
            return false;
        }
        byte[] other = text.array();
        int offset = text.arrayOffset();
        for (int i = 0; i < length; i++) {
            byte a = array[start + i];
            byte b = other[offset + i];
            if (a != b && lower(a) != lower(b)) {
                return false;
            }
        }
        return true;
    }

    static AsciiString slice(byte[] array, int start, int end) {
        return start == end
                ? AsciiString.EMPTY_STRING
                : new AsciiString(array, start, end - start, false);
    }
}

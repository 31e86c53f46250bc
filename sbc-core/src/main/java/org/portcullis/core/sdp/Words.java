package org.portcullis.core.sdp;

import io.netty.util.AsciiString;

/**
 * The words of a value, separated by spaces. More spaces than the one that the grammar has are
 * tolerated.
 */
final class Words {
    private final AsciiString text;
    private int position;

    Words(AsciiString text) {
        this.text = text;
    }

    /** The next word, not copied; empty at the end. */
    AsciiString next() {
        skipSpace();
        int from = position;
        while (position < text.length() && text.byteAt(position) != ' ') {
            position++;
        }
        return text.subSequence(from, position, false);
    }

    boolean atEnd() {
        skipSpace();
        return position == text.length();
    }

    /** The number that {@code digits} spell; -1 if they are none or exceed {@code max}. */
    static int number(AsciiString digits, int max) {
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.byteAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
            if (value > max) {
                return -1;
            }
        }
        return digits.isEmpty() ? -1 : (int) value;
    }

    /**
     * {@code text} fit for a message to people: cut, and without what is not printable or ends a
     * quoted string.
     */
    static String shown(AsciiString text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), 64); i++) {
            byte b = text.byteAt(i);
            shown.append(b < ' ' || b == 0x7F || b == '"' || b == '\\' ? '?' : (char) b);
        }
        return shown.toString();
    }

    private void skipSpace() {
        while (position < text.length() && text.byteAt(position) == ' ') {
            position++;
        }
    }
}

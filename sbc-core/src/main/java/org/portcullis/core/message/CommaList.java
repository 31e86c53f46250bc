package org.portcullis.core.message;

/**
 * Comma-separated header values (RFC 3261 section 7.3.1): commas within quotes and angle brackets
 * separate nothing.
 */
public final class CommaList {
    private CommaList() {}

    /** Where the element that begins at {@code from} ends: at its comma, or at {@code end}. */
    public static int elementEnd(byte[] array, int from, int end) {
        boolean quoted = false;
        boolean bracketed = false;
        for (int i = from; i < end; i++) {
            switch (array[i]) {
                case '\\' -> i += quoted ? 1 : 0;
                case '"' -> quoted = !quoted;
                case '<' -> bracketed |= !quoted;
                case '>' -> bracketed &= quoted;
                case ',' -> {
                    if (!quoted && !bracketed) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return end;
    }

    /** The number of elements in {@code array[start, end)}, empty ones included. */
    public static int count(byte[] array, int start, int end) {
        int count = 1;
        for (int i = elementEnd(array, start, end); i < end; i = elementEnd(array, i + 1, end)) {
            count++;
        }
        return count;
    }
}

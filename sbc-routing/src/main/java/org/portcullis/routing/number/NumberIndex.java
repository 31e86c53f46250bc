package org.portcullis.routing.number;

import io.netty.util.AsciiString;
import java.util.Arrays;

/**
 * Numbers and the beginnings of numbers, each with a value, found by the longest that a number
 * begins with. Filled by one thread, then read by any.
 *
 * <p>A prefix is one {@code long}, four bits a symbol, so the table is flat: 12 bytes a slot, and
 * between two and three slots a prefix. A lookup asks for each length that occurs, from the longest
 * that fits down; numbering plans have few.
 *
 * <pre>
 *   63  60 59  56              3    0
 *  +------+------+-- ... --+------+
 *  | 1st  | 2nd  |         | 16th |   1-10 = the digits 0-9, 11 = *, 12 = #, 13 = +, 0 = the end
 *  +------+------+-- ... --+------+
 * </pre>
 */
public final class NumberIndex {
    /** The most symbols that are looked at: a plus sign and 15 digits (ITU-T E.164 6.2). */
    public static final int LONGEST = 16;

    /** No prefix. */
    public static final int NONE = -1;

    private static final int BITS = 4;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    private long[] keys = new long[16];
    private int[] values = new int[16];
    private int size;

    /** Bit n is set where a prefix of n symbols is there. */
    private int lengths;

    private int emptyValue = NONE;

    /**
     * Adds a prefix, or replaces its value.
     *
     * @param prefix up to {@link #LONGEST} of 0-9, *, # and +; empty for every number
     * @param value 0 or more
     * @return what it was before; {@link #NONE} if it was not there
     * @throws IllegalArgumentException naming the prefix where it is none
     */
    public int put(CharSequence prefix, int value) {
        long key = key(prefix);
        if (prefix.length() > LONGEST || length(key) != prefix.length()) {
            throw new IllegalArgumentException(
                    prefix + " (expected: at most " + LONGEST + " of 0-9, *, # and +)");
        }
        if (key == 0) {
            int before = emptyValue;
            emptyValue = value;
            return before;
        }
        if (size * 2 >= keys.length) {
            grow();
        }
        int slot = slot(key);
        int before = keys[slot] == 0 ? NONE : values[slot];
        if (before == NONE) {
            size++;
            lengths |= 1 << prefix.length();
        }
        keys[slot] = key;
        values[slot] = value;
        return before;
    }

    /** The value of the longest prefix of a number, or {@link #NONE}. */
    public int find(AsciiString number) {
        return find(key(number));
    }

    /** The value of the longest prefix of this one that is shorter than it, or {@link #NONE}. */
    public int around(CharSequence prefix) {
        long key = key(prefix);
        return key == 0 ? NONE : find(cut(key, length(key) - 1));
    }

    /** How many prefixes there are. */
    public int size() {
        return size + (emptyValue == NONE ? 0 : 1);
    }

    /** Gives back the room that filling has left over. */
    public void trim() {
        int capacity = Math.max(16, Integer.highestOneBit(Math.max(1, size * 2 - 1)) * 2);
        if (capacity < keys.length) {
            rehash(capacity);
        }
    }

    private int find(long number) {
        int present = lengths & ((2 << length(number)) - 1);
        while (present != 0) {
            int length = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(present);
            int slot = slot(cut(number, length));
            if (keys[slot] != 0) {
                return values[slot];
            }
            present ^= 1 << length;
        }
        return emptyValue;
    }

    /** Where a key is, or would be. */
    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) ((key * MIX) >>> Integer.SIZE) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        if (keys.length == 1 << 30) {
            throw new IllegalStateException(size + " prefixes (expected: fewer)");
        }
        rehash(keys.length * 2);
    }

    private void rehash(int capacity) {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = new long[capacity];
        values = new int[capacity];
        Arrays.fill(values, NONE);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    /** The symbols up to the first that is none. */
    private static long key(CharSequence number) {
        long key = 0;
        int end = Math.min(number.length(), LONGEST);
        for (int i = 0; i < end; i++) {
            int symbol = symbol(number.charAt(i));
            if (symbol == 0) {
                break;
            }
            key |= (long) symbol << (Long.SIZE - BITS * (i + 1));
        }
        return key;
    }

    private static int symbol(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0' + 1;
        }
        return switch (c) {
            case '*' -> 11;
            case '#' -> 12;
            case '+' -> 13;
            default -> 0;
        };
    }

    private static int length(long key) {
        return LONGEST - Long.numberOfTrailingZeros(key) / BITS;
    }

    private static long cut(long key, int length) {
        return length == 0 ? 0 : key & (-1L << (Long.SIZE - BITS * length));
    }
}

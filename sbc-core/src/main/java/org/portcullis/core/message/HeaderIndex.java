package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.Arrays;
import java.util.List;

/**
 * Finds known header names in bytes: by one letter, or by a hash of both ends of the name that no
 * two of them share.
 */
final class HeaderIndex {
    private static final int SLOT_BITS = 10;

    private final HeaderName[] names;
    private final long[] heads;
    private final long[] tails;
    private final int[] byLetter = new int[128];
    private final int[] bySlot = new int[1 << SLOT_BITS];
    private final long multiplier;

    /** The names' places in the list are their ids. */
    HeaderIndex(List<HeaderName> known) {
        names = known.toArray(HeaderName[]::new);
        heads = new long[names.length];
        tails = new long[names.length];
        for (HeaderName name : names) {
            AsciiString text = name.text();
            heads[name.id()] = head(text.array(), 0, text.length());
            tails[name.id()] = tail(text.array(), 0, text.length());
        }
        multiplier = multiplierWithoutCollisions();
        fill();
    }

    private void fill() {
        Arrays.fill(byLetter, HeaderName.UNKNOWN);
        Arrays.fill(bySlot, HeaderName.UNKNOWN);
        for (HeaderName name : names) {
            bySlot[slot(name.id(), multiplier)] = name.id();
            if (name.compact() != HeaderName.NO_COMPACT) {
                byLetter[name.compact()] = name.id();
                byLetter[Character.toUpperCase(name.compact())] = name.id();
            }
        }
    }

    /** Tries odd multipliers; the names are fixed, so one is always found. */
    private long multiplierWithoutCollisions() {
        long candidate = 0x9E37_79B9_7F4A_7C15L;
        while (!collisionFree(candidate)) {
            candidate += 2;
        }
        return candidate;
    }

    private boolean collisionFree(long candidate) {
        boolean[] taken = new boolean[bySlot.length];
        for (int id = 0; id < names.length; id++) {
            int slot = slot(id, candidate);
            if (taken[slot]) {
                return false;
            }
            taken[slot] = true;
        }
        return true;
    }

    private int slot(int id, long candidate) {
        return slot(heads[id], tails[id], candidate);
    }

    private static int slot(long head, long tail, long multiplier) {
        return (int) (((head + 31 * tail) * multiplier) >>> (Long.SIZE - SLOT_BITS));
    }

    private static long head(byte[] array, int start, int length) {
        return Words.folded(array, start, Math.min(length, Long.BYTES));
    }

    private static long tail(byte[] array, int start, int length) {
        return length <= Long.BYTES
                ? 0
                : Words.folded(array, start + length - Long.BYTES, Long.BYTES);
    }

    HeaderName known(int id) {
        return names[id];
    }

    int find(byte[] array, int start, int end) {
        int length = end - start;
        if (length == 1) {
            return array[start] < 0 ? HeaderName.UNKNOWN : byLetter[array[start]];
        }
        long head = head(array, start, length);
        long tail = tail(array, start, length);
        int id = bySlot[slot(head, tail, multiplier)];
        if (id == HeaderName.UNKNOWN || heads[id] != head || tails[id] != tail) {
            return HeaderName.UNKNOWN;
        }
        AsciiString text = names[id].text();
        boolean whole = length == text.length();
        // Head and tail leave the middle of long names out.
        boolean same = length <= 2 * Long.BYTES || Chars.equalsIgnoreCase(array, start, end, text);
        return whole && same ? id : HeaderName.UNKNOWN;
    }
}

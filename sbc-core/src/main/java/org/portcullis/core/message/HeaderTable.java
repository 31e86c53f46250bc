package org.portcullis.core.message;

import java.util.Arrays;

/**
 * Records where each header line of a message lies while the message is read or written: five ints
 * a line, in order. Scratch, reusable, one per loop, not thread-safe; a {@link WireImage} takes a
 * copy.
 *
 * <pre>
 *  [ id | name start | name end | value start | value end ]
 * </pre>
 *
 * The id is {@link HeaderName#id()}, or {@link HeaderName#UNKNOWN}; ends are exclusive; the value
 * has no white space around it.
 */
public final class HeaderTable {
    static final int STRIDE = 5;
    static final int NAME_START = 1;
    static final int NAME_END = 2;
    static final int VALUE_START = 3;
    static final int VALUE_END = 4;

    private int[] slots = new int[32 * STRIDE];
    private int size;
    private int count;

    public void clear() {
        size = 0;
        count = 0;
    }

    public int count() {
        return count;
    }

    public void add(int id, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, 2 * size);
        }
        int at = size;
        slots[at] = id;
        slots[at + NAME_START] = nameStart;
        slots[at + NAME_END] = nameEnd;
        slots[at + VALUE_START] = valueStart;
        slots[at + VALUE_END] = valueEnd;
        size = at + STRIDE;
        count++;
    }

    public int id(int line) {
        return slots[line * STRIDE];
    }

    public int valueStart(int line) {
        return slots[line * STRIDE + VALUE_START];
    }

    public int valueEnd(int line) {
        return slots[line * STRIDE + VALUE_END];
    }

    int[] toArray() {
        return Arrays.copyOf(slots, size);
    }
}

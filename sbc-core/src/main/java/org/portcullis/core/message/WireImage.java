package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a message and where its header lines lie in them. Immutable by contract: the array
 * belongs to it from the moment it is handed over.
 */
public final class WireImage {
    private final byte[] array;
    private final int length;
    private final int[] table;
    private final int bodyStart;
    // Which known names are there, so that asking for one that is not costs nothing.
    private final long present;
    private final long presentBeyond;

    /**
     * Takes over {@code array}, and a copy of {@code headers}.
     *
     * @param length where the message ends, at most the array's length
     * @param bodyStart where the body begins; {@code length} if there is none
     */
    public WireImage(byte[] array, int length, HeaderTable headers, int bodyStart) {
        this.array = array;
        this.length = length;
        this.table = headers.toArray();
        this.bodyStart = bodyStart;
        long low = 0;
        long high = 0;
        for (int i = 0; i < table.length; i += HeaderTable.STRIDE) {
            int id = table[i];
            if (id >= Long.SIZE) {
                high |= 1L << id; // a shift counts modulo 64
            } else if (id >= 0) {
                low |= 1L << id;
            }
        }
        this.present = low;
        this.presentBeyond = high;
    }

    private boolean absent(int id) {
        return id >= 0 && ((id < Long.SIZE ? present : presentBeyond) & 1L << id) == 0;
    }

    public byte[] array() {
        return array;
    }

    public int length() {
        return length;
    }

    /** The number of header lines. */
    public int headerCount() {
        return table.length / HeaderTable.STRIDE;
    }

    /** The name in line {@code i}; compact forms are mapped, unknown names keep their spelling. */
    public HeaderName headerName(int i) {
        int id = slot(i, 0);
        return id == HeaderName.UNKNOWN
                ? HeaderName.unknown(slice(i, HeaderTable.NAME_START, HeaderTable.NAME_END))
                : HeaderName.known(id);
    }

    /** The value in line {@code i}. */
    public AsciiString headerValue(int i) {
        return slice(i, HeaderTable.VALUE_START, HeaderTable.VALUE_END);
    }

    /** The first line of that name from line {@code from} on, or -1. */
    public int find(HeaderName name, int from) {
        int id = name.id();
        if (absent(id)) {
            return -1;
        }
        for (int i = from, lines = headerCount(); i < lines; i++) {
            if (slot(i, 0) == id && (id != HeaderName.UNKNOWN || named(i, name))) {
                return i;
            }
        }
        return -1;
    }

    private boolean named(int i, HeaderName name) {
        return Chars.equalsIgnoreCase(
                array, slot(i, HeaderTable.NAME_START), slot(i, HeaderTable.NAME_END), name.text());
    }

    /** All values of that name in order; lines that hold a comma list are split. */
    public List<AsciiString> values(HeaderName name) {
        List<AsciiString> values = new ArrayList<>(4);
        for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) {
            if (name.list()) {
                split(slot(i, HeaderTable.VALUE_START), slot(i, HeaderTable.VALUE_END), values);
            } else {
                values.add(headerValue(i));
            }
        }
        return values;
    }

    private void split(int start, int end, List<AsciiString> values) {
        for (int from = start; from < end; ) {
            int to = CommaList.elementEnd(array, from, end);
            int first = from;
            int last = to;
            while (first < last && isSpace(array[first])) {
                first++;
            }
            while (first < last && isSpace(array[last - 1])) {
                last--;
            }
            if (first < last) {
                values.add(Chars.slice(array, first, last));
            }
            from = to + 1;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    public boolean hasBody() {
        return bodyStart < length;
    }

    public AsciiString body() {
        return Chars.slice(array, bodyStart, length);
    }

    private AsciiString slice(int i, int start, int end) {
        return Chars.slice(array, slot(i, start), slot(i, end));
    }

    private int slot(int i, int field) {
        return table[i * HeaderTable.STRIDE + field];
    }
}

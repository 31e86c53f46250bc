package org.portcullis.core.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at bytes eight at a time, as the lanes of a long: what makes finding lines and names fast.
 */
public final class Words {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOP_BITS = 0x8080_8080_8080_8080L;
    private static final long SPACES = ' ' * ONES;

    private Words() {}

    /** The first control character of {@code array[from, end)}, or {@code end}. */
    public static int indexOfControl(byte[] array, int from, int end) {
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONGS.get(array, i);
            // The top bit of each lane below 0x20; behind the first of those, perhaps of others.
            long found = (word - SPACES) & ~word & TOP_BITS;
            if (found != 0) {
                return i + lane(found);
            }
        }
        while (i < end && (array[i] < 0 || array[i] >= ' ')) {
            i++;
        }
        return i;
    }

    /** The first {@code c}, of US-ASCII, in {@code array[from, end)}, or {@code end}. */
    public static int indexOf(byte[] array, int from, int end, char c) {
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONGS.get(array, i) ^ (c * ONES);
            // The top bit of each lane that is zero; behind the first of those, perhaps of others.
            long found = (word - ONES) & ~word & TOP_BITS;
            if (found != 0) {
                return i + lane(found);
            }
        }
        while (i < end && array[i] != c) {
            i++;
        }
        return i;
    }

    private static int lane(long found) {
        return Long.numberOfTrailingZeros(found) >>> 3;
    }

    /**
     * Up to eight bytes with letters folded to one case, the lanes behind them zero. Among letters
     * and hyphens only letters of another case fold to the same.
     */
    static long folded(byte[] array, int from, int count) {
        if (from <= array.length - Long.BYTES) {
            long word = (long) LONGS.get(array, from) | SPACES;
            return count == Long.BYTES ? word : word & ((1L << (count << 3)) - 1);
        }
        long word = 0;
        for (int i = count - 1; i >= 0; i--) {
            word = (word << 8) | ((array[from + i] | ' ') & 0xFF);
        }
        return word;
    }
}

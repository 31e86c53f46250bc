package org.portcullis.security.scan;

import io.netty.util.AsciiString;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds any of many texts in one pass, a table look-up a byte, whatever the texts and the bytes are
 * (Aho and Corasick, "Efficient string matching", 1975, with every failure followed beforehand).
 * Immutable; any thread.
 */
final class PatternAutomaton {
    private static final int BYTES = 256;

    /** The column of each byte; bytes that are in no pattern share the first. */
    private final byte[] columns = new byte[BYTES];

    private final int width;

    /** By state and column the next state. */
    private final int[] next;

    /** By state the fields in which a text ends there. */
    private final byte[] ends;

    PatternAutomaton(List<ScanPattern> patterns) {
        int letters = 1;
        int most = 1;
        for (ScanPattern pattern : patterns) {
            most += pattern.text().length();
            for (int i = 0; i < pattern.text().length(); i++) {
                int letter = pattern.text().charAt(i);
                if (columns[letter] == 0) {
                    columns[letter] = (byte) letters;
                    columns[upper(letter)] = (byte) letters;
                    letters++;
                }
            }
        }
        this.width = letters;
        int[] states = new int[most * width];
        byte[] fields = new byte[most];
        int size = 1;
        for (ScanPattern pattern : patterns) {
            int state = 0;
            for (int i = 0; i < pattern.text().length(); i++) {
                int edge = state * width + columns[pattern.text().charAt(i)];
                if (states[edge] == 0) {
                    states[edge] = size++;
                }
                state = states[edge];
            }
            for (ScanField field : pattern.fields()) {
                fields[state] |= (byte) field.bit();
            }
        }
        this.next = Arrays.copyOf(states, size * width);
        this.ends = Arrays.copyOf(fields, size);
        followFailures();
    }

    /** Whether {@code text} holds a pattern of that field. */
    boolean finds(ScanField field, AsciiString text) {
        byte[] bytes = text.array();
        int bit = field.bit();
        int state = 0;
        int end = text.arrayOffset() + text.length();
        for (int i = text.arrayOffset(); i < end; i++) {
            state = next[state * width + columns[bytes[i] & 0xff]];
            if ((ends[state] & bit) != 0) {
                return true;
            }
        }
        return false;
    }

    /** In the order of depth: a state's failure is nearer to the beginning than it. */
    private void followFailures() {
        int[] failure = new int[ends.length];
        Deque<Integer> queue = new ArrayDeque<>();
        for (int column = 0; column < width; column++) {
            if (next[column] != 0) {
                queue.add(next[column]);
            }
        }
        while (!queue.isEmpty()) {
            int state = queue.remove();
            ends[state] |= ends[failure[state]];
            for (int column = 0; column < width; column++) {
                int edge = state * width + column;
                int fallback = next[failure[state] * width + column];
                if (next[edge] == 0) {
                    next[edge] = fallback;
                } else {
                    failure[next[edge]] = fallback;
                    queue.add(next[edge]);
                }
            }
        }
    }

    private static int upper(int letter) {
        return letter >= 'a' && letter <= 'z' ? letter - ('a' - 'A') : letter;
    }
}

package org.portcullis.core.codec;

import org.jspecify.annotations.Nullable;
import org.portcullis.core.codec.ParseResult.Kind;
import org.portcullis.core.message.Cursor;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.HeaderTable;
import org.portcullis.core.message.Words;

/**
 * Takes the head of a message apart into lines (RFC 3261 section 7.3.1): unfolds them in place,
 * finds names, trims values. Lines end in CRLF and nothing else, here and in {@link StreamFramer},
 * so that all agree where a header begins. Reusable, one per parser.
 */
final class HeaderLines {
    private static final Problem NO_END = new Problem(Kind.TRUNCATED, "Headers do not end");
    private static final Problem LONE = new Problem(Kind.HEADER_LINE, "CR or LF alone");
    private static final Problem NO_NAME =
            new Problem(Kind.HEADER_LINE, "Header line without name and colon");
    private static final Problem LINE = new Problem(Kind.LIMIT, "Header line too long");
    private static final Problem COUNT = new Problem(Kind.LIMIT, "Too many header lines");

    final HeaderTable table = new HeaderTable();

    private final SipLimits limits;
    private final Cursor cursor;
    private @Nullable Problem problem;

    HeaderLines(SipLimits limits, Cursor cursor) {
        this.limits = limits;
        this.cursor = cursor;
    }

    /** What was wrong with the last head, if anything was. */
    @Nullable Problem problem() {
        return problem;
    }

    /**
     * The end of the line at {@code from}, where its CRLF begins; -1 if there is none within {@code
     * end}.
     */
    static int lineEnd(byte[] array, int from, int end) {
        int i = Words.indexOfControl(array, from, end);
        while (i < end - 1) {
            if (array[i] == '\r' && array[i + 1] == '\n') {
                return i;
            }
            i = Words.indexOfControl(array, i + 1, end);
        }
        return -1;
    }

    /**
     * Reads header lines into the table.
     *
     * @return where the body begins, or -1 if the lines do not end as they should
     */
    int read(byte[] array, int from, int end) {
        table.clear();
        problem = null;
        int at = from;
        while (end - at < 2 || array[at] != '\r' || array[at + 1] != '\n') {
            if (table.count() == limits.headerLines()) {
                return stop(COUNT);
            }
            int lineEnd = unfold(array, at, end);
            if (lineEnd < 0) {
                return -1;
            }
            if (lineEnd - at > limits.line()) {
                return stop(LINE);
            }
            addLine(array, at, lineEnd);
            at = lineEnd + 2;
        }
        return at + 2;
    }

    /** Finds the end of a line; line ends followed by white space become white space. */
    private int unfold(byte[] array, int from, int end) {
        int i = Words.indexOfControl(array, from, end);
        while (i < end) {
            byte b = array[i];
            if (b == '\n' || (b == '\r' && (i + 1 == end || array[i + 1] != '\n'))) {
                return stop(i + 1 == end ? NO_END : LONE);
            }
            if (b == '\r') {
                if (i + 2 == end || (array[i + 2] != ' ' && array[i + 2] != '\t')) {
                    return i;
                }
                array[i++] = ' ';
                array[i] = ' ';
            }
            i = Words.indexOfControl(array, i + 1, end);
        }
        return stop(NO_END);
    }

    private void addLine(byte[] array, int from, int end) {
        int colon = Words.indexOf(array, from, end, ':');
        int nameEnd = trimEnd(array, from, colon);
        if (colon == end || nameEnd == from) {
            note(NO_NAME);
            return;
        }
        int id = HeaderName.find(array, from, nameEnd);
        if (id == HeaderName.UNKNOWN && !isToken(array, from, nameEnd)) {
            note(NO_NAME);
            return;
        }
        int valueStart = colon + 1;
        while (valueStart < end && isSpace(array[valueStart])) {
            valueStart++;
        }
        table.add(id, from, nameEnd, valueStart, trimEnd(array, valueStart, end));
    }

    private boolean isToken(byte[] array, int from, int end) {
        cursor.reset(array, from, end);
        return cursor.token() && cursor.atEnd();
    }

    private static int trimEnd(byte[] array, int from, int end) {
        int i = end;
        while (i > from && isSpace(array[i - 1])) {
            i--;
        }
        return i;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    private int stop(Problem what) {
        note(what);
        return -1;
    }

    private void note(Problem what) {
        if (problem == null) {
            problem = what;
        }
    }
}

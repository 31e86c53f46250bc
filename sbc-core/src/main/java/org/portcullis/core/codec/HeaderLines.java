package org.portcullis.core.codec;

import org.jspecify.annotations.Nullable;
import org.portcullis.core.codec.ParseResult.Kind;
import org.portcullis.core.message.Cursor;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.HeaderTable;

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

    /** The bits that all but control characters have one of; UTF-8 included. */
    private static final int NOT_CONTROL = 0xE0;

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
        for (int i = from; i < end - 1; i++) {
            if (array[i] == '\r' && array[i + 1] == '\n') {
                return i;
            }
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
        int i = from;
        while (i < end) {
            byte b = array[i];
            if ((b & NOT_CONTROL) == 0) {
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
            }
            i++;
        }
        return stop(NO_END);
    }

    private void addLine(byte[] array, int from, int end) {
        cursor.reset(array, from, end);
        boolean named = cursor.token();
        int nameEnd = cursor.position();
        cursor.skipSpace();
        if (!named || !cursor.take(':')) {
            note(NO_NAME);
            return;
        }
        cursor.skipSpace();
        int valueEnd = end;
        while (valueEnd > cursor.position()
                && (array[valueEnd - 1] == ' ' || array[valueEnd - 1] == '\t')) {
            valueEnd--;
        }
        table.add(
                HeaderName.find(array, from, nameEnd), from, nameEnd, cursor.position(), valueEnd);
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

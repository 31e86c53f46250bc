package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A body of several parts (RFC 2046 section 5.1, RFC 5621): slices of the message, in order.
 * Immutable. Lines end in CRLF and nothing else, as in the message itself.
 */
public final class MultipartBody {
    /** Multiparts within multiparts. */
    static final int MOST_DEPTH = 3;

    private static final int MOST_PARTS = 16;
    private static final int MOST_BOUNDARY = 70;
    private static final AsciiString MULTIPART = AsciiString.cached("multipart");
    private static final AsciiString BOUNDARY = AsciiString.cached("boundary");
    private static final MediaType TEXT =
            new MediaType(AsciiString.cached("text"), AsciiString.cached("plain"), Params.NONE);

    private final List<Part> parts;

    private MultipartBody(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * Takes a body apart; empty if it is of another type, has no boundary, does not end with one,
     * or has more than {@value #MOST_PARTS} parts.
     */
    public static Optional<MultipartBody> parse(MediaType type, AsciiString body) {
        Optional<AsciiString> boundary = type.parameter(BOUNDARY);
        boolean sound =
                type.type().contentEqualsIgnoreCase(MULTIPART)
                        && boundary.filter(MultipartBody::isBoundary).isPresent();
        return sound
                ? new Splitter(body, boundary.orElseThrow()).split().map(MultipartBody::new)
                : Optional.empty();
    }

    private static boolean isBoundary(AsciiString text) {
        return !text.isEmpty() && text.length() <= MOST_BOUNDARY;
    }

    public List<Part> parts() {
        return parts;
    }

    /**
     * One part.
     *
     * @param headers its header lines as they came, each with its CRLF
     * @param type its Content-Type; {@code text/plain} where it has none, or an unsound one
     */
    public record Part(AsciiString headers, MediaType type, AsciiString content) {
        private static final HeaderName TRANSFER_ENCODING =
                HeaderName.of(AsciiString.cached("Content-Transfer-Encoding"));
        private static final List<AsciiString> PLAIN =
                List.of(
                        AsciiString.cached("binary"),
                        AsciiString.cached("8bit"),
                        AsciiString.cached("7bit"));

        static Part of(AsciiString headers, AsciiString content) {
            MediaType type =
                    value(headers, HeaderName.CONTENT_TYPE).flatMap(MediaType::parse).orElse(TEXT);
            return new Part(headers, type, content);
        }

        /** The value of the first header line of that name, unfolded. */
        public Optional<AsciiString> header(HeaderName name) {
            return value(headers, name);
        }

        /** Whether the content is as it stands here, without an encoding to undo. */
        boolean plain() {
            return header(TRANSFER_ENCODING)
                    .filter(value -> PLAIN.stream().noneMatch(value::contentEqualsIgnoreCase))
                    .isEmpty();
        }

        /** The value of a Content-Length that is right, as a slice. */
        Optional<AsciiString> exactLength() {
            return raw(headers, HeaderName.CONTENT_LENGTH)
                    .filter(value -> isNumber(value, content.length()));
        }

        private static boolean isNumber(AsciiString value, int expected) {
            Cursor cursor = new Cursor().reset(value);
            return cursor.number(Integer.MAX_VALUE) == expected && cursor.atEnd();
        }

        private static Optional<AsciiString> value(AsciiString lines, HeaderName name) {
            return raw(lines, name).map(Part::unfolded);
        }

        /** A slice of the lines, folds and all. */
        private static Optional<AsciiString> raw(AsciiString lines, HeaderName name) {
            byte[] array = lines.array();
            int end = lines.arrayOffset() + lines.length();
            int at = lines.arrayOffset();
            while (at < end) {
                int lineEnd = Splitter.lineEnd(array, at, end);
                int colon = Words.indexOf(array, at, lineEnd, ':');
                if (colon < lineEnd && name.equals(nameOf(array, at, colon))) {
                    return Optional.of(Chars.slice(array, colon + 1, lineEnd).trim());
                }
                at = lineEnd + 2;
            }
            return Optional.empty();
        }

        private static HeaderName nameOf(byte[] array, int from, int colon) {
            AsciiString text = Chars.slice(array, from, colon).trim();
            return Chars.all(text, Chars.TOKEN) ? HeaderName.of(text) : HeaderName.unknown(text);
        }

        private static AsciiString unfolded(AsciiString value) {
            return value.indexOf('\r', 0) < 0
                    ? value
                    : value.replace('\r', ' ').replace('\n', ' ').trim();
        }
    }

    /** Cuts a body at its delimiters. */
    private static final class Splitter {
        private final byte[] array;
        private final int end;
        private final AsciiString boundary;
        private int at;

        Splitter(AsciiString body, AsciiString boundary) {
            this.array = body.array();
            this.at = body.arrayOffset();
            this.end = at + body.length();
            this.boundary = boundary;
        }

        Optional<List<Part>> split() {
            List<Part> parts = new ArrayList<>();
            // The first delimiter may be the first line; the others have a line end of their own.
            int delimiter = isDelimiter(at) ? at : delimiterAfter(at);
            while (delimiter >= 0 && !closes(delimiter)) {
                int start = lineEnd(array, delimiter, end) + 2;
                int next = isDelimiter(start) ? start : delimiterAfter(start);
                if (next < 0 || parts.size() == MOST_PARTS) {
                    return Optional.empty();
                }
                parts.add(part(start, Math.max(start, next - 2)));
                delimiter = next;
            }
            return delimiter < 0 || parts.isEmpty() ? Optional.empty() : Optional.of(parts);
        }

        private Part part(int start, int contentEnd) {
            int line = start;
            while (line < contentEnd) {
                int lineEnd = lineEnd(array, line, contentEnd);
                if (lineEnd == line) {
                    return Part.of(
                            Chars.slice(array, start, line),
                            Chars.slice(array, Math.min(line + 2, contentEnd), contentEnd));
                }
                line = lineEnd + 2;
            }
            // No blank line: headers alone.
            return Part.of(Chars.slice(array, start, contentEnd), AsciiString.EMPTY_STRING);
        }

        /** Where the next delimiter behind a line end begins, from {@code from} on; -1 if none. */
        private int delimiterAfter(int from) {
            for (int i = from; i < end - 2; i++) {
                if (array[i] == '\r' && array[i + 1] == '\n' && isDelimiter(i + 2)) {
                    return i + 2;
                }
            }
            return -1;
        }

        /** Whether a line of {@code --boundary}, perhaps with another {@code --}, begins here. */
        private boolean isDelimiter(int from) {
            int afterDashes = from + 2;
            int after = afterDashes + boundary.length();
            if (after > end
                    || array[from] != '-'
                    || array[from + 1] != '-'
                    || !Chars.slice(array, afterDashes, after).contentEquals(boundary)) {
                return false;
            }
            if (closesAt(after)) {
                return true;
            }
            int i = after;
            while (i < end && (array[i] == ' ' || array[i] == '\t')) {
                i++;
            }
            return i < end - 1 && array[i] == '\r' && array[i + 1] == '\n';
        }

        private boolean closes(int delimiter) {
            return closesAt(delimiter + 2 + boundary.length());
        }

        private boolean closesAt(int after) {
            return after <= end - 2 && array[after] == '-' && array[after + 1] == '-';
        }

        /** Where the line that begins at {@code from} ends, folds included. */
        static int lineEnd(byte[] array, int from, int end) {
            for (int i = from; i < end - 1; i++) {
                boolean crlf = array[i] == '\r' && array[i + 1] == '\n';
                boolean folded =
                        i > from && i + 2 < end && (array[i + 2] == ' ' || array[i + 2] == '\t');
                if (crlf && !folded) {
                    return i;
                }
            }
            return end;
        }
    }
}

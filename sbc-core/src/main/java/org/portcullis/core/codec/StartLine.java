package org.portcullis.core.codec;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.codec.ParseResult.Kind;
import org.portcullis.core.message.Cursor;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;

/**
 * Reads start lines (RFC 3261 sections 7.1 and 7.2). Reusable, one per parser; the fields hold what
 * the last one said.
 */
final class StartLine {
    private static final Problem NO_SIP = new Problem(Kind.GARBAGE, "Not SIP");
    private static final Problem VERSION = new Problem(Kind.VERSION, "SIP version is not 2.0");
    private static final Problem SPACING =
            new Problem(Kind.START_LINE, "Request line is not METHOD SP URI SP VERSION");
    private static final Problem URI = new Problem(Kind.URI, "Invalid Request-URI");
    private static final Problem STATUS = new Problem(Kind.START_LINE, "Invalid status line");
    private static final AsciiString SIP = AsciiString.cached("SIP/");
    private static final AsciiString SIP_2_0 = AsciiString.cached("SIP/2.0");
    private static final int ANY = Integer.MAX_VALUE;

    private final boolean anyVersion;
    private final Cursor cursor;

    /** The method of a request, null in a response. */
    @Nullable Method method;

    @Nullable Uri uri;
    int status;
    AsciiString reason = AsciiString.EMPTY_STRING;

    /**
     * @param anyVersion whether another version is read as if it were 2.0
     */
    StartLine(boolean anyVersion, Cursor cursor) {
        this.anyVersion = anyVersion;
        this.cursor = cursor;
    }

    /** Reads {@code array[0, end)}, a line without its end; null if it is sound. */
    @Nullable Problem read(byte[] array, int end) {
        method = null;
        uri = null;
        status = 0;
        cursor.reset(array, 0, end);
        return cursor.takeIgnoreCase(SIP)
                ? readStatusLine(array, end)
                : readRequestLine(array, end);
    }

    private @Nullable Problem readStatusLine(byte[] array, int end) {
        cursor.reset(array, 0, end);
        if (!takeVersion() || !cursor.take(' ')) {
            return versionOr(array, 0, end, STATUS);
        }
        int from = cursor.position();
        status = (int) cursor.number(699);
        if (status < 100
                || cursor.position() != from + 3
                || (!cursor.atEnd() && !cursor.take(' '))) {
            return STATUS;
        }
        reason = new AsciiString(array, cursor.position(), end - cursor.position(), false);
        return null;
    }

    private @Nullable Problem readRequestLine(byte[] array, int lineEnd) {
        method = Method.read(cursor);
        if (method == null || !cursor.take(' ')) {
            method = null;
            return NO_SIP;
        }
        int uriStart = cursor.position();
        int end = lineEnd;
        while (end > uriStart && array[end - 1] == ' ') {
            end--;
        }
        int versionStart = end;
        while (versionStart > uriStart && array[versionStart - 1] != ' ') {
            versionStart--;
        }
        if (!cursor.reset(array, versionStart, end).takeIgnoreCase(SIP)) {
            method = null;
            return NO_SIP;
        }
        cursor.reset(array, versionStart, end);
        if (!takeVersion() || !cursor.atEnd()) {
            return versionOr(array, versionStart, end, SPACING);
        }
        if (end < lineEnd || versionStart <= uriStart) {
            return SPACING;
        }
        return readUri(array, uriStart, versionStart - 1);
    }

    private @Nullable Problem readUri(byte[] array, int start, int end) {
        uri = Uri.read(cursor.reset(array, start, end), false);
        if (uri == null || !cursor.atEnd()) {
            return URI;
        }
        // RFC 3261 section 19.1.1: headers are not allowed in a Request-URI.
        return uri instanceof SipUri sip && !sip.headers().isEmpty() ? URI : null;
    }

    private boolean takeVersion() {
        return anyVersion ? takeAnyVersion() : cursor.takeIgnoreCase(SIP_2_0);
    }

    private boolean takeAnyVersion() {
        return cursor.takeIgnoreCase(SIP)
                && cursor.number(ANY) >= 0
                && cursor.take('.')
                && cursor.number(ANY) >= 0;
    }

    /** That the version is another one if there is a well-formed one, else what the caller says. */
    private Problem versionOr(byte[] array, int start, int end, Problem other) {
        cursor.reset(array, start, end);
        boolean version = takeAnyVersion() && (cursor.atEnd() || cursor.at(' '));
        return version && !cursor.reset(array, start, end).takeIgnoreCase(SIP_2_0)
                ? VERSION
                : other;
    }
}

package org.portcullis.core.sdp;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one session description.
 *
 * <p>Strict in the lines that media depends on ({@code v= o= c= m=}); all others are kept unread.
 * Tolerated, because peers send it: LF alone as the end of a line, a last line without an end,
 * blank lines after the last, a missing {@code s=} or {@code t=}.
 */
final class SdpParser {
    private static final AsciiString VERSION = AsciiString.cached("0");

    private final AsciiString body;
    private final SdpLimits limits;
    private int position;
    private int line;

    private @Nullable SdpOrigin origin;
    private @Nullable AsciiString name;
    private Optional<Connection> sessionConnection = Optional.empty();
    private List<SdpLine> sessionLines = List.of();
    private final List<MediaSection> sections = new ArrayList<>();

    // The part being read: the session, or one stream.
    private @Nullable MediaLine media;
    private Optional<Connection> connection = Optional.empty();
    private List<SdpLine> lines = new ArrayList<>();

    SdpParser(AsciiString body, SdpLimits limits) {
        this.body = body;
        this.limits = limits;
    }

    SdpResult parse() {
        if (body.length() > limits.bytes()) {
            return malformed(body.length() + " bytes (expected: at most " + limits.bytes() + ")");
        }
        while (!atEnd()) {
            SdpResult.@Nullable Malformed problem = readLine();
            if (problem != null) {
                return problem;
            }
        }
        SdpResult.@Nullable Malformed problem = endPart();
        if (problem != null) {
            return problem;
        }
        if (origin == null) {
            return malformed("no o= line (expected: one)");
        }
        return new SdpResult.Parsed(
                new SessionDescription(
                        origin,
                        name == null ? SessionDescription.NO_NAME : name,
                        sessionConnection,
                        sessionLines,
                        sections));
    }

    /** True if nothing but blank lines is left. */
    private boolean atEnd() {
        for (int i = position; i < body.length(); i++) {
            if (body.byteAt(i) != '\r' && body.byteAt(i) != '\n') {
                return false;
            }
        }
        return true;
    }

    private SdpResult.@Nullable Malformed readLine() {
        if (++line > limits.lines()) {
            return malformed("more lines (expected: at most " + limits.lines() + ")");
        }
        int from = position;
        int end = from;
        while (end < body.length() && body.byteAt(end) != '\n') {
            end++;
        }
        position = Math.min(end + 1, body.length());
        if (end > from && body.byteAt(end - 1) == '\r') {
            end--;
        }
        int length = end - from;
        if (length > limits.lineBytes()) {
            return malformed(length + " bytes (expected: at most " + limits.lineBytes() + ")");
        }
        if (length < 2 || body.byteAt(from + 1) != '=' || !isLetter(body.byteAt(from))) {
            return malformed(
                    Words.shown(body.subSequence(from, end, false)) + " (expected: letter=value)");
        }
        AsciiString value = body.subSequence(from + 2, end, false);
        for (int i = 0; i < value.length(); i++) {
            if (value.byteAt(i) == 0 || value.byteAt(i) == '\r') {
                return malformed("a NUL or CR (expected: neither)");
            }
        }
        return accept((char) body.byteAt(from), value);
    }

    private SdpResult.@Nullable Malformed accept(char type, AsciiString value) {
        if (line == 1 || type == 'v') {
            return line == 1 && type == 'v' && value.equals(VERSION)
                    ? null
                    : malformed(type, value, "v=0 on the first line and nowhere else");
        }
        return switch (type) {
            case 'o' -> origin(value);
            case 's' -> name(value);
            case 'c' -> connection(value);
            case 'm' -> media(value);
            default -> {
                lines.add(new SdpLine(type, value));
                yield null;
            }
        };
    }

    private SdpResult.@Nullable Malformed origin(AsciiString value) {
        Optional<SdpOrigin> parsed = SdpOrigin.parse(value);
        if (parsed.isEmpty() || origin != null || media != null) {
            return malformed('o', value, "once, user, id, version, IN, IP4 or IP6, host");
        }
        origin = parsed.get();
        return null;
    }

    private SdpResult.@Nullable Malformed name(AsciiString value) {
        if (name != null || media != null) {
            return malformed('s', value, "once, before the first m=");
        }
        name = value;
        return null;
    }

    private SdpResult.@Nullable Malformed connection(AsciiString value) {
        Optional<Connection> parsed = Connection.parse(new Words(value));
        if (parsed.isEmpty() || connection.isPresent()) {
            return malformed('c', value, "once, IN, IP4 or IP6, an address of that family");
        }
        connection = parsed;
        return null;
    }

    private SdpResult.@Nullable Malformed media(AsciiString value) {
        SdpResult.@Nullable Malformed problem = endPart();
        if (problem != null) {
            return problem;
        }
        if (sections.size() == limits.media()) {
            return malformed("more m= lines (expected: at most " + limits.media() + ")");
        }
        Optional<MediaLine> parsed = MediaLine.parse(value, limits.formats());
        if (parsed.isEmpty()) {
            return malformed(
                    'm',
                    value,
                    "media, port 0-65535, protocol, 1 to " + limits.formats() + " formats");
        }
        media = parsed.get();
        return null;
    }

    /** What was read since the last m= line, or since the start, is complete. */
    private SdpResult.@Nullable Malformed endPart() {
        if (media == null) {
            sessionConnection = connection;
            sessionLines = lines;
        } else if (media.port() != 0 && connection.isEmpty() && sessionConnection.isEmpty()) {
            return malformed("no c= line for the m= line above (expected: one)");
        } else {
            sections.add(new MediaSection(media, connection, lines));
        }
        connection = Optional.empty();
        lines = new ArrayList<>();
        return null;
    }

    private SdpResult.Malformed malformed(char type, AsciiString value, String expected) {
        return malformed(type + "=" + Words.shown(value) + " (expected: " + expected + ")");
    }

    private SdpResult.Malformed malformed(String why) {
        return new SdpResult.Malformed(Math.max(line, 1), why);
    }

    private static boolean isLetter(byte b) {
        return b >= 'a' && b <= 'z';
    }
}

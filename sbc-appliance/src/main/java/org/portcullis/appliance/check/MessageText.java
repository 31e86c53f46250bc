package org.portcullis.appliance.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.portcullis.core.codec.ParseResult;
import org.portcullis.core.codec.SipParser;

/**
 * A message in a file, as it is on the wire or as an editor writes it: lines may end in LF alone,
 * the empty line after the headers may be missing, and Content-Length is then what the body has.
 */
final class MessageText {
    private static final String END = "\r\n";
    private static final String CONTENT_LENGTH = "content-length";

    private final SipParser parser;
    private final String text;

    private MessageText(SipParser parser, String text) {
        this.parser = parser;
        this.text = text;
    }

    static MessageText of(byte[] bytes, SipParser parser) {
        String raw = new String(bytes, ISO_8859_1);
        return new MessageText(parser, raw.contains(END) ? raw : wire(raw));
    }

    private static String wire(String raw) {
        String text = raw.replace("\n", END);
        int end = text.indexOf(END + END);
        String head = end < 0 ? text.stripTrailing() : text.substring(0, end);
        String body = end < 0 ? "" : text.substring(end + 2 * END.length());
        List<String> lines = new ArrayList<>(List.of(head.split(END, -1)));
        lines.replaceAll(line -> isContentLength(line) ? "Content-Length: " + body.length() : line);
        return String.join(END, lines) + END + END + body;
    }

    private static boolean isContentLength(String line) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        return name.equals(CONTENT_LENGTH) || name.equals("l");
    }

    ParseResult parse() {
        return parse(text);
    }

    private ParseResult parse(String message) {
        byte[] bytes = message.getBytes(ISO_8859_1);
        return parser.parse(bytes, bytes.length, false);
    }

    /**
     * The line, from 1, that makes the message what it is not: without it, it would be sound or
     * wrong in another way. 0 if there is none, as where a line is missing.
     */
    int lineOf(ParseResult.Malformed problem) {
        if (problem.kind() == ParseResult.Kind.MISSING_HEADER) {
            return 0;
        }
        List<String> lines = new ArrayList<>(List.of(text.split(END, -1)));
        int headers = Math.max(1, lines.indexOf(""));
        for (int i = headers - 1; i > 0; i--) {
            List<String> others = new ArrayList<>(lines);
            others.remove(i);
            if (!(parse(String.join(END, others)) instanceof ParseResult.Malformed other)
                    || other.kind() != problem.kind()
                    || !other.why().equals(problem.why())) {
                return i + 1;
            }
        }
        boolean startLine =
                problem.kind() == ParseResult.Kind.GARBAGE
                        || problem.kind() == ParseResult.Kind.START_LINE
                        || problem.kind() == ParseResult.Kind.VERSION
                        || problem.kind() == ParseResult.Kind.URI;
        return startLine ? 1 : 0;
    }
}

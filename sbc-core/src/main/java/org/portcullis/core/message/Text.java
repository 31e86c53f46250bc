package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/**
 * Slices as text for people: SIP text is UTF-8, which {@link AsciiString#toString()} does not know.
 */
public final class Text {
    private Text() {}

    public static String utf8(AsciiString slice) {
        return utf8(slice.array(), slice.arrayOffset(), slice.length());
    }

    /** What the inside of a {@code quoted-string} means. */
    public static String unescaped(AsciiString inside) {
        byte[] text = new byte[inside.length()];
        int length = 0;
        for (int i = 0; i < inside.length(); i++) {
            boolean escape = inside.byteAt(i) == '\\' && i + 1 < inside.length();
            text[length++] = inside.byteAt(escape ? ++i : i);
        }
        return utf8(text, 0, length);
    }

    static String utf8(byte[] array, int start, int length) {
        return new String(array, start, length, StandardCharsets.UTF_8);
    }

    /** The content of a {@code quoted-string}, escapes undone; other text as it is. */
    static AsciiString unquoted(AsciiString text) {
        int length = text.length();
        if (length < 2 || text.byteAt(0) != '"') {
            return text;
        }
        byte[] content = new byte[length];
        int count = 0;
        for (int i = 1; i < length - 1; i++) {
            i += text.byteAt(i) == '\\' && i < length - 2 ? 1 : 0;
            content[count++] = text.byteAt(i);
        }
        return new AsciiString(content, 0, count, true);
    }
}

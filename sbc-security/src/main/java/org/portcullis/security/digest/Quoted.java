package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.portcullis.core.message.Text;

/** Quoted strings (RFC 3261 25.1): their quotes and escapes. */
final class Quoted {
    private Quoted() {}

    /** What the inside of a quoted string means. */
    static AsciiString unescaped(AsciiString inside) {
        if (inside.indexOf("\\") < 0) {
            return inside;
        }
        byte[] text = new byte[inside.length()];
        int length = 0;
        for (int i = 0; i < inside.length(); i++) {
            boolean escape = inside.byteAt(i) == '\\' && i + 1 < inside.length();
            text[length++] = inside.byteAt(escape ? ++i : i);
        }
        return new AsciiString(text, 0, length, true);
    }

    /** The inside of the quoted string that means {@code text}. */
    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** {@link #unescaped} as text, of bytes that are UTF-8. */
    static String text(AsciiString inside) {
        return Text.utf8(unescaped(inside));
    }

    static AsciiString utf8(String text) {
        return new AsciiString(text.getBytes(StandardCharsets.UTF_8), false);
    }
}

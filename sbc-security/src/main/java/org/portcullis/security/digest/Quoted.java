package org.portcullis.security.digest;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/** Quoted strings (RFC 3261 25.1): their quotes and escapes. */
final class Quoted {
    private Quoted() {}

    /** The inside of the quoted string that means {@code text}. */
    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    static AsciiString utf8(String text) {
        return new AsciiString(text.getBytes(StandardCharsets.UTF_8), false);
    }
}

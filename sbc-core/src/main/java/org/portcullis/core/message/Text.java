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

    static String utf8(byte[] array, int start, int length) {
        return new String(array, start, length, StandardCharsets.UTF_8);
    }
}

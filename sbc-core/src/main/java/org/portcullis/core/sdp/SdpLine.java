package org.portcullis.core.sdp;

import io.netty.util.AsciiString;

/**
 * One line of a session description, {@code type=value}, kept as it came.
 *
 * @param type a lower-case letter
 * @param value without the line end; for an attribute {@code name} or {@code name:value}
 */
public record SdpLine(char type, AsciiString value) {
    private static final char ATTRIBUTE = 'a';

    public static SdpLine attribute(String text) {
        return new SdpLine(ATTRIBUTE, AsciiString.of(text));
    }

    public boolean isAttribute() {
        return type == ATTRIBUTE;
    }

    /** True for the attribute of that name (RFC 8866 5.13: names are case-sensitive). */
    public boolean isAttribute(AsciiString name) {
        return type == ATTRIBUTE
                && value.startsWith(name)
                && (value.length() == name.length() || value.byteAt(name.length()) == ':');
    }

    /** An attribute's name. */
    public AsciiString attributeName() {
        int colon = colon();
        return colon < 0 ? value : value.subSequence(0, colon, false);
    }

    /** What stands after an attribute's colon; empty for a flag. */
    public AsciiString attributeValue() {
        int colon = colon();
        return colon < 0
                ? AsciiString.EMPTY_STRING
                : value.subSequence(colon + 1, value.length(), false);
    }

    private int colon() {
        for (int i = 0; i < value.length(); i++) {
            if (value.byteAt(i) == ':') {
                return i;
            }
        }
        return -1;
    }
}

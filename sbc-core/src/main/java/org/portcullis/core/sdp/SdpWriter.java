package org.portcullis.core.sdp;

import io.netty.util.AsciiString;
import java.util.Arrays;

/** Appends lines to a growing array. */
final class SdpWriter {
    private byte[] bytes = new byte[512];
    private int length;

    SdpWriter begin(char type) {
        return append(type).append('=');
    }

    void end() {
        append('\r').append('\n');
    }

    void line(SdpLine line) {
        begin(line.type()).append(line.value()).end();
    }

    SdpWriter append(char c) {
        reserve(1);
        bytes[length++] = (byte) c;
        return this;
    }

    SdpWriter append(int number) {
        return append(AsciiString.of(Integer.toString(number)));
    }

    SdpWriter append(AsciiString text) {
        reserve(text.length());
        System.arraycopy(text.array(), text.arrayOffset(), bytes, length, text.length());
        length += text.length();
        return this;
    }

    AsciiString toAsciiString() {
        return new AsciiString(bytes, 0, length, true);
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}

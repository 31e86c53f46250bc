package org.portcullis.core.registration;

import io.netty.util.AsciiString;

/** Text cut out of a message, which a binding that stands for an hour must not keep alive. */
final class Own {
    private Own() {}

    static AsciiString copy(AsciiString slice) {
        return new AsciiString(slice.toByteArray(), false);
    }
}

package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.NameAddr;

/**
 * A party of a call as it may be named on either side.
 *
 * @param display as on the wire, quotes included; empty for none
 */
record Party(AsciiString display, Subscriber subscriber) {
    static final AsciiString ANONYMOUS_NAME = AsciiString.cached("\"Anonymous\"");
    static final AsciiString ANONYMOUS_URI = AsciiString.cached("sip:anonymous@anonymous.invalid");

    static Party of(NameAddr address, NumberFormat format) {
        return new Party(address.display(), Subscriber.of(address.uri()).arriving(format, false));
    }

    /** Writes {@code "Name" <sip:user@us>}. */
    void write(MessageWriter writer, AsciiString hostPort) {
        if (!display.isEmpty()) {
            writer.append(display).append(' ');
        }
        writer.append('<');
        subscriber.write(writer, hostPort);
        writer.append('>');
    }

    /** Writes the party of RFC 3323 4.1.1.3. */
    static void writeAnonymous(MessageWriter writer) {
        writer.append(ANONYMOUS_NAME).append(' ').append('<').append(ANONYMOUS_URI).append('>');
    }
}

package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import org.portcullis.core.message.MessageWriter;

/** What becomes of a message's body at the border. */
public sealed interface CrossedBody {

    /** There is no body, or nothing of it may be seen: the message goes without. */
    record Nothing() implements CrossedBody {}

    /** A body for the other side. */
    record Carried(AsciiString contentType, AsciiString body) implements CrossedBody {

        /** Gives it to the message being written, after its other headers. */
        public void write(MessageWriter writer) {
            writer.body(contentType, body);
        }
    }

    /**
     * The body cannot cross. A request with it is refused; a response goes without.
     *
     * @param status 400 where it is malformed, 415 where its type cannot be looked into
     * @param why in a few words, without anything of the body
     */
    record Refused(int status, String why) implements CrossedBody {}
}

package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Set;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.topology.CrossedBody;
import org.portcullis.core.topology.EventPackage;
import org.portcullis.core.topology.Seconds;

/**
 * The headers of requests outside calls that cross besides those that {@code topology} lets
 * through: each one named, and where a value has room for more than it has to say, written anew.
 */
final class RelayHeaders {
    /** Event packages of those that notify through the box; others are relayed as well. */
    static final AsciiString EVENTS = AsciiString.cached("presence, message-summary, dialog, reg");

    /**
     * Carried byte for byte: what a user agent can read, and entity tags, which mean nothing to
     * anybody but who gave them out (RFC 3903 4.1).
     */
    private static final Set<HeaderName> COPIED =
            Set.of(
                    HeaderName.ACCEPT,
                    HeaderName.ACCEPT_ENCODING,
                    HeaderName.SIP_ETAG,
                    HeaderName.SIP_IF_MATCH,
                    HeaderName.SUPPRESS_IF_MATCH);

    /** Carried byte for byte with a body. */
    private static final Set<HeaderName> OF_BODY =
            Set.of(
                    HeaderName.CONTENT_DISPOSITION,
                    HeaderName.CONTENT_ENCODING,
                    HeaderName.MIME_VERSION);

    /** Numbers of seconds, without the comments that may follow. */
    private static final Set<HeaderName> SECONDS =
            Set.of(HeaderName.EXPIRES, HeaderName.MIN_EXPIRES, HeaderName.RETRY_AFTER);

    private RelayHeaders() {}

    /** Writes those of {@code from}, and the body. */
    static void carry(SipMessage from, CrossedBody body, MessageWriter writer) {
        boolean carried = body instanceof CrossedBody.Carried;
        for (int i = 0; i < from.headerCount(); i++) {
            HeaderName name = from.headerName(i);
            if (COPIED.contains(name) || (carried && OF_BODY.contains(name))) {
                writer.copy(from, i);
            } else if (SECONDS.contains(name)) {
                long seconds = Seconds.of(from.headerValue(i));
                if (seconds >= 0) {
                    writer.header(name, seconds);
                }
            }
        }
        carryEvents(from, writer);
        if (body instanceof CrossedBody.Carried present) {
            present.write(writer);
        }
    }

    private static void carryEvents(SipMessage from, MessageWriter writer) {
        List<AsciiString> events = from.values(HeaderName.ALLOW_EVENTS);
        boolean begun = false;
        for (int i = 0; i < events.size(); i++) {
            if (EventPackage.isKnown(events.get(i))) {
                if (begun) {
                    writer.append(',').append(' ');
                } else {
                    writer.begin(HeaderName.ALLOW_EVENTS);
                    begun = true;
                }
                writer.append(events.get(i));
            }
        }
        if (begun) {
            writer.end();
        }
    }
}

package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.message.Cursor;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Params;
import org.portcullis.core.message.SipMessage;

/**
 * Reason (RFC 3326) on its way across: protocol and cause are written anew, the text, which says
 * what its sender likes, stays behind.
 */
final class Causes {
    private static final AsciiString CAUSE = AsciiString.cached("cause");
    private static final int MOST = 4;

    /** The protocols of the registry of RFC 3326 and its successors. */
    private static final AsciiString[] PROTOCOLS = {
        AsciiString.cached("Q.850"),
        AsciiString.cached("SIP"),
        AsciiString.cached("Preemption"),
        AsciiString.cached("EMM"),
        AsciiString.cached("ESM"),
        AsciiString.cached("S1AP-RNL"),
        AsciiString.cached("STIR"),
        AsciiString.cached("RELEASE_CAUSE")
    };

    private Causes() {}

    static void write(SipMessage message, MessageWriter writer) {
        if (!message.has(HeaderName.REASON)) {
            return;
        }
        int written = 0;
        for (AsciiString value : message.values(HeaderName.REASON)) {
            Optional<AsciiString> reason = crossing(value);
            if (reason.isPresent() && written++ < MOST) {
                writer.header(HeaderName.REASON, reason.get());
            }
        }
    }

    static Optional<AsciiString> first(SipMessage message) {
        if (message.has(HeaderName.REASON)) {
            for (AsciiString value : message.values(HeaderName.REASON)) {
                Optional<AsciiString> reason = crossing(value);
                if (reason.isPresent()) {
                    return reason;
                }
            }
        }
        return Optional.empty();
    }

    /** One value as it crosses; empty for a protocol that nobody knows. */
    private static Optional<AsciiString> crossing(AsciiString value) {
        int end = value.indexOf(';', 0);
        AsciiString protocol = (end < 0 ? value : value.subSequence(0, end, false)).trim();
        for (AsciiString known : PROTOCOLS) {
            if (known.contentEqualsIgnoreCase(protocol)) {
                Params params =
                        end < 0
                                ? Params.NONE
                                : Params.parse(value.subSequence(end, value.length(), false))
                                        .orElse(Params.NONE);
                long cause = new Cursor().reset(params.valueOf(CAUSE)).number(999);
                return Optional.of(cause < 0 ? known : known.concat(";cause=" + cause));
            }
        }
        return Optional.empty();
    }
}

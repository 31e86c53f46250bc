package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.util.Set;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.TelUri;

/**
 * What of a message may appear on the other side of the border. Messages are built, not edited: a
 * header that is not named here does not cross, so nothing of one side shows on the other by
 * oversight.
 */
public final class Crossing {
    /**
     * Headers that say something of the call itself and carry no address, host or product of their
     * sender.
     */
    private static final Set<HeaderName> CARRIED =
            Set.of(
                    HeaderName.SUBJECT,
                    HeaderName.PRIORITY,
                    HeaderName.REASON,
                    HeaderName.PRIVACY,
                    HeaderName.ACCEPT_LANGUAGE,
                    HeaderName.CONTENT_LANGUAGE);

    private static final AsciiString SIP = AsciiString.cached("sip:");
    private static final AsciiString TEL = AsciiString.cached("tel:");
    private static final AsciiString ANONYMOUS_HOST = AsciiString.cached("anonymous.invalid");
    private static final AsciiString UNKNOWN_USER = AsciiString.cached("unknown");
    private static final AsciiString TAG = AsciiString.cached(";tag=");

    private Crossing() {}

    /** Writes the headers of {@code message} that cross, byte for byte and in order. */
    public static void carry(SipMessage message, MessageWriter writer) {
        for (int i = 0; i < message.headerCount(); i++) {
            if (CARRIED.contains(message.headerName(i))) {
                writer.copy(message, i);
            }
        }
    }

    /**
     * Writes a party of one side as the other side is to see it: its display name and user part,
     * our host.
     *
     * @param header From or To
     * @param hostPort our own address on the other side, or the destination's
     * @param tag the tag to end with; empty for none
     */
    public static void party(
            MessageWriter writer,
            HeaderName header,
            NameAddr party,
            AsciiString hostPort,
            AsciiString tag) {
        writer.begin(header);
        if (!party.display().isEmpty()) {
            writer.append(party.display()).append(' ');
        }
        writer.append('<');
        switch (party.uri()) {
            case TelUri tel -> writer.append(TEL).append(tel.number());
            case SipUri sip -> {
                writer.append(SIP);
                if (!sip.user().isEmpty()) {
                    writer.append(sip.user()).append('@');
                }
                // The anonymous host of RFC 3323 4.1.1.3 says nothing, and peers look for it.
                boolean anonymous = sip.host().contentEqualsIgnoreCase(ANONYMOUS_HOST);
                writer.append(anonymous ? ANONYMOUS_HOST : hostPort);
            }
            case OtherUri other ->
                    writer.append(SIP).append(UNKNOWN_USER).append('@').append(hostPort);
        }
        writer.append('>');
        if (!tag.isEmpty()) {
            writer.append(TAG).append(tag);
        }
        writer.end();
    }
}

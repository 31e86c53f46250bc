package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.util.Optional;
import java.util.Set;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Params;
import org.portcullis.core.message.SipMessage;

/**
 * The value of an Event header (RFC 6665 8.2.1).
 *
 * @param type the package, with its templates
 * @param id what tells subscriptions of one dialog apart; empty for none
 * @param crossing the parameters that may be seen on the other side, from the first semicolon on
 */
public record EventPackage(AsciiString type, AsciiString id, AsciiString crossing) {
    private static final AsciiString ID = AsciiString.cached("id");

    /** Parameters without a word on the far side's dialogs or devices (RFC 4235 4.1, RFC 7463). */
    private static final AsciiString[] CARRIED = {
        AsciiString.cached("shared"), AsciiString.cached("sla"), AsciiString.cached("ma")
    };

    /** Packages that many products have, so that their names tell nothing of one of them. */
    private static final Set<AsciiString> KNOWN =
            Set.of(
                    AsciiString.cached("presence"),
                    AsciiString.cached("presence.winfo"),
                    AsciiString.cached("message-summary"),
                    AsciiString.cached("dialog"),
                    AsciiString.cached("reg"),
                    AsciiString.cached("refer"),
                    AsciiString.cached("conference"),
                    AsciiString.cached("ua-profile"),
                    AsciiString.cached("kpml"),
                    AsciiString.cached("vq-rtcpxr"),
                    AsciiString.cached("check-sync"),
                    AsciiString.cached("keep-alive"),
                    AsciiString.cached("talk"),
                    AsciiString.cached("hold"),
                    AsciiString.cached("call-completion"),
                    AsciiString.cached("as-feature-event"));

    /** That of a message; empty if there is none or it is malformed. */
    public static Optional<EventPackage> of(SipMessage message) {
        return message.header(HeaderName.EVENT).flatMap(EventPackage::parse);
    }

    public static boolean isKnown(AsciiString type) {
        return KNOWN.contains(type);
    }

    private static Optional<EventPackage> parse(AsciiString value) {
        int end = value.indexOf(';', 0);
        AsciiString type = (end < 0 ? value : value.subSequence(0, end, false)).trim();
        if (!isToken(type)) {
            return Optional.empty();
        }
        Optional<Params> params =
                end < 0
                        ? Optional.of(Params.NONE)
                        : Params.parse(value.subSequence(end, value.length(), false));
        return params.map(given -> new EventPackage(type, given.valueOf(ID), carried(given)));
    }

    private static AsciiString carried(Params params) {
        StringBuilder text = new StringBuilder();
        for (AsciiString name : CARRIED) {
            if (params.has(name)) {
                text.append(';').append(name);
            }
        }
        return AsciiString.of(text);
    }

    private static boolean isToken(AsciiString type) {
        for (int i = 0; i < type.length(); i++) {
            char c = type.charAt(i);
            boolean alphanumeric = c < 0x80 && Character.isLetterOrDigit(c);
            if (!alphanumeric && "-.!%*_+`'~".indexOf(c) < 0) {
                return false;
            }
        }
        return !type.isEmpty();
    }

    /** Whether both are of the same package (RFC 6665 8.2.1). */
    public boolean sameType(EventPackage other) {
        return type.equals(other.type);
    }

    /** Writes it for the other side, where a dialog holds one subscription and needs no id. */
    public void writeAcross(MessageWriter writer) {
        writer.begin(HeaderName.EVENT).append(type).append(crossing).end();
    }

    /** Writes it as its subscriber knows it. */
    public void writeBack(MessageWriter writer) {
        writer.begin(HeaderName.EVENT).append(type);
        if (!id.isEmpty()) {
            writer.append(';').append(ID).append('=').append(id);
        }
        writer.end();
    }
}

package org.portcullis.core.dialog;

import io.netty.util.AsciiString;
import java.util.Optional;

/**
 * The dialog that is to be replaced (RFC 3891), as its name stands in a request to us: {@code
 * toTag} is ours.
 */
public record Replaces(
        AsciiString callId, AsciiString toTag, AsciiString fromTag, boolean earlyOnly) {
    private static final AsciiString TO_TAG = AsciiString.cached("to-tag");
    private static final AsciiString FROM_TAG = AsciiString.cached("from-tag");
    private static final AsciiString EARLY_ONLY = AsciiString.cached("early-only");

    /** Reads {@code 425928@bobster.example;to-tag=7743;from-tag=6472}. */
    public static Optional<Replaces> parse(AsciiString value) {
        AsciiString[] parts = value.split(';');
        AsciiString toTag = AsciiString.EMPTY_STRING;
        AsciiString fromTag = AsciiString.EMPTY_STRING;
        boolean earlyOnly = false;
        for (int i = 1; i < parts.length; i++) {
            AsciiString part = parts[i].trim();
            int equals = part.indexOf('=', 0);
            AsciiString name = equals < 0 ? part : part.subSequence(0, equals, false).trim();
            AsciiString text =
                    equals < 0
                            ? AsciiString.EMPTY_STRING
                            : part.subSequence(equals + 1, part.length(), false).trim();
            if (name.contentEqualsIgnoreCase(TO_TAG)) {
                toTag = text;
            } else if (name.contentEqualsIgnoreCase(FROM_TAG)) {
                fromTag = text;
            } else if (name.contentEqualsIgnoreCase(EARLY_ONLY)) {
                earlyOnly = true;
            }
        }
        AsciiString callId = parts.length == 0 ? AsciiString.EMPTY_STRING : parts[0].trim();
        return callId.isEmpty() || toTag.isEmpty() || fromTag.isEmpty()
                ? Optional.empty()
                : Optional.of(new Replaces(callId, toTag, fromTag, earlyOnly));
    }

    /** The same dialog named by nothing but our tag, for the other side to name it to us. */
    public AsciiString hidden() {
        return toTag.concat(";to-tag=").concat(toTag).concat(";from-tag=").concat(toTag);
    }

    /** Whether a dialog with our tag is the one that is meant. */
    public boolean names(AsciiString itsCallId, AsciiString itsRemoteTag) {
        boolean byTag = callId.equals(toTag) && fromTag.equals(toTag);
        return byTag || (callId.equals(itsCallId) && fromTag.equals(itsRemoteTag));
    }
}

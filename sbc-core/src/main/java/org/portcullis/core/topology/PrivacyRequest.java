package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipMessage;

/**
 * What a party asks to be kept private (RFC 3323 4.2, RFC 3325 9.3, RFC 7044 10.1), as bits.
 * Privacy of headers and session is given by the border itself, whoever asks.
 */
record PrivacyRequest(int asked) {
    private static final int HEADER = 1;
    private static final int USER = 4;
    private static final int NONE_ASKED = 8;
    private static final int CRITICAL = 16;
    private static final int ID = 32;
    private static final int HISTORY = 64;

    private static final AsciiString[] NAMES = {
        AsciiString.cached("header"),
        AsciiString.cached("session"),
        AsciiString.cached("user"),
        AsciiString.cached("none"),
        AsciiString.cached("critical"),
        AsciiString.cached("id"),
        AsciiString.cached("history")
    };

    static final PrivacyRequest NOTHING = new PrivacyRequest(0);

    static PrivacyRequest of(SipMessage message) {
        Optional<AsciiString> value = message.header(HeaderName.PRIVACY);
        return value.isEmpty() ? NOTHING : new PrivacyRequest(parse(value.get()));
    }

    /** Semicolons separate values; the commas of some senders do, too. Unknown ones are nothing. */
    private static int parse(AsciiString value) {
        int bits = 0;
        for (int from = 0; from <= value.length(); ) {
            int to = from;
            while (to < value.length() && value.byteAt(to) != ';' && value.byteAt(to) != ',') {
                to++;
            }
            AsciiString name = value.subSequence(from, to, false).trim();
            for (int i = 0; i < NAMES.length; i++) {
                bits |= NAMES[i].contentEqualsIgnoreCase(name) ? 1 << i : 0;
            }
            from = to + 1;
        }
        return (bits & NONE_ASKED) == 0 ? bits : NONE_ASKED;
    }

    /** The same, and the party's identity withheld. */
    PrivacyRequest withId() {
        return new PrivacyRequest((asked & ~NONE_ASKED) | ID);
    }

    /** Whether the party is not to be named outside the trust domain. */
    boolean hidesParty() {
        return (asked & (USER | ID)) != 0;
    }

    /** Whether those who passed the call on are not to be named outside the trust domain. */
    boolean hidesHistory() {
        return (asked & (HISTORY | HEADER)) != 0;
    }

    /**
     * Writes what the next hop is asked for: all of it within the trust domain; outside, what was
     * done here is done (RFC 3323 5.1), but for {@code id} and {@code none}, which speak to every
     * hop.
     */
    void write(boolean trusted, MessageWriter writer) {
        int told = trusted ? asked : asked & (ID | NONE_ASKED);
        if ((told & ~CRITICAL) == 0) {
            return;
        }
        writer.begin(HeaderName.PRIVACY);
        boolean first = true;
        for (int i = 0; i < NAMES.length; i++) {
            if ((told & 1 << i) != 0) {
                if (!first) {
                    writer.append(';');
                }
                writer.append(NAMES[i]);
                first = false;
            }
        }
        writer.end();
    }
}

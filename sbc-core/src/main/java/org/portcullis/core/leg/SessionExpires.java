package org.portcullis.core.leg;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipMessage;

/**
 * The value of Session-Expires (RFC 4028 4).
 *
 * @param seconds 1 or more
 * @param refresher {@code uac}, {@code uas}, or empty where it is left open
 */
public record SessionExpires(int seconds, AsciiString refresher) {
    static final AsciiString UAC = AsciiString.cached("uac");
    static final AsciiString UAS = AsciiString.cached("uas");
    private static final AsciiString PARAMETER = AsciiString.cached("refresher");
    private static final int MAX_DIGITS = 9;

    static Optional<SessionExpires> of(SipMessage message) {
        return message.header(HeaderName.SESSION_EXPIRES).flatMap(SessionExpires::parse);
    }

    /** The Min-SE of a message in seconds, 0 where there is none (RFC 4028 5). */
    public static int minimumOf(SipMessage message) {
        return message.header(HeaderName.MIN_SE).map(SessionExpires::seconds).orElse(0);
    }

    boolean byUac() {
        return refresher.contentEqualsIgnoreCase(UAC);
    }

    boolean byUas() {
        return refresher.contentEqualsIgnoreCase(UAS);
    }

    private static Optional<SessionExpires> parse(AsciiString value) {
        int seconds = seconds(value);
        if (seconds == 0) {
            return Optional.empty();
        }
        for (AsciiString parameter : value.split(';')) {
            AsciiString trimmed = parameter.trim();
            int equals = trimmed.indexOf('=', 0);
            if (equals > 0
                    && trimmed.subSequence(0, equals, false)
                            .trim()
                            .contentEqualsIgnoreCase(PARAMETER)) {
                AsciiString refresher =
                        trimmed.subSequence(equals + 1, trimmed.length(), false).trim();
                return Optional.of(new SessionExpires(seconds, refresher));
            }
        }
        return Optional.of(new SessionExpires(seconds, AsciiString.EMPTY_STRING));
    }

    /** The delta-seconds that a value begins with; 0 where it does not. */
    private static int seconds(AsciiString value) {
        int seconds = 0;
        for (int i = 0; i < value.length() && i <= MAX_DIGITS; i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return c == ';' || c == ' ' || c == '\t' ? seconds : 0;
            }
            if (i == MAX_DIGITS) {
                return 0;
            }
            seconds = seconds * 10 + c - '0';
        }
        return seconds;
    }
}

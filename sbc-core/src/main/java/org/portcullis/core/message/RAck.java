package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.util.Optional;

/**
 * Which reliable provisional response a PRACK acknowledges (RFC 3262 7.2).
 *
 * @param response the RSeq, 1 to 2^32 - 1
 * @param cseq the CSeq of the request that was responded to
 */
public record RAck(long response, CSeq cseq) {
    private static final int MAX_DIGITS = 10;

    /** Reads {@code 776656 1 INVITE}. */
    public static Optional<RAck> parse(AsciiString text) {
        AsciiString trimmed = text.trim();
        int digits = 0;
        long number = 0;
        while (digits < trimmed.length() && Character.isDigit(trimmed.charAt(digits))) {
            number = number * 10 + trimmed.charAt(digits) - '0';
            if (++digits > MAX_DIGITS) {
                return Optional.empty();
            }
        }
        if (digits == 0 || digits == trimmed.length()) {
            return Optional.empty();
        }
        long response = number;
        return CSeq.parse(trimmed.subSequence(digits, trimmed.length(), false).trim())
                .map(cseq -> new RAck(response, cseq));
    }
}

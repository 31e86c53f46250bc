package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipResponse;

/**
 * The Date of a registrar's response, which phones set their clocks by (RFC 3261 20.17). It crosses
 * if it is one: {@code Sat, 13 Nov 2010 23:29:00 GMT}.
 */
final class RegisterDate {
    private static final AsciiString FORM = AsciiString.cached("Aaa, 00 Aaa 0000 00:00:00 GMT");

    private RegisterDate() {}

    static void carry(SipResponse from, MessageWriter writer) {
        from.header(HeaderName.DATE)
                .filter(RegisterDate::isDate)
                .ifPresent(date -> writer.header(HeaderName.DATE, date));
    }

    private static boolean isDate(AsciiString text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean fits =
                    switch (FORM.charAt(i)) {
                        case 'A' -> c >= 'A' && c <= 'Z';
                        case 'a' -> c >= 'a' && c <= 'z';
                        case '0' -> c >= '0' && c <= '9';
                        default -> c == FORM.charAt(i);
                    };
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}

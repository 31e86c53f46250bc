package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipMessage;

/**
 * Digest challenges and credentials that cross with a REGISTER: byte for byte, as what is computed
 * of them is checked by the registrar. Only {@code domain} of a challenge, which lists addresses of
 * the far side and enters no computation (RFC 7616 3.3), is left out.
 */
final class Challenges {
    private static final AsciiString DOMAIN = AsciiString.cached("domain");

    private Challenges() {}

    /** Writes the credentials of a request. */
    static void carryCredentials(SipMessage from, MessageWriter writer) {
        writer.copyAll(HeaderName.AUTHORIZATION, from);
        writer.copyAll(HeaderName.PROXY_AUTHORIZATION, from);
    }

    /** Writes the challenges of a response, and what follows accepted credentials. */
    static void carry(SipMessage from, MessageWriter writer) {
        for (int i = 0; i < from.headerCount(); i++) {
            HeaderName name = from.headerName(i);
            if (name.equals(HeaderName.WWW_AUTHENTICATE)
                    || name.equals(HeaderName.PROXY_AUTHENTICATE)) {
                writer.begin(name);
                writeWithoutDomain(from.headerValue(i), writer);
                writer.end();
            } else if (name.equals(HeaderName.AUTHENTICATION_INFO)) {
                writer.copy(from, i);
            }
        }
    }

    private static void writeWithoutDomain(AsciiString value, MessageWriter writer) {
        int scheme = 0;
        while (scheme < value.length() && value.byteAt(scheme) > ' ') {
            scheme++;
        }
        writer.append(value.subSequence(0, scheme, false));
        boolean first = true;
        for (int at = scheme; at < value.length(); ) {
            int end = end(value, at);
            AsciiString param = value.subSequence(at, end, false).trim();
            if (!param.isEmpty() && !isDomain(param)) {
                writer.append(first ? " " : ", ").append(param);
                first = false;
            }
            at = end + 1;
        }
    }

    /** Where the parameter that begins at {@code at} ends: at a comma that is not quoted. */
    private static int end(AsciiString value, int at) {
        boolean quoted = false;
        int i = at;
        for (; i < value.length(); i++) {
            byte b = value.byteAt(i);
            if (b == '\\' && quoted) {
                i++;
            } else if (b == '"') {
                quoted = !quoted;
            } else if (b == ',' && !quoted) {
                return i;
            }
        }
        return value.length();
    }

    private static boolean isDomain(AsciiString param) {
        int end = 0;
        while (end < param.length() && param.byteAt(end) > ' ' && param.byteAt(end) != '=') {
            end++;
        }
        return param.subSequence(0, end, false).contentEqualsIgnoreCase(DOMAIN);
    }
}

package org.portcullis.core.message;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A sip or sips URI (RFC 3261 section 19.1). Immutable; {@link #equals} compares bytes, {@link
 * #equivalent} as the RFC does.
 */
public final class SipUri implements Uri {
    static final AsciiString SIP = AsciiString.cached("sip");
    static final AsciiString SIPS = AsciiString.cached("sips");
    private static final AsciiString SIP_COLON = AsciiString.cached("sip:");
    private static final AsciiString SIPS_COLON = AsciiString.cached("sips:");
    private static final AsciiString AT = AsciiString.cached("@");

    private final AsciiString text;
    private final boolean secure;
    private final AsciiString user;
    private final AsciiString password;
    private final AsciiString host;
    private final int port;
    private final Params params;
    private final AsciiString headers;

    private SipUri(
            AsciiString text,
            boolean secure,
            AsciiString user,
            AsciiString password,
            AsciiString host,
            int port,
            Params params,
            AsciiString headers) {
        this.text = text;
        this.secure = secure;
        this.user = user;
        this.password = password;
        this.host = host;
        this.port = port;
        this.params = params;
        this.headers = headers;
    }

    /**
     * Builds a URI. Bytes of the user that may not stand in one are escaped.
     *
     * @param user empty for none
     * @param host a name or address; an IPv6 address may lack its brackets
     * @param port -1 for none
     * @throws IllegalArgumentException if host or port are none
     */
    public static SipUri of(boolean secure, AsciiString user, String host, int port) {
        StringBuilder text = new StringBuilder(secure ? "sips:" : "sip:");
        if (!user.isEmpty()) {
            escape(user, text);
            text.append('@');
        }
        boolean bareIpv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
        text.append(bareIpv6 ? "[" + host + "]" : host);
        if (port != -1) {
            text.append(':').append(port);
        }
        AsciiString bytes =
                new AsciiString(text.toString().getBytes(StandardCharsets.UTF_8), false);
        Cursor cursor = new Cursor().reset(bytes);
        cursor.position += secure ? 5 : 4;
        SipUri uri = read(cursor, 0, secure, true);
        boolean sound = uri != null && cursor.atEnd() && uri.port == port;
        if (uri == null || !sound || uri.user.isEmpty() != user.isEmpty()) {
            throw new IllegalArgumentException(
                    "uri: " + text + " (expected: a host and a port of 1-65535)");
        }
        return uri;
    }

    private static void escape(AsciiString user, StringBuilder text) {
        for (int i = 0; i < user.length(); i++) {
            byte b = user.byteAt(i);
            if (Chars.is(b, Chars.BARE_USER) || isEscape(user, i)) {
                text.append((char) b);
            } else {
                text.append('%');
                text.append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xF, 16)));
                text.append(Character.toUpperCase(Character.forDigit(b & 0xF, 16)));
            }
        }
    }

    private static boolean isEscape(AsciiString text, int i) {
        return text.byteAt(i) == '%'
                && i + 2 < text.length()
                && Chars.hex(text.byteAt(i + 1)) >= 0
                && Chars.hex(text.byteAt(i + 2)) >= 0;
    }

    static @Nullable SipUri read(Cursor c, int from, boolean secure, boolean bare) {
        int userStart = c.position;
        AsciiString user = AsciiString.EMPTY_STRING;
        AsciiString password = AsciiString.EMPTY_STRING;
        int userLength = c.spanEscaped(bare ? Chars.BARE_USER : Chars.USER);
        int passwordStart = c.take(':') ? c.position : -1;
        if (passwordStart >= 0) {
            c.spanEscaped(Chars.PASSWORD);
        }
        if (c.at('@')) {
            if (userLength == 0) {
                return null;
            }
            user = Chars.slice(c.array, userStart, userStart + userLength);
            password = passwordStart < 0 ? password : c.slice(passwordStart);
            c.position++;
        } else {
            c.position = userStart;
        }
        int hostStart = c.position;
        if (!c.host()) {
            return null;
        }
        AsciiString host = c.slice(hostStart);
        int port = -1;
        if (c.take(':')) {
            port = c.port();
            if (port < 0) {
                return null;
            }
        }
        Params params = bare ? Params.NONE : Params.readUri(c);
        AsciiString headers = AsciiString.EMPTY_STRING;
        if (!bare && c.take('?')) {
            int headersStart = c.position;
            if (c.spanEscaped(Chars.URI_HEADER) == 0) {
                return null;
            }
            headers = c.slice(headersStart);
        }
        return new SipUri(c.slice(from), secure, user, password, host, port, params, headers);
    }

    @Override
    public AsciiString text() {
        return text;
    }

    /** Whether the scheme is sips. */
    public boolean secure() {
        return secure;
    }

    /** The user as written, escapes kept; empty if there is none. */
    @Override
    public AsciiString user() {
        return user;
    }

    /** The password as written; empty if there is none. */
    public AsciiString password() {
        return password;
    }

    /** The host, an IPv6 reference with its brackets. */
    public AsciiString host() {
        return host;
    }

    /** The port, or -1. */
    public int port() {
        return port;
    }

    public Params params() {
        return params;
    }

    /** What follows the question mark, escapes kept; empty if nothing does. */
    public AsciiString headers() {
        return headers;
    }

    /** Whether both name the same user: case counts, escapes of unreserved characters do not. */
    public boolean equalsUser(SipUri other) {
        return UriComparison.same(user, other.user, false);
    }

    /**
     * Whether both are the same by RFC 3261 section 19.1.4. Not transitive, therefore not {@link
     * #equals}.
     */
    public boolean equivalent(SipUri other) {
        return secure == other.secure
                && port == other.port
                && equalsUser(other)
                && UriComparison.same(password, other.password, false)
                && host.contentEqualsIgnoreCase(other.host)
                && UriComparison.sameParams(params, other.params)
                && UriComparison.sameHeaders(headers, other.headers);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SipUri uri && text.equals(uri.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** Host and port as written: what follows the user part, up to the parameters. */
    public AsciiString hostPort() {
        int start = host.arrayOffset();
        int end = start + host.length();
        int limit = text.arrayOffset() + text.length();
        byte[] array = text.array();
        if (end < limit && array[end] == ':') {
            do {
                end++;
            } while (end < limit && array[end] >= '0' && array[end] <= '9');
        }
        return Chars.slice(array, start, end);
    }

    /** The text of this URI with another user part, which is already escaped; empty for none. */
    public AsciiString withUser(AsciiString otherUser) {
        int rest = host.arrayOffset() - text.arrayOffset();
        AsciiString tail = text.subSequence(rest, text.length(), false);
        AsciiString scheme = secure ? SIPS_COLON : SIP_COLON;
        return otherUser.isEmpty()
                ? scheme.concat(tail)
                : scheme.concat(otherUser).concat(AT).concat(tail);
    }
}

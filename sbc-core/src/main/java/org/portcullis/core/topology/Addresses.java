package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.TelUri;
import org.portcullis.core.message.Text;
import org.portcullis.core.message.Uri;

/** Addresses with a part of them replaced. */
final class Addresses {
    private static final AsciiString SIP = AsciiString.cached("sip:");
    private static final AsciiString AT_NOWHERE = AsciiString.cached("@invalid");
    private static final AsciiString TEL = AsciiString.cached("tel:");

    private Addresses() {}

    /** The user of a URI: the number of a tel one; empty if there is none. */
    static AsciiString user(Uri uri) {
        return switch (uri) {
            case SipUri sip -> sip.user();
            case TelUri tel -> tel.number();
            case OtherUri other -> AsciiString.EMPTY_STRING;
        };
    }

    /** The URI with another user; empty if it can have none, or not that one. */
    static Optional<Uri> withUser(Uri uri, AsciiString user) {
        return switch (uri) {
            case SipUri sip -> Uri.parse(sip.withUser(written(user)));
            case TelUri tel -> Uri.parse(TEL.concat(user).concat(tel.params().text()));
            case OtherUri other -> Optional.empty();
        };
    }

    /** A user part as it may stand in a URI: as it is, or escaped. */
    private static AsciiString written(AsciiString user) {
        if (user.isEmpty()) {
            return user;
        }
        boolean sound =
                Uri.parse(SIP.concat(user).concat(AT_NOWHERE)).orElse(null) instanceof SipUri uri
                        && uri.user().equals(user);
        return sound ? user : SipUri.of(false, user, "invalid", -1).user();
    }

    /** An address as a header writes it. */
    static AsciiString text(AsciiString display, Uri uri, AsciiString params) {
        byte[] space = {' '};
        AsciiString name =
                display.isEmpty() ? display : display.concat(new AsciiString(space, false));
        return name.concat("<").concat(uri.text()).concat(">").concat(params);
    }

    /** The value with another user. */
    static Optional<AsciiString> withUser(NameAddr address, AsciiString user) {
        return withUser(address.uri(), user)
                .map(uri -> text(address.display(), uri, address.params().text()));
    }

    /** The value with another display name, which gets its quotes here; none if it is empty. */
    static AsciiString withDisplay(NameAddr address, String display) {
        return text(quoted(display), address.uri(), address.params().text());
    }

    /** A display name without its quotes and escapes. */
    static String unquoted(AsciiString display) {
        String text = Text.utf8(display);
        if (text.length() < 2 || text.charAt(0) != '"') {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            plain.append(c == '\\' && i + 1 < text.length() - 1 ? text.charAt(++i) : c);
        }
        return plain.toString();
    }

    private static AsciiString quoted(String display) {
        if (display.isEmpty()) {
            return AsciiString.EMPTY_STRING;
        }
        StringBuilder text = new StringBuilder(display.length() + 2).append('"');
        for (int i = 0; i < display.length(); i++) {
            char c = display.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(Character.isISOControl(c) ? ' ' : c);
        }
        return utf8(text.append('"').toString());
    }

    static AsciiString utf8(String text) {
        return new AsciiString(text.getBytes(StandardCharsets.UTF_8), false);
    }
}

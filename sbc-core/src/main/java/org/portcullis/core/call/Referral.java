package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.dialog.Replaces;
import org.portcullis.core.leg.Leg;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.TelUri;
import org.portcullis.core.message.Uri;

/**
 * What a REFER asks for (RFC 3515).
 *
 * @param target the URI to call, without the headers in it
 * @param replaces the dialog to take over (RFC 3891), for an attended transfer
 * @param quiet whether the referrer wants to hear nothing of it (RFC 4488)
 */
record Referral(Uri target, Optional<Replaces> replaces, boolean quiet) {
    private static final AsciiString REPLACES = AsciiString.cached("Replaces");
    private static final AsciiString METHOD = AsciiString.cached("method");
    private static final AsciiString INVITE = AsciiString.cached("INVITE");
    private static final AsciiString FALSE = AsciiString.cached("false");

    /** Empty where the one Refer-To is missing, ambiguous, or asks for something but a call. */
    static Optional<Referral> of(SipRequest refer) {
        List<AsciiString> values = refer.values(HeaderName.REFER_TO);
        Optional<Uri> uri =
                values.size() == 1
                        ? NameAddr.parse(values.getFirst()).map(NameAddr::uri)
                        : Optional.empty();
        boolean quiet =
                refer.header(HeaderName.REFER_SUB)
                        .filter(value -> value.trim().startsWith(FALSE))
                        .isPresent();
        return uri.flatMap(
                target ->
                        switch (target) {
                            case SipUri sip -> of(sip, quiet);
                            case TelUri tel ->
                                    Optional.of(new Referral(tel, Optional.empty(), quiet));
                            case OtherUri other -> Optional.empty();
                        });
    }

    private static Optional<Referral> of(SipUri uri, boolean quiet) {
        AsciiString method = uri.params().valueOf(METHOD);
        if (!method.isEmpty() && !method.contentEqualsIgnoreCase(INVITE)) {
            return Optional.empty();
        }
        Optional<AsciiString> named = header(uri.headers(), REPLACES);
        Optional<Replaces> replaces = named.flatMap(Replaces::parse);
        return named.isPresent() && replaces.isEmpty()
                ? Optional.empty()
                : Optional.of(new Referral(uri, replaces, quiet));
    }

    /** Writes Refer-To as the other side may see it: the user at our address there. */
    static void hidden(SipRequest refer, Leg to, MessageWriter writer) {
        of(refer).ifPresent(referral -> referral.write(to, writer));
    }

    /** The user part or number of the target. */
    AsciiString user() {
        return switch (target) {
            case SipUri sip -> sip.user();
            case TelUri tel -> tel.number();
            case OtherUri other -> AsciiString.EMPTY_STRING;
        };
    }

    private void write(Leg to, MessageWriter writer) {
        writer.begin(HeaderName.REFER_TO).append("<sip:");
        if (!user().isEmpty()) {
            writer.append(user()).append('@');
        }
        writer.append(to.localName().hostPort());
        replaces.ifPresent(
                dialog ->
                        writer.append("?Replaces=")
                                .append(
                                        dialog.hidden()
                                                .toString()
                                                .replace(";", "%3B")
                                                .replace("=", "%3D")));
        writer.append('>').end();
    }

    /** The value of a header in a URI, unescaped (RFC 3261 19.1.1). */
    private static Optional<AsciiString> header(AsciiString headers, AsciiString name) {
        for (AsciiString each : headers.split('&')) {
            int equals = each.indexOf('=', 0);
            if (equals > 0 && each.subSequence(0, equals, false).contentEqualsIgnoreCase(name)) {
                return Optional.of(unescape(each.subSequence(equals + 1, each.length(), false)));
            }
        }
        return Optional.empty();
    }

    private static AsciiString unescape(AsciiString text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            int high = text.charAt(i) == '%' && i + 2 < text.length() ? digit(text, i + 1) : -1;
            if (high >= 0 && digit(text, i + 2) >= 0) {
                bytes.write(high * 16 + digit(text, i + 2));
                i += 2;
            } else {
                bytes.write(text.byteAt(i));
            }
        }
        return new AsciiString(bytes.toByteArray(), false);
    }

    private static int digit(AsciiString text, int at) {
        return Character.digit(text.charAt(at), 16);
    }
}

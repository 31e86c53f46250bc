package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.Params;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.TelUri;
import org.portcullis.core.message.Uri;

/**
 * Whom a URI names, apart from where: a telephone number or a user. What it is written from again
 * on the other side of the border, at our own host.
 *
 * @param user the number without visual separators, or the user part as it was; empty for neither
 * @param number whether it is a number
 * @param tel whether the URI was a tel one
 * @param phone whether a SIP URI said {@code user=phone}
 * @param more parameters of the number that concern nobody's topology, from their first semicolon
 *     on (RFC 3966 5.1, RFC 4694)
 */
record Subscriber(AsciiString user, boolean number, boolean tel, boolean phone, AsciiString more) {
    private static final AsciiString NONE = AsciiString.EMPTY_STRING;
    private static final AsciiString USER = AsciiString.cached("user");
    private static final AsciiString PHONE = AsciiString.cached("phone");
    private static final AsciiString CONTEXT = AsciiString.cached("phone-context");
    private static final AsciiString SIP = AsciiString.cached("sip:");
    private static final AsciiString TEL = AsciiString.cached("tel:");
    private static final AsciiString USER_PHONE = AsciiString.cached(";user=phone");
    private static final AsciiString[] KEPT = {
        AsciiString.cached("npdi"),
        AsciiString.cached("rn"),
        AsciiString.cached("cic"),
        AsciiString.cached("isub"),
        AsciiString.cached("ext"),
        AsciiString.cached("postd")
    };

    static final Subscriber NOBODY = new Subscriber(NONE, false, false, false, NONE);

    static Subscriber of(Uri uri) {
        return switch (uri) {
            case SipUri sip -> of(sip);
            case TelUri tel -> number(tel.digits(), tel.params().text(), true, false);
            case OtherUri other -> NOBODY;
        };
    }

    private static Subscriber of(SipUri uri) {
        AsciiString user = uri.user();
        boolean phone = uri.params().valueOf(USER).contentEqualsIgnoreCase(PHONE);
        int end = user.indexOf(';', 0);
        AsciiString head = end < 0 ? user : user.subSequence(0, end, false);
        AsciiString digits = phone ? withoutSeparators(head) : head;
        if (NumberFormat.digits(digits) > 0) {
            AsciiString tail = end < 0 ? NONE : user.subSequence(end, user.length(), false);
            return number(digits, tail, false, phone);
        }
        return new Subscriber(user, false, false, phone, NONE);
    }

    private static Subscriber number(
            AsciiString digits, AsciiString params, boolean tel, boolean phone) {
        return new Subscriber(digits, true, tel, phone, kept(params));
    }

    private static AsciiString kept(AsciiString text) {
        if (text.isEmpty()) {
            return text;
        }
        Params params = Params.parse(text).orElse(Params.NONE);
        AsciiString kept = NONE;
        for (AsciiString name : KEPT) {
            if (params.has(name)) {
                kept = kept.concat(param(name, params.valueOf(name)));
            }
        }
        AsciiString context = params.valueOf(CONTEXT);
        boolean global = !context.isEmpty() && context.byteAt(0) == '+';
        return global ? kept.concat(param(CONTEXT, withoutSeparators(context))) : kept;
    }

    /** A parameter whose value can be nothing but a number; none if it is something else. */
    private static AsciiString param(AsciiString name, AsciiString value) {
        AsciiString digits = withoutSeparators(value);
        if (value.isEmpty()) {
            return AsciiString.of(";").concat(name);
        }
        return NumberFormat.digits(digits) == 0
                ? NONE
                : AsciiString.of(";").concat(name).concat("=").concat(digits);
    }

    private static AsciiString withoutSeparators(AsciiString text) {
        byte[] digits = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < digits.length; i++) {
            byte b = text.byteAt(i);
            if (b != '-' && b != '.' && b != '(' && b != ')') {
                digits[length++] = b;
            }
        }
        return length == digits.length ? text : new AsciiString(digits, 0, length, false);
    }

    /** The same with a peer's number as E.164. */
    Subscriber arriving(NumberFormat format, boolean called) {
        if (!number || format.none()) {
            return this;
        }
        AsciiString context = context();
        AsciiString other =
                !context.isEmpty()
                        ? format.inCountry(user, context)
                        : called ? format.arrivingCalled(user) : format.arriving(user);
        return other.equals(user) ? this : withNumber(other);
    }

    /** The same with its number as a peer writes it. */
    Subscriber leaving(NumberFormat format, boolean called) {
        if (!number || format.none()) {
            return this;
        }
        AsciiString other = called ? format.leavingCalled(user) : format.leaving(user);
        return other.equals(user) ? this : withNumber(other);
    }

    private Subscriber withNumber(AsciiString other) {
        // A number that is global now, or was, has no use for a context.
        int from = more.indexOf(";phone-context=");
        return new Subscriber(
                other, true, tel, phone, from < 0 ? more : more.subSequence(0, from, false));
    }

    /** The digits of the number's context, if that is a part of the numbering plan. */
    private AsciiString context() {
        int from = more.indexOf(";phone-context=+");
        return from < 0
                ? NONE
                : more.subSequence(from + ";phone-context=+".length(), more.length(), false);
    }

    /** The user part of a SIP URI, parameters of the number included. */
    AsciiString userPart() {
        return more.isEmpty() ? user : user.concat(more);
    }

    /** Whether a SIP URI of it says {@code user=phone}: a tel one is that by nature. */
    boolean saysPhone() {
        return number && (phone || tel);
    }

    /** The same user at another host, as the peer there is to see it; empty for a tel URI. */
    Optional<Uri> replaced(Uri uri) {
        return switch (uri) {
            case SipUri sip -> Uri.parse(sip.withUser(userPart()));
            case TelUri tel -> Uri.parse(TEL.concat(userPart()));
            case OtherUri other -> Optional.empty();
        };
    }

    /**
     * Writes a URI of it. A number that came as a tel URI leaves as one where that says what it
     * means: it is global, or carries its context.
     */
    void write(MessageWriter writer, AsciiString hostPort) {
        boolean global = !user.isEmpty() && user.byteAt(0) == '+';
        if (tel && (global || !context().isEmpty())) {
            writer.append(TEL).append(userPart());
        } else {
            writeSip(writer, hostPort);
        }
    }

    /** Writes a SIP URI of it. */
    void writeSip(MessageWriter writer, AsciiString hostPort) {
        writer.append(SIP);
        if (!user.isEmpty()) {
            writer.append(userPart()).append('@');
        }
        writer.append(hostPort);
        if (saysPhone()) {
            writer.append(USER_PHONE);
        }
    }
}

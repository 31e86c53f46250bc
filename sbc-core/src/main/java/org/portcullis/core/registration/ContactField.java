package org.portcullis.core.registration;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.topology.Seconds;

/**
 * A Contact of a REGISTER (RFC 3261 10.2.1, RFC 5626 4.2). Keeps nothing of the message it came in.
 *
 * @param uri where the phone says it is, without URI headers
 * @param preference the q value as written; empty for none
 * @param instance the value of {@code +sip.instance} as written; empty where there is none that is
 *     a URN
 * @param flow the reg-id, where the registration is one of several flows of the instance (RFC
 *     5626); 0 where it is not
 * @param expiresSeconds what is asked for, 0 to {@link Seconds#MOST}; -1 where nothing is
 */
public record ContactField(
        SipUri uri, AsciiString preference, AsciiString instance, long flow, long expiresSeconds) {
    private static final AsciiString Q = AsciiString.cached("q");
    private static final AsciiString EXPIRES = AsciiString.cached("expires");
    private static final AsciiString INSTANCE = AsciiString.cached("+sip.instance");
    private static final AsciiString REG_ID = AsciiString.cached("reg-id");
    private static final AsciiString URN = AsciiString.cached("\"<urn:");
    private static final int FIRST = 1_000;
    private static final long MOST_REG_ID = Integer.MAX_VALUE;

    /**
     * Reads one; empty where no phone can be reached at it.
     *
     * @param outbound whether the phone and the way to it take part in RFC 5626
     */
    static Optional<ContactField> of(NameAddr contact, boolean outbound) {
        if (!(contact.uri() instanceof SipUri uri)) {
            return Optional.empty();
        }
        AsciiString instance = contact.params().valueOf(INSTANCE);
        boolean named = instance.startsWith(URN);
        return Optional.of(
                new ContactField(
                        withoutHeaders(uri),
                        Own.copy(contact.params().valueOf(Q)),
                        named ? Own.copy(instance) : AsciiString.EMPTY_STRING,
                        outbound && named ? regId(contact) : 0,
                        Seconds.of(contact.params().valueOf(EXPIRES))));
    }

    /** Whether a Contact has a reg-id, heeded or not. */
    static boolean hasRegId(NameAddr contact) {
        return contact.params().has(REG_ID);
    }

    /** What a registrar has granted in a Contact of its response; -1 where it does not say. */
    public static long granted(NameAddr contact) {
        return Seconds.of(contact.params().valueOf(EXPIRES));
    }

    /** The q value in thousandths; 1000 where there is none that is one (RFC 3261 16.6). */
    int preferenceThousandths() {
        int value = 0;
        int digits = 0;
        for (int i = 0; i < preference.length(); i++) {
            byte b = preference.byteAt(i);
            if (i == 1 ? b != '.' : b < '0' || b > '9' || i > 4) {
                return FIRST;
            }
            if (i != 1) {
                value = value * 10 + b - '0';
                digits++;
            }
        }
        for (; digits > 0 && digits < 4; digits++) {
            value *= 10;
        }
        return digits == 0 || value > FIRST ? FIRST : value;
    }

    /** Whether it is the binding that {@code other} is about (RFC 5626 6, RFC 3261 10.3). */
    public boolean sameBinding(ContactField other) {
        if (flow != 0 && other.flow != 0) {
            return flow == other.flow && instance.contentEqualsIgnoreCase(other.instance);
        }
        return flow == other.flow && uri.equivalent(other.uri);
    }

    /**
     * Writes the parameters that both sides may see, after the address.
     *
     * @param seconds the expiry; -1 for none
     */
    public void writeParams(long seconds, MessageWriter writer) {
        write(Q, preference, writer);
        write(INSTANCE, instance, writer);
        if (flow != 0) {
            writer.append(';').append(REG_ID).append('=').append(flow);
        }
        if (seconds >= 0) {
            writer.append(';').append(EXPIRES).append('=').append(seconds);
        }
    }

    private static void write(AsciiString name, AsciiString value, MessageWriter writer) {
        if (!value.isEmpty()) {
            writer.append(';').append(name).append('=').append(value);
        }
    }

    private static long regId(NameAddr contact) {
        AsciiString text = contact.params().valueOf(REG_ID);
        long number = text.length() > 10 ? -1 : Seconds.of(text);
        return number > 0 && number <= MOST_REG_ID ? number : 0;
    }

    /** RFC 3261 19.1.1: a Request-URI has no headers. */
    private static SipUri withoutHeaders(SipUri uri) {
        int headers = uri.headers().isEmpty() ? 0 : uri.headers().length() + 1;
        AsciiString text = uri.text().subSequence(0, uri.text().length() - headers, false);
        return (SipUri) Uri.parse(Own.copy(text)).orElseThrow();
    }
}

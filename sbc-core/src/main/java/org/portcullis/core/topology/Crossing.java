package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.TelUri;

/**
 * What of a message may appear on the other side of the border. Messages are built, not edited: a
 * header that is not named here does not cross, so nothing of one side shows on the other by
 * oversight.
 */
public final class Crossing {
    /**
     * Headers that say something of the call itself and carry no address, host or product of their
     * sender.
     */
    private static final Set<HeaderName> CARRIED =
            Set.of(
                    HeaderName.SUBJECT,
                    HeaderName.PRIORITY,
                    HeaderName.ACCEPT_LANGUAGE,
                    HeaderName.CONTENT_LANGUAGE);

    private static final Set<HeaderName> CREDENTIALS =
            Set.of(HeaderName.AUTHORIZATION, HeaderName.PROXY_AUTHORIZATION);

    private static final Set<HeaderName> CHALLENGES =
            Set.of(
                    HeaderName.WWW_AUTHENTICATE,
                    HeaderName.PROXY_AUTHENTICATE,
                    HeaderName.AUTHENTICATION_INFO);

    private static final AsciiString ANONYMOUS_HOST = AsciiString.cached("anonymous.invalid");
    private static final AsciiString UNKNOWN_USER = AsciiString.cached("sip:unknown@");
    private static final AsciiString TAG = AsciiString.cached(";tag=");
    private static final AsciiString USER = AsciiString.cached("user");
    private static final AsciiString USER_PHONE = AsciiString.cached(";user=phone");

    private final HeaderPolicy source;
    private final HeaderPolicy destination;

    /**
     * @param source of the peer that messages come from
     * @param destination of the peer they go to
     */
    public Crossing(HeaderPolicy source, HeaderPolicy destination) {
        this.source = source;
        this.destination = destination;
    }

    /**
     * What the status of a response is on the other side. A redirection names addresses of this
     * side, and a challenge is between this side and us: neither crosses.
     */
    public static int status(int status) {
        return switch (status) {
            case 401, 407 -> 403;
            default -> status >= 300 && status < 400 ? 480 : status;
        };
    }

    /**
     * Whether challenges cross all the same: to a phone that registers, from a peer in the trust
     * domain, which gets the phone's credentials in return.
     */
    private boolean challenges() {
        return destination.registers() && source.identity().trusted();
    }

    /** As {@link #status}, for a response to a request that the destination peer has sent. */
    public int shown(int status) {
        return (status == 401 || status == 407) && challenges() ? status : status(status);
    }

    /** What the destination peer is to see of a finished request. */
    public SipRequest leaving(SipRequest request) {
        return destination.leaving(request);
    }

    /** What the destination peer is to see of a finished response. */
    public SipResponse leaving(SipResponse response) {
        return destination.leaving(response);
    }

    /** What the box is to see of a response of the source peer. */
    public SipResponse arriving(SipResponse response) {
        return source.arriving(response);
    }

    /** The Request-URI at a destination: the called user, as it is dialled there, at that host. */
    public AsciiString requestUri(SipRequest incoming, SipUri at) {
        Subscriber called =
                Subscriber.of(incoming.requestUri()).leaving(destination.numbers(), true);
        AsciiString uri = at.withUser(called.userPart());
        boolean plain = at.headers().isEmpty() && !at.params().has(USER);
        return called.saysPhone() && plain ? uri.concat(USER_PHONE) : uri;
    }

    /**
     * Writes From: the caller's name and number, at our address on the other side; nobody's, where
     * the caller is to be kept from the other side (RFC 3323 4.1.1.3).
     */
    public void from(
            SipRequest incoming, AsciiString hostPort, AsciiString tag, MessageWriter writer) {
        writer.begin(HeaderName.FROM);
        if (assertion(incoming).withheldFrom(destination.identity())) {
            Party.writeAnonymous(writer);
        } else {
            party(incoming.from(), false, hostPort, writer);
        }
        if (!tag.isEmpty()) {
            writer.append(TAG).append(tag);
        }
        writer.end();
    }

    /** Writes To, without a tag: the called name and number at the destination's address. */
    public void to(SipRequest incoming, AsciiString hostPort, MessageWriter writer) {
        writer.begin(HeaderName.TO);
        party(incoming.to(), true, hostPort, writer);
        writer.end();
    }

    /**
     * Writes the headers of {@code incoming} that cross: those that say something of the call, byte
     * for byte and in order, then who is at the other end and how the call came there, as each peer
     * is believed and told.
     *
     * @param hostPort our address on the other side, for the headers that name a party
     */
    public void headers(SipMessage incoming, AsciiString hostPort, MessageWriter writer) {
        Assertion assertion = assertion(incoming);
        boolean withheld = assertion.withheldFrom(destination.identity());
        Set<HeaderName> proofs = proofs(incoming);
        for (int i = 0; i < incoming.headerCount(); i++) {
            HeaderName name = incoming.headerName(i);
            boolean always =
                    CARRIED.contains(name) && !(withheld && name.equals(HeaderName.SUBJECT));
            if (always
                    || source.carried().contains(name)
                    || destination.carried().contains(name)
                    || proofs.contains(name)) {
                writer.copy(incoming, i);
            }
        }
        Causes.write(incoming, writer);
        boolean request = incoming instanceof SipRequest;
        assertion.write(request, destination.identity(), destination.numbers(), hostPort, writer);
        if (incoming instanceof SipRequest begun && begun.to().tag().isEmpty()) {
            Diversions.read(begun, source.identity(), source.numbers())
                    .write(
                            Subscriber.of(begun.requestUri()),
                            assertion.privacy(),
                            destination.identity(),
                            destination.numbers(),
                            hostPort,
                            writer);
        }
    }

    /**
     * Writes a header with somebody's address-of-record: the name and user, at an address that the
     * other side knows.
     *
     * @param tag empty for none
     */
    public void ofRecord(
            HeaderName name,
            NameAddr address,
            AsciiString hostPort,
            AsciiString tag,
            MessageWriter writer) {
        writer.begin(name);
        party(address, false, hostPort, writer);
        if (!tag.isEmpty()) {
            writer.append(TAG).append(tag);
        }
        writer.end();
    }

    /** Headers of digest authentication that cross, byte for byte as they must. */
    private Set<HeaderName> proofs(SipMessage incoming) {
        if (incoming instanceof SipRequest) {
            return source.registers() && destination.identity().trusted() ? CREDENTIALS : Set.of();
        }
        return challenges() ? CHALLENGES : Set.of();
    }

    /**
     * Writes Referred-By of a request that a REFER asks for (RFC 3892 2.2): the referrer's name and
     * number at our address on the other side. Its signed token does not cross, as it is about the
     * URI that is hidden. Nothing where the REFER names nobody, or nobody may be named.
     */
    public void referredBy(SipRequest refer, AsciiString hostPort, MessageWriter writer) {
        List<AsciiString> values = refer.values(HeaderName.REFERRED_BY);
        Optional<NameAddr> referrer =
                values.size() == 1 ? NameAddr.parse(values.getFirst()) : Optional.empty();
        if (referrer.isPresent()
                && !(referrer.get().uri() instanceof OtherUri)
                && !assertion(refer).withheldFrom(destination.identity())) {
            writer.begin(HeaderName.REFERRED_BY);
            party(referrer.get(), false, hostPort, writer);
            writer.end();
        }
    }

    /**
     * The first Reason of a message as it crosses (RFC 3326): protocol and cause, without the text
     * of its sender. Empty where there is none of a protocol that is known.
     */
    public static Optional<AsciiString> reason(SipMessage message) {
        return Causes.first(message);
    }

    private Assertion assertion(SipMessage incoming) {
        return Assertion.read(incoming, source.identity(), source.numbers());
    }

    private void party(NameAddr party, boolean called, AsciiString hostPort, MessageWriter writer) {
        // The anonymous host of RFC 3323 4.1.1.3 says nothing, and peers look for it.
        boolean anonymous =
                party.uri() instanceof SipUri sip
                        && sip.host().contentEqualsIgnoreCase(ANONYMOUS_HOST);
        if (!party.display().isEmpty()) {
            writer.append(party.display()).append(' ');
        }
        writer.append('<');
        switch (party.uri()) {
            case OtherUri other -> writer.append(UNKNOWN_USER).append(hostPort);
            case TelUri tel -> subscriber(party, called).write(writer, hostPort);
            case SipUri sip ->
                    subscriber(party, called).write(writer, anonymous ? ANONYMOUS_HOST : hostPort);
        }
        writer.append('>');
    }

    private Subscriber subscriber(NameAddr party, boolean called) {
        return Subscriber.of(party.uri()).leaving(destination.numbers(), called);
    }
}

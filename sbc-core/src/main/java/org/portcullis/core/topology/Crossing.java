package org.portcullis.core.topology;

import io.netty.util.AsciiString;
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
                    HeaderName.REASON,
                    HeaderName.PRIVACY,
                    HeaderName.ACCEPT_LANGUAGE,
                    HeaderName.CONTENT_LANGUAGE);

    private static final AsciiString SIP = AsciiString.cached("sip:");
    private static final AsciiString TEL = AsciiString.cached("tel:");
    private static final AsciiString ANONYMOUS_HOST = AsciiString.cached("anonymous.invalid");
    private static final AsciiString UNKNOWN_USER = AsciiString.cached("unknown");
    private static final AsciiString TAG = AsciiString.cached(";tag=");

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

    /** The Request-URI at a destination: the called user at that host. */
    public AsciiString requestUri(SipRequest incoming, SipUri at) {
        AsciiString user =
                switch (incoming.requestUri()) {
                    case SipUri sip -> sip.user();
                    case TelUri tel -> tel.number();
                    case OtherUri other -> AsciiString.EMPTY_STRING;
                };
        return at.withUser(user);
    }

    /** Writes From: the caller's name and number, at our address on the other side. */
    public void from(
            SipRequest incoming, AsciiString hostPort, AsciiString tag, MessageWriter writer) {
        party(writer, HeaderName.FROM, incoming.from(), hostPort, tag);
    }

    /** Writes To, without a tag: the called name and number at the destination's address. */
    public void to(SipRequest incoming, AsciiString hostPort, MessageWriter writer) {
        party(writer, HeaderName.TO, incoming.to(), hostPort, AsciiString.EMPTY_STRING);
    }

    /**
     * Writes the headers of {@code incoming} that cross, byte for byte and in order.
     *
     * @param hostPort our address on the other side, for the headers that name a party
     */
    public void headers(SipMessage incoming, AsciiString hostPort, MessageWriter writer) {
        for (int i = 0; i < incoming.headerCount(); i++) {
            HeaderName name = incoming.headerName(i);
            if (CARRIED.contains(name)
                    || source.carried().contains(name)
                    || destination.carried().contains(name)) {
                writer.copy(incoming, i);
            }
        }
    }

    private static void party(
            MessageWriter writer,
            HeaderName header,
            NameAddr party,
            AsciiString hostPort,
            AsciiString tag) {
        writer.begin(header);
        if (!party.display().isEmpty()) {
            writer.append(party.display()).append(' ');
        }
        writer.append('<');
        switch (party.uri()) {
            case TelUri tel -> writer.append(TEL).append(tel.number());
            case SipUri sip -> {
                writer.append(SIP);
                if (!sip.user().isEmpty()) {
                    writer.append(sip.user()).append('@');
                }
                // The anonymous host of RFC 3323 4.1.1.3 says nothing, and peers look for it.
                boolean anonymous = sip.host().contentEqualsIgnoreCase(ANONYMOUS_HOST);
                writer.append(anonymous ? ANONYMOUS_HOST : hostPort);
            }
            case OtherUri other ->
                    writer.append(SIP).append(UNKNOWN_USER).append('@').append(hostPort);
        }
        writer.append('>');
        if (!tag.isEmpty()) {
            writer.append(TAG).append(tag);
        }
        writer.end();
    }
}

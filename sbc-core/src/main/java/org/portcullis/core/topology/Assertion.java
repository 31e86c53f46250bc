package org.portcullis.core.topology;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.NameAddr;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.TelUri;

/**
 * Who a peer says its side of a call is: the caller in requests, who answers in responses.
 *
 * @param parties at most one with a SIP URI and one with a tel URI (RFC 3325 9.1)
 * @param privacy what the party asks for, in Privacy or beside its name
 */
record Assertion(List<Party> parties, PrivacyRequest privacy) {
    private static final AsciiString PARTY = AsciiString.cached("party");
    private static final AsciiString CALLING = AsciiString.cached("calling");
    private static final AsciiString CALLED = AsciiString.cached("called");
    private static final AsciiString PRIVACY = AsciiString.cached("privacy");

    /** Reads what {@code policy} believes of a message. */
    static Assertion read(SipMessage message, IdentityPolicy policy, NumberFormat format) {
        PrivacyRequest privacy = PrivacyRequest.of(message);
        for (int i = 0; i < policy.accepted().size(); i++) {
            IdentityPolicy.Source source = policy.accepted().get(i);
            List<NameAddr> addresses =
                    switch (source) {
                        case P_ASSERTED_IDENTITY ->
                                addresses(message, HeaderName.P_ASSERTED_IDENTITY);
                        case P_PREFERRED_IDENTITY ->
                                addresses(message, HeaderName.P_PREFERRED_IDENTITY);
                        case REMOTE_PARTY_ID -> remoteParty(message);
                        case FROM ->
                                message instanceof SipRequest ? List.of(message.from()) : List.of();
                        case DIVERSION, HISTORY_INFO -> List.of();
                    };
            List<Party> parties = oneOfEach(addresses, format);
            if (!parties.isEmpty()) {
                boolean beside =
                        source == IdentityPolicy.Source.REMOTE_PARTY_ID
                                && isPrivate(addresses.getFirst());
                return new Assertion(parties, beside ? privacy.withId() : privacy);
            }
        }
        return new Assertion(List.of(), privacy);
    }

    private static List<NameAddr> addresses(SipMessage message, HeaderName header) {
        if (!message.has(header)) {
            return List.of();
        }
        List<NameAddr> addresses = new ArrayList<>(2);
        for (AsciiString value : message.values(header)) {
            NameAddr.parse(value).ifPresent(addresses::add);
        }
        return addresses;
    }

    /** The entry that speaks of the sender's own side; one that does not say does. */
    private static List<NameAddr> remoteParty(SipMessage message) {
        AsciiString own = message instanceof SipRequest ? CALLING : CALLED;
        for (NameAddr address : addresses(message, HeaderName.REMOTE_PARTY_ID)) {
            AsciiString party = address.params().valueOf(PARTY);
            if (party.isEmpty() || party.contentEqualsIgnoreCase(own)) {
                return List.of(address);
            }
        }
        return List.of();
    }

    private static List<Party> oneOfEach(List<NameAddr> addresses, NumberFormat format) {
        List<Party> parties = new ArrayList<>(2);
        boolean tel = false;
        boolean sip = false;
        for (NameAddr address : addresses) {
            boolean isTel = address.uri() instanceof TelUri;
            Party party = Party.of(address, format);
            if (!(isTel ? tel : sip) && !party.subscriber().user().isEmpty()) {
                tel |= isTel;
                sip |= !isTel;
                parties.add(party);
            }
        }
        return parties;
    }

    /** {@code full}, {@code uri} and {@code name}, each perhaps with {@code -network}. */
    private static boolean isPrivate(NameAddr address) {
        AsciiString privacy = address.params().valueOf(PRIVACY);
        return !privacy.isEmpty() && !privacy.contentEqualsIgnoreCase("off");
    }

    /** Whether {@code policy}'s peer is not to be told who it is. */
    boolean withheldFrom(IdentityPolicy policy) {
        return switch (policy.withhold()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case ON_REQUEST -> privacy.hidesParty() && !policy.trusted();
        };
    }

    /** Writes it in the headers that {@code policy}'s peer is told in, and Privacy. */
    void write(
            boolean request,
            IdentityPolicy policy,
            NumberFormat format,
            AsciiString hostPort,
            MessageWriter writer) {
        boolean withheld = withheldFrom(policy);
        if (policy.withhold() != IdentityPolicy.Withhold.NEVER) {
            boolean always = policy.withhold() == IdentityPolicy.Withhold.ALWAYS;
            (always ? privacy.withId() : privacy).write(policy.trusted(), writer);
        }
        if (withheld || parties.isEmpty()) {
            return;
        }
        if (policy.sent().contains(IdentityPolicy.Source.P_ASSERTED_IDENTITY)) {
            for (Party party : parties) {
                line(HeaderName.P_ASSERTED_IDENTITY, party, format, hostPort, writer).end();
            }
        }
        Party first = parties.getFirst();
        if (request && policy.sent().contains(IdentityPolicy.Source.P_PREFERRED_IDENTITY)) {
            line(HeaderName.P_PREFERRED_IDENTITY, first, format, hostPort, writer).end();
        }
        if (policy.sent().contains(IdentityPolicy.Source.REMOTE_PARTY_ID)) {
            line(HeaderName.REMOTE_PARTY_ID, first, format, hostPort, writer);
            writer.append(";party=").append(request ? CALLING : CALLED);
            writer.append(";screen=yes;privacy=").append(privacy.hidesParty() ? "full" : "off");
            writer.end();
        }
    }

    private static MessageWriter line(
            HeaderName header,
            Party party,
            NumberFormat format,
            AsciiString hostPort,
            MessageWriter writer) {
        writer.begin(header);
        new Party(party.display(), party.subscriber().leaving(format, false))
                .write(writer, hostPort);
        return writer;
    }
}

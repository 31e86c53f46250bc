package org.portcullis.core.dial;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.codec.LoopMark;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.leg.Extensions;
import org.portcullis.core.leg.LegContext;
import org.portcullis.core.leg.SessionTimer;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.OtherUri;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.message.TelUri;
import org.portcullis.core.message.Uri;
import org.portcullis.core.topology.Crossing;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.Renewal;

/**
 * The INVITE of a callee's leg: everything in it is ours but the numbers, the names and the headers
 * that may cross. Owned by the call's loop.
 */
final class OutgoingInvite implements Renewal {
    private final LegContext context;
    private final Wish wish;
    private final Hop hop;
    private final Optional<Uri> redirectedTo;
    private final PeerProfile profile;
    private final LocalName us;
    private final AsciiString callId;
    private final AsciiString tag;
    private int cseq;
    private int written;
    private int minimumSeconds;

    /**
     * @param redirectedTo the URI of the redirection that is followed; empty for the wish's own
     * @param us how we call ourselves toward the callee
     * @param tag ours
     */
    OutgoingInvite(
            LegContext context,
            Wish wish,
            Hop hop,
            Optional<Uri> redirectedTo,
            LocalName us,
            AsciiString tag) {
        this.context = context;
        this.wish = wish;
        this.hop = hop;
        this.redirectedTo = redirectedTo;
        this.profile = context.routing().profile(hop.peer());
        this.us = us;
        this.callId = context.loop().ids().callId();
        this.tag = tag;
    }

    /** How often it has been written. */
    int written() {
        return written;
    }

    @Override
    public Origin peer() {
        return hop.peer();
    }

    @Override
    public long nextCseq() {
        return ++cseq;
    }

    /** From now on it asks for a session that lasts this long at least (RFC 4028 7.3). */
    void askForLonger(int seconds) {
        minimumSeconds = Math.max(minimumSeconds, seconds);
    }

    /** Writes it, with the next CSeq. */
    SipRequest write(Optional<AsciiString> offer) {
        written++;
        SipRequest incoming = wish.invite();
        Crossing crossing = wish.source().toward(profile);
        MessageWriter writer = context.writer();
        writer.request(
                Method.INVITE,
                redirectedTo.isPresent()
                        ? hop.uri().withUser(user(redirectedTo.get()))
                        : hop.requestUri(crossing, incoming));
        writer.begin(HeaderName.VIA).append(us.via()).append(branch()).end();
        writer.header(HeaderName.MAX_FORWARDS, incoming.maxForwards() - 1);
        hop.writeRoutes(writer);
        crossing.from(incoming, us.hostPort(), tag, writer);
        crossing.to(incoming, hop.uri().hostPort(), writer);
        writer.header(HeaderName.CALL_ID, callId);
        writer.begin(HeaderName.CSEQ).append(++cseq).append(' ').append(Method.INVITE.name()).end();
        writer.header(HeaderName.CONTACT, us.contact());
        writer.header(HeaderName.ALLOW, Answers.ALLOWED);
        extensions(writer);
        crossing.headers(incoming, us.hostPort(), writer);
        if (wish.refer().isPresent()) {
            crossing.referredBy(wish.refer().get(), us.hostPort(), writer);
        }
        if (offer.isPresent()) {
            Answers.describe(incoming, offer.get(), writer);
        }
        return profile.headers().leaving(writer.toRequest());
    }

    /** Tells an INVITE of ours that has come back, from one that has taken another way. */
    @Override
    public AsciiString branch() {
        int mark = LoopMark.of(wish.from().arrival().realm().name(), wish.invite());
        return context.loop().ids().branch(mark);
    }

    private void extensions(MessageWriter writer) {
        boolean reliable = wish.reliable();
        writer.header(
                HeaderName.SUPPORTED,
                reliable ? Extensions.supported(profile) : Extensions.UNRELIABLE);
        if (reliable
                && profile.reliableProvisionals() == PeerProfile.ReliableProvisionals.REQUIRED) {
            writer.header(HeaderName.REQUIRE, Extensions.RELIABLE);
        }
        SessionTimer.ask(profile.sessionTimer(), minimumSeconds, writer);
    }

    private static AsciiString user(Uri uri) {
        return switch (uri) {
            case SipUri sip -> sip.user();
            case TelUri tel -> tel.number();
            case OtherUri other -> AsciiString.EMPTY_STRING;
        };
    }
}

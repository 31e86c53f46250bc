package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.dialog.LocalName;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipMessage;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.topology.CrossedBody;
import org.portcullis.core.topology.Crossing;
import org.portcullis.core.topology.HeaderRules;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.Replies;
import org.portcullis.core.transaction.ServerTransaction;

/**
 * The way over the border from one peer to another, for what the first sends: requests, or
 * responses to the other's requests.
 */
final class Passage {
    private final RelayContext context;
    private final PeerProfile from;
    private final Crossing crossing;

    Passage(RelayContext context, Origin from, Origin to) {
        this.context = context;
        this.from = context.routing().profile(from);
        this.crossing = this.from.toward(context.routing().profile(to));
    }

    /** A request in a dialog of the first peer as the box is to see it. */
    SipRequest arriving(SipRequest request) {
        return from.headers().arriving(request);
    }

    /** What becomes of the body of a message of the first peer. */
    CrossedBody body(SipMessage message, LocalName us) {
        return context.bodies().carry(message, us.hostPort());
    }

    /**
     * Begins a request outside any dialog, as far as Contact, which is the caller's to write.
     *
     * @param uri where to, if a redirection has said so
     * @param us how we call ourselves toward {@code hop}
     */
    MessageWriter begin(
            SipRequest incoming,
            Hop hop,
            Optional<AsciiString> uri,
            LocalName us,
            AsciiString callId,
            AsciiString tag) {
        AsciiString requestUri = uri.orElseGet(() -> hop.requestUri(crossing, incoming));
        AsciiString branch = context.loop().ids().branch();
        MessageWriter writer = context.writer();
        writer.request(incoming.method(), requestUri);
        writer.begin(HeaderName.VIA).append(us.via()).append(branch).end();
        writer.header(HeaderName.MAX_FORWARDS, incoming.maxForwards() - 1);
        hop.writeRoutes(writer);
        crossing.from(incoming, us.hostPort(), tag, writer);
        crossing.to(incoming, hop.uri().hostPort(), writer);
        writer.header(HeaderName.CALL_ID, callId);
        writer.begin(HeaderName.CSEQ).append(1).append(' ').append(incoming.method().name()).end();
        return writer;
    }

    /** Ends a request: the headers of {@code incoming} that cross, and the body. */
    SipRequest end(SipMessage incoming, CrossedBody body, LocalName us, MessageWriter writer) {
        return end(incoming, body, us, HeaderRules.NONE, writer);
    }

    /**
     * The same for one that begins something.
     *
     * @param headers what its route does to it
     */
    SipRequest end(
            SipMessage incoming,
            CrossedBody body,
            LocalName us,
            HeaderRules headers,
            MessageWriter writer) {
        crossing.headers(incoming, us.hostPort(), writer);
        RelayHeaders.carry(incoming, body, writer);
        return crossing.leaving(headers.leaving(writer.toRequest()));
    }

    /**
     * A response of the first peer for the other.
     *
     * @param status what the other is to hear
     */
    SipResponse response(
            SipResponse response, ServerTransaction transaction, int status, LocalName us) {
        SipResponse arrived = crossing.arriving(response);
        CrossedBody body = body(arrived, us);
        MessageWriter writer =
                Replies.begin(context.writer(), transaction, status, transaction.tag());
        if (status == 405) {
            writer.header(HeaderName.ALLOW, Answers.ALLOWED);
        }
        // What explains one status means nothing with another.
        if (arrived.status() == status) {
            crossing.headers(arrived, us.hostPort(), writer);
            RelayHeaders.carry(arrived, body, writer);
        }
        return crossing.leaving(writer.toResponse());
    }

    /** Ends a response that takes nothing of the first peer's. */
    SipResponse end(MessageWriter writer) {
        return crossing.leaving(writer.toResponse());
    }

    /** Ends a request that takes nothing of the first peer's. */
    SipRequest endRequest(MessageWriter writer) {
        return crossing.leaving(writer.toRequest());
    }

    /** The status that the other peer gets for one of the first. */
    int shown(int status) {
        return crossing.shown(status < 300 ? status : from.causes().shown(status, 0));
    }
}

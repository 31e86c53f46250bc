package org.portcullis.core.codec;

import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.ReasonPhrases;
import org.portcullis.core.message.SipResponse;
import org.portcullis.core.message.WireImage;

/**
 * Builds responses from the request alone (RFC 3261 sections 8.2.6 and 8.2.7): Via, From, To,
 * Call-ID and CSeq are the request's, {@code received} and {@code rport} are added to the first Via
 * and a tag to To.
 */
public final class StatelessReply {
    private static final AsciiString TAG = AsciiString.cached("tag");

    private StatelessReply() {}

    /**
     * Begins a response in {@code writer}; headers of the caller's may follow.
     *
     * @param toTag the tag for a To that has none, the same for each retransmission of the request;
     *     empty to add none
     * @param source where the request came from
     */
    public static MessageWriter begin(
            MessageWriter writer,
            ReplyHeaders request,
            int status,
            AsciiString reason,
            AsciiString toTag,
            InetSocketAddress source) {
        WireImage image = request.image();
        writer.response(status, reason).replyVias(image, request.topVia(), source);
        writer.copyAll(HeaderName.FROM, image);
        copyTo(writer, request, toTag);
        return writer.copyAll(HeaderName.CALL_ID, image).copyAll(HeaderName.CSEQ, image);
    }

    private static void copyTo(MessageWriter writer, ReplyHeaders request, AsciiString toTag) {
        boolean lacksTag = request.to().isPresent() && !request.to().get().params().has(TAG);
        if (!lacksTag || toTag.isEmpty()) {
            writer.copyAll(HeaderName.TO, request.image());
            return;
        }
        AsciiString value = request.image().headerValue(request.image().find(HeaderName.TO, 0));
        writer.begin(HeaderName.TO)
                .append(value)
                .append(';')
                .append(TAG)
                .append('=')
                .append(toTag)
                .end();
    }

    /** A response without headers of its own. */
    public static SipResponse of(
            MessageWriter writer,
            ReplyHeaders request,
            int status,
            AsciiString toTag,
            InetSocketAddress source) {
        return begin(writer, request, status, ReasonPhrases.of(status), toTag, source).toResponse();
    }

    /**
     * The response to a request that failed a check; its reason phrase says what is wrong where the
     * code alone does not (section 21.4.1).
     *
     * @param request what {@link Insane#reply} holds
     */
    public static SipResponse of(
            MessageWriter writer,
            Insane insane,
            ReplyHeaders request,
            AsciiString toTag,
            InetSocketAddress source) {
        int status = insane.status();
        boolean explain = status == 400 || status == 513;
        AsciiString reason =
                explain ? new AsciiString(insane.why()) : ReasonPhrases.of(insane.status());
        begin(writer, request, status, reason, toTag, source);
        if (!insane.unsupported().isEmpty()) {
            writer.header(HeaderName.UNSUPPORTED, String.join(", ", insane.unsupported()));
        }
        return writer.toResponse();
    }
}

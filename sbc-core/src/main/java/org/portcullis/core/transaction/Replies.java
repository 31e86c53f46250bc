package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipRequest;

/** Begins responses with what every one of them carries (RFC 3261 8.2.6). */
public final class Replies {
    private static final AsciiString TAG = AsciiString.cached(";tag=");

    private Replies() {}

    /**
     * A response as far as CSeq; the caller adds what is its own and takes the message.
     *
     * @param toTag the tag to add to To where the request has none; empty for 100
     */
    public static MessageWriter begin(
            MessageWriter writer, ServerTransaction transaction, int status, AsciiString toTag) {
        writer.response(status);
        headers(writer, transaction.request(), transaction.source().remote(), toTag);
        return writer;
    }

    static void headers(
            MessageWriter writer, SipRequest request, InetSocketAddress source, AsciiString toTag) {
        writer.copyVias(request, source);
        writer.copyAll(HeaderName.FROM, request);
        AsciiString to = request.header(HeaderName.TO).orElse(AsciiString.EMPTY_STRING);
        writer.begin(HeaderName.TO).append(to);
        if (!toTag.isEmpty() && request.to().tag().isEmpty()) {
            writer.append(TAG).append(toTag);
        }
        writer.end();
        writer.copyAll(HeaderName.CALL_ID, request);
        writer.copyAll(HeaderName.CSEQ, request);
    }
}

package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.message.Bodies;
import org.portcullis.core.message.Body;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.SipMessage;

/** Responses that need nothing of the far side, and the bodies that a call looks at. */
public final class Answers {
    public static final AsciiString SDP = AsciiString.cached("application/sdp");
    public static final AsciiString ALLOWED =
            AsciiString.cached(
                    "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY,"
                            + " MESSAGE, SUBSCRIBE");

    private Answers() {}

    /** A final response without a body. */
    public static void send(
            TransactionLayer layer, ServerTransaction transaction, int status, long nowNanos) {
        finish(transaction, begin(layer, transaction, status), nowNanos);
    }

    public static void retryLater(
            TransactionLayer layer,
            ServerTransaction transaction,
            int status,
            int retryAfterSeconds,
            long nowNanos) {
        MessageWriter writer = begin(layer, transaction, status);
        if (retryAfterSeconds > 0) {
            writer.header(HeaderName.RETRY_AFTER, retryAfterSeconds);
        }
        finish(transaction, writer, nowNanos);
    }

    /** A final response, with one header that explains it where there is something to explain. */
    public static void explain(
            TransactionLayer layer,
            ServerTransaction transaction,
            int status,
            Optional<HeaderName> header,
            AsciiString value,
            long nowNanos) {
        MessageWriter writer = begin(layer, transaction, status);
        header.ifPresent(name -> writer.header(name, value));
        finish(transaction, writer, nowNanos);
    }

    /**
     * A refusal with a Warning of miscellaneous kind (RFC 3261 20.43).
     *
     * @param agent who warns: our {@code host:port} toward the peer
     */
    public static void warn(
            TransactionLayer layer,
            ServerTransaction transaction,
            int status,
            AsciiString agent,
            String text,
            long nowNanos) {
        AsciiString value = new AsciiString("399 " + agent + " \"" + text.replace('"', '\'') + '"');
        explain(layer, transaction, status, Optional.of(HeaderName.WARNING), value, nowNanos);
    }

    /** 200 to an OPTIONS, or 405 with what is allowed (RFC 3261 11.2, 8.2.1). */
    public static void capabilities(
            TransactionLayer layer, ServerTransaction transaction, int status, long nowNanos) {
        MessageWriter writer = begin(layer, transaction, status);
        writer.header(HeaderName.ALLOW, ALLOWED);
        writer.header(HeaderName.ACCEPT, SDP);
        finish(transaction, writer, nowNanos);
    }

    /** The SDP body of a message, if it has one. */
    public static Optional<AsciiString> sdp(SipMessage message) {
        return Bodies.sdp(message);
    }

    /**
     * Gives a message the description that stands for the one of {@code incoming}; what came along
     * with that one, such as ISUP (RFC 3204), goes along.
     */
    public static void describe(SipMessage incoming, AsciiString sdp, MessageWriter writer) {
        Body body = Bodies.replaceSdp(incoming, sdp);
        writer.body(body.contentType(), body.content());
    }

    private static MessageWriter begin(
            TransactionLayer layer, ServerTransaction transaction, int status) {
        return Replies.begin(layer.writer(), transaction, status, transaction.tag());
    }

    private static void finish(ServerTransaction transaction, MessageWriter writer, long nowNanos) {
        transaction.respond(writer.toResponse(), nowNanos);
    }
}

package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import java.util.List;
import java.util.Optional;
import org.portcullis.core.message.Bodies;
import org.portcullis.core.message.Body;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.ReasonPhrases;
import org.portcullis.core.message.SipMessage;

/**
 * Responses of the box itself, which need nothing of the far side, and the bodies that a call looks
 * at.
 */
public final class Answers {
    public static final AsciiString SDP = AsciiString.cached("application/sdp");

    /** Methods that the box knows what to do with, in calls and outside them. */
    public static final AsciiString ALLOWED =
            AsciiString.cached(
                    "INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY,"
                            + " MESSAGE, SUBSCRIBE, PUBLISH");

    private static final int MOST_RETRY_AFTER_SECONDS = 10;

    private Answers() {}

    /** A final response without a body. */
    public static void send(
            TransactionLayer layer, ServerTransaction transaction, int status, long nowNanos) {
        finish(transaction, begin(layer, transaction, status), nowNanos);
    }

    /**
     * A final response that says when to try again.
     *
     * @param retryAfterSeconds 0 to say nothing of it
     */
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

    /** 503 or 500 with a Retry-After of 1 to 10 seconds, which spreads the senders. */
    public static void spread(
            TransactionLayer layer, ServerTransaction transaction, int status, long nowNanos) {
        int seconds = 1 + layer.loop().ids().below(MOST_RETRY_AFTER_SECONDS);
        retryLater(layer, transaction, status, seconds, nowNanos);
    }

    /**
     * A refusal of a change of the session that cannot be made now, with a Retry-After of less than
     * 10 seconds (RFC 3261 14.2, RFC 3311 5.2).
     */
    public static void retryChange(
            TransactionLayer layer, ServerTransaction transaction, int status, long nowNanos) {
        retryLater(layer, transaction, status, layer.loop().ids().below(10), nowNanos);
    }

    /**
     * A final response in other words than its usual ones.
     *
     * @param reason the phrase; empty for the usual one
     */
    public static void refuse(
            TransactionLayer layer,
            ServerTransaction transaction,
            int status,
            AsciiString reason,
            long nowNanos) {
        AsciiString phrase = reason.isEmpty() ? ReasonPhrases.of(status) : reason;
        MessageWriter writer =
                Replies.begin(layer.writer(), transaction, status, phrase, transaction.tag());
        finish(transaction, writer, nowNanos);
    }

    /**
     * A redirection (RFC 3261 8.3).
     *
     * @param contacts URIs, the first to be tried first
     */
    public static void redirect(
            TransactionLayer layer,
            ServerTransaction transaction,
            int status,
            List<AsciiString> contacts,
            long nowNanos) {
        MessageWriter writer = begin(layer, transaction, status);
        for (AsciiString contact : contacts) {
            writer.begin(HeaderName.CONTACT).append('<').append(contact).append('>').end();
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

    /** 200 to an OPTIONS inside a call (RFC 3261 11.2). */
    public static void capabilities(
            TransactionLayer layer, ServerTransaction transaction, int status, long nowNanos) {
        capabilities(layer, transaction, status, AsciiString.EMPTY_STRING, nowNanos);
    }

    /**
     * The answer to an OPTIONS, with what is allowed (RFC 3261 11.2).
     *
     * @param events the packages that can be subscribed to (RFC 6665 8.2.2); empty for none
     */
    public static void capabilities(
            TransactionLayer layer,
            ServerTransaction transaction,
            int status,
            AsciiString events,
            long nowNanos) {
        MessageWriter writer = begin(layer, transaction, status);
        writer.header(HeaderName.ALLOW, ALLOWED);
        if (!events.isEmpty()) {
            writer.header(HeaderName.ALLOW_EVENTS, events);
        }
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

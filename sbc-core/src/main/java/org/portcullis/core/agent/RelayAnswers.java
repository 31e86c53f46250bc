package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.util.List;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.Method;
import org.portcullis.core.transaction.Replies;
import org.portcullis.core.transaction.ServerTransaction;
import org.portcullis.core.transaction.TransactionLayer;

/** Responses of the box itself to requests outside calls. */
final class RelayAnswers {
    private static final int MOST_RETRY_AFTER_SECONDS = 10;
    private static final AsciiString SDP = AsciiString.cached("application/sdp");
    private static final AsciiString READABLE = AsciiString.cached("text/*, application/*");

    private RelayAnswers() {}

    /**
     * A final response with what its status calls for (RFC 3261 8.2, RFC 6665 8.3.2); none where it
     * would be 408 (RFC 4320 4.2).
     */
    static void send(
            TransactionLayer layer, ServerTransaction transaction, int status, long nowNanos) {
        if (status == 408) {
            transaction.abandon();
            return;
        }
        if (status == 420) {
            List<AsciiString> options = transaction.request().values(HeaderName.REQUIRE);
            unsupported(layer, transaction, options, nowNanos);
            return;
        }
        MessageWriter writer = begin(layer, transaction, status);
        switch (status) {
            case 405 -> writer.header(HeaderName.ALLOW, RelayHeaders.ALLOWED);
            case 415 -> writer.header(HeaderName.ACCEPT, READABLE);
            case 489 -> writer.header(HeaderName.ALLOW_EVENTS, RelayHeaders.EVENTS);
            default -> {}
        }
        finish(transaction, writer, nowNanos);
    }

    /** 420 that names what is not supported (RFC 3261 8.2.2.3). */
    static void unsupported(
            TransactionLayer layer,
            ServerTransaction transaction,
            List<AsciiString> options,
            long nowNanos) {
        MessageWriter writer = begin(layer, transaction, 420);
        for (AsciiString option : options) {
            writer.header(HeaderName.UNSUPPORTED, option);
        }
        finish(transaction, writer, nowNanos);
    }

    /** 503 or 500 with a Retry-After that spreads the senders. */
    static void later(
            TransactionLayer layer, ServerTransaction transaction, int status, long nowNanos) {
        int seconds = 1 + layer.loop().ids().below(MOST_RETRY_AFTER_SECONDS);
        MessageWriter writer = begin(layer, transaction, status);
        writer.header(HeaderName.RETRY_AFTER, seconds);
        finish(transaction, writer, nowNanos);
    }

    /** 200 to an OPTIONS, 503 while draining, with what is allowed (RFC 3261 11.2). */
    static void capabilities(
            TransactionLayer layer, ServerTransaction transaction, int status, long nowNanos) {
        MessageWriter writer = begin(layer, transaction, status);
        writer.header(HeaderName.ALLOW, RelayHeaders.ALLOWED);
        writer.header(HeaderName.ALLOW_EVENTS, RelayHeaders.EVENTS);
        writer.header(HeaderName.ACCEPT, SDP);
        finish(transaction, writer, nowNanos);
    }

    /** The answer to what a subscription's dialog is not for. */
    static void unrelated(TransactionLayer layer, ServerTransaction transaction, long nowNanos) {
        if (transaction.request().method().equals(Method.OPTIONS)) {
            capabilities(layer, transaction, 200, nowNanos);
        } else {
            send(layer, transaction, 405, nowNanos);
        }
    }

    private static MessageWriter begin(
            TransactionLayer layer, ServerTransaction transaction, int status) {
        return Replies.begin(layer.writer(), transaction, status, transaction.tag());
    }

    private static void finish(ServerTransaction transaction, MessageWriter writer, long nowNanos) {
        transaction.respond(writer.toResponse(), nowNanos);
    }
}

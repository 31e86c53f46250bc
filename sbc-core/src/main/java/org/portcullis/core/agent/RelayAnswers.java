package org.portcullis.core.agent;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.Method;
import org.portcullis.core.transaction.Answers;
import org.portcullis.core.transaction.ServerTransaction;
import org.portcullis.core.transaction.TransactionLayer;

/** {@link Answers} to requests outside calls, with what each status calls for. */
final class RelayAnswers {
    private static final AsciiString READABLE = AsciiString.cached("text/*, application/*");

    private RelayAnswers() {}

    /**
     * A final response with what its status calls for (RFC 3261 8.2, RFC 6665 8.3.2); none where it
     * would be 408 (RFC 4320 4.2).
     */
    static void send(
            TransactionLayer layer, ServerTransaction transaction, int status, long nowNanos) {
        switch (status) {
            case 408 -> transaction.abandon();
            case 405 ->
                    explain(
                            layer,
                            transaction,
                            status,
                            HeaderName.ALLOW,
                            Answers.ALLOWED,
                            nowNanos);
            case 415 -> explain(layer, transaction, status, HeaderName.ACCEPT, READABLE, nowNanos);
            case 420 ->
                    explain(
                            layer,
                            transaction,
                            status,
                            HeaderName.UNSUPPORTED,
                            required(transaction),
                            nowNanos);
            case 489 ->
                    explain(
                            layer,
                            transaction,
                            status,
                            HeaderName.ALLOW_EVENTS,
                            RelayHeaders.EVENTS,
                            nowNanos);
            default -> Answers.send(layer, transaction, status, nowNanos);
        }
    }

    /** The answer to an OPTIONS: 200, or 503 while draining. */
    static void capabilities(
            TransactionLayer layer, ServerTransaction transaction, int status, long nowNanos) {
        Answers.capabilities(layer, transaction, status, RelayHeaders.EVENTS, nowNanos);
    }

    /** The answer to what a subscription's dialog is not for. */
    static void unrelated(TransactionLayer layer, ServerTransaction transaction, long nowNanos) {
        if (transaction.request().method().equals(Method.OPTIONS)) {
            capabilities(layer, transaction, 200, nowNanos);
        } else {
            send(layer, transaction, 405, nowNanos);
        }
    }

    /** Every option that a request requires: none is of use outside calls. */
    private static AsciiString required(ServerTransaction transaction) {
        return new AsciiString(String.join(", ", transaction.request().values(HeaderName.REQUIRE)));
    }

    private static void explain(
            TransactionLayer layer,
            ServerTransaction transaction,
            int status,
            HeaderName header,
            AsciiString value,
            long nowNanos) {
        Answers.explain(layer, transaction, status, Optional.of(header), value, nowNanos);
    }
}

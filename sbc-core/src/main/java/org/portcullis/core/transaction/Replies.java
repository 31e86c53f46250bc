package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import org.portcullis.core.codec.ReplyHeaders;
import org.portcullis.core.codec.StatelessReply;
import org.portcullis.core.message.MessageWriter;
import org.portcullis.core.message.ReasonPhrases;

/** Begins the responses of server transactions. */
public final class Replies {

    private Replies() {}

    /**
     * A response as far as CSeq; the caller adds what is its own and takes the message.
     *
     * @param toTag the tag to add to To where the request has none; empty for 100
     */
    public static MessageWriter begin(
            MessageWriter writer, ServerTransaction transaction, int status, AsciiString toTag) {
        return begin(writer, transaction, status, ReasonPhrases.of(status), toTag);
    }

    /** The same with a phrase of the caller's own in the status line. */
    static MessageWriter begin(
            MessageWriter writer,
            ServerTransaction transaction,
            int status,
            AsciiString reason,
            AsciiString toTag) {
        return StatelessReply.begin(
                writer,
                ReplyHeaders.of(transaction.request()),
                status,
                reason,
                toTag,
                transaction.source().remote());
    }
}

package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import java.util.function.LongSupplier;
import org.portcullis.core.border.Origin;
import org.portcullis.core.dialog.Dialog;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Identifiers;

/**
 * What a request needs to be sent once more when the peer asks who sends it (RFC 3261 8.1.3.5).
 * Used on the loop of the request.
 */
public interface Renewal {

    /** Whom the request goes to. */
    Origin peer();

    /** The next sequence number, another each time. */
    long nextCseq();

    /** A branch, another each time. */
    AsciiString branch();

    /** Of a request in a dialog. */
    record InDialog(Origin peer, Dialog dialog, Identifiers ids) implements Renewal {
        @Override
        public long nextCseq() {
            return dialog.nextCseq();
        }

        @Override
        public AsciiString branch() {
            return ids.branch();
        }
    }

    /** Of a request whose sequence numbers somebody else counts. */
    record Counted(Origin peer, LongSupplier cseq, Identifiers ids) implements Renewal {
        @Override
        public long nextCseq() {
            return cseq.getAsLong();
        }

        @Override
        public AsciiString branch() {
            return ids.branch();
        }
    }

    /** Of a request in no dialog: nobody else counts its sequence numbers. */
    static Renewal alone(Origin peer, SipRequest request, Identifiers ids) {
        long[] last = {request.cseq().number()};
        return new Counted(peer, () -> ++last[0], ids);
    }
}

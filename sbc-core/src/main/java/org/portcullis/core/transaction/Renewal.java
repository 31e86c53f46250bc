package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
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

    /** Of a request in no dialog: nobody else counts its sequence numbers. */
    final class Alone implements Renewal {
        private final Origin peer;
        private final Identifiers ids;
        private long cseq;

        public Alone(Origin peer, SipRequest request, Identifiers ids) {
            this.peer = peer;
            this.ids = ids;
            this.cseq = request.cseq().number();
        }

        @Override
        public Origin peer() {
            return peer;
        }

        @Override
        public long nextCseq() {
            return ++cseq;
        }

        @Override
        public AsciiString branch() {
            return ids.branch();
        }
    }
}

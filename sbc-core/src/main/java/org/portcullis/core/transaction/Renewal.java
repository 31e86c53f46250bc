package org.portcullis.core.transaction;

import io.netty.util.AsciiString;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Identifiers;

/**
 * What a request needs to be sent once more when the peer asks who sends it (RFC 3261 8.1.3.5).
 * Used on the loop of the request.
 *
 * @param peer whom the request goes to
 * @param cseq gives the next sequence number, another each time
 * @param branch gives a branch, another each time
 */
public record Renewal(Origin peer, LongSupplier cseq, Supplier<AsciiString> branch) {

    /** Of a request in no dialog: nobody else counts its sequence numbers. */
    public static Renewal alone(Origin peer, SipRequest request, Identifiers ids) {
        long[] last = {request.cseq().number()};
        return new Renewal(peer, () -> ++last[0], ids::branch);
    }
}

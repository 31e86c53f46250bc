package org.portcullis.core.registration;

import io.netty.util.AsciiString;
import java.util.List;
import org.portcullis.core.message.HeaderName;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;

/**
 * How a REGISTER came. Keeps nothing of the message.
 *
 * @param flow the way back to the phone (RFC 5626 5.3), wherever its Contact points
 * @param callId the phone's
 * @param cseq 0 to 2^31
 * @param path the proxies between the phone and us (RFC 3327)
 */
public record Arrival(Flow flow, AsciiString callId, long cseq, List<AsciiString> path) {
    public Arrival {
        path = List.copyOf(path);
    }

    public static Arrival of(SipRequest register, Flow flow) {
        List<AsciiString> path = register.values(HeaderName.PATH).stream().map(Own::copy).toList();
        return new Arrival(flow, Own.copy(register.callId()), register.cseq().number(), path);
    }

    /** Whether a later REGISTER has come already (RFC 3261 10.3 step 7). */
    public boolean staleAfter(Arrival other) {
        return callId.equals(other.callId) && cseq <= other.cseq;
    }
}

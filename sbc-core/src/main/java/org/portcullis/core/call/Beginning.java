package org.portcullis.core.call;

import io.netty.util.AsciiString;
import java.util.Optional;
import org.portcullis.core.leg.Leg;

/** What a call does until its caller has a final response. Owned by the call's loop. */
sealed interface Beginning permits CallSetup, Pickup, Replacement {

    /** The caller has given up (RFC 3261 9.2, 15). */
    void cancelled(Optional<AsciiString> reason, long nowNanos);

    /** We give up: the caller gets {@code status}. */
    void release(int status, CallCounters.End how, AsciiString reason, long nowNanos);

    /** Whether the offer of the INVITE still waits for its answer on a leg (RFC 3311 5.2). */
    boolean unanswered(Leg leg);
}

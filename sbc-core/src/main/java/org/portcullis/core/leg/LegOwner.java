package org.portcullis.core.leg;

import io.netty.util.AsciiString;
import org.portcullis.core.transaction.ServerTransaction;

/** What a leg belongs to. Called on the loop of its legs. */
public interface LegOwner {

    /** An exception has come out of what an event asked for: a bug, which ends the owner alone. */
    void broken(RuntimeException bug, long nowNanos);

    /** Runs what an event of a leg asks for; an exception in it ends the owner and nothing else. */
    default void guarded(long nowNanos, Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            broken(e, nowNanos);
        }
    }

    /** Takes a request inside the dialog of a leg, in order. */
    void request(Leg leg, ServerTransaction transaction, long nowNanos);

    /**
     * Refreshes the session of a leg by re-INVITE with what it was last told (RFC 4028 7.4).
     *
     * @return false if that cannot be done now
     */
    boolean refresh(Leg leg, long nowNanos);

    /**
     * A peer is gone: it did not acknowledge, its session has expired or its dialog is not there.
     *
     * @param reason a value of {@link Reasons}
     */
    void lost(AsciiString reason, long nowNanos);
}

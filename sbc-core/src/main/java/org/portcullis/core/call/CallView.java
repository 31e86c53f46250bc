package org.portcullis.core.call;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A live call as people and programs are shown it: a snapshot made on the call's loop, for any thread to read.
 *
 * @param id the call's own, in logs and in the API; no peer knows it
 * @param startedAtMillis when its INVITE came, since the epoch
 * @param answeredAtMillis when it was answered; empty until then
 * @param callee empty until a destination is chosen
 */
public record CallView(
        String id,
        State state,
        long startedAtMillis,
        OptionalLong answeredAtMillis,
        Leg caller,
        Optional<Leg> callee,
        MediaStatistics media) {

    /** How far a call is. */
    public enum State {
        /** The INVITE is on its way, nothing but 100 has come back. */
        CALLING,
        /** The callee is alerted, or early media flows. */
        RINGING,
        ANSWERED,
        /** One side has hung up or failed, the other has not confirmed its end. */
        ENDING
    }

    /**
     * One of the two dialogs of a call, as that peer knows it.
     *
     * @param peer the configured name of the trunk or dispatcher set, {@code unknown} for a stranger
     * @param realm the side of the border it is on
     * @param from the URI in From
     * @param to the URI in To
     * @param callId the Call-ID of this leg
     * @param remote where its signalling goes, as {@code udp:192.0.2.1:5060}
     */
    public record Leg(
            String peer, String realm, String from, String to, String callId, String remote) {}
}

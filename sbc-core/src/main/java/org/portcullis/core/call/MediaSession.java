package org.portcullis.core.call;

import java.util.function.Consumer;

/**
 * The media of one call. Owned by the call's loop; results arrive on that loop, perhaps before the
 * method returns.
 *
 * <p>The session as last agreed stays in force until an answer completes the next offer, so a
 * refused re-INVITE leaves media where it was (RFC 3261 14.1).
 */
public interface MediaSession {

    /** Takes an offer (RFC 3264) and gives the description to be offered to the other side. */
    void offer(MediaDescription offer, Consumer<MediaResult> result);

    /**
     * Takes the answer to the offer in hand and gives the description to be answered to the
     * offerer.
     */
    void answer(MediaDescription answer, Consumer<MediaResult> result);

    /** Forgets an offer that was not answered; what was agreed before it stands. */
    void withdraw();

    /** Counters so far. */
    MediaStatistics statistics();

    /** Ends the media of the call and gives every port back. Idempotent. */
    MediaStatistics delete();
}

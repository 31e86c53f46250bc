package org.portcullis.core.media;

import java.util.function.Consumer;

/**
 * The media of one call. Owned by the call's loop; results arrive on that loop, perhaps before the
 * method returns.
 *
 * <p>An offer is followed by any number of answers, of which all but the last are early, and then
 * by {@link #commit} or {@link #withdraw}. The session as last agreed stays in force until an
 * answer takes its place, so a refused re-INVITE leaves media where it was (RFC 3261 14.1).
 */
public interface MediaSession {

    /** Takes an offer (RFC 3264) and gives the description to be offered to the other side. */
    void offer(MediaDescription offer, Consumer<MediaResult> result);

    /**
     * Takes an answer to the offer in hand and gives the description to be answered to the offerer.
     * It is in force from then on; another one, of a later response or another fork, replaces it.
     */
    void answer(MediaDescription answer, Consumer<MediaResult> result);

    /**
     * Tells that the last answer was the final one: what it refused is given up. The next offer
     * tells it too.
     */
    void commit();

    /**
     * Forgets the offer in hand with its early answers; what was agreed before it is in force
     * again.
     */
    void withdraw();

    /** How a side knows the session, for one that takes the place of this. */
    SessionIdentity identity(Side side);

    /** Counters so far. */
    MediaStatistics statistics();

    /** Ends the media of the call and gives every port back. Idempotent. */
    MediaStatistics delete();
}

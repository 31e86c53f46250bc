package org.portcullis.core.media;

import java.util.Map;
import org.portcullis.core.runtime.SipLoop;

/**
 * The port to the media plane, in the shape of rtpengine's "ng" protocol: offer, answer, delete on
 * a call, SDP in and SDP out. A relay in this process, on another host, or a foreign one can stand
 * behind it.
 */
public interface MediaEngine {

    /**
     * Opens the media of one call; takes no port before the first offer.
     *
     * @param callId the call's own id, for logs and recordings; never sent to a peer
     * @param loop the loop that owns the call; the session belongs to it and calls back on it
     * @param known how the sides that have been in another session know it: it goes on for them,
     *     with the next version. Empty for a new call
     */
    MediaSession open(String callId, SipLoop loop, Map<Side, SessionIdentity> known);
}

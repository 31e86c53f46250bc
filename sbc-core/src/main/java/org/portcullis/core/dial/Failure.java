package org.portcullis.core.dial;

import java.util.Optional;
import org.portcullis.core.border.PeerProfile;
import org.portcullis.core.message.SipResponse;

/**
 * A final response that is no 2xx.
 *
 * @param response empty where none came
 * @param profile of the destination
 * @param retryAfterSeconds what to tell the caller where no response does, 0 for nothing
 */
public record Failure(
        int status, Optional<SipResponse> response, PeerProfile profile, int retryAfterSeconds) {
    static final Failure NOBODY_UP = unheard(503);
    static final Failure NO_ANSWER = unheard(408);

    public Failure(int status, Optional<SipResponse> response, PeerProfile profile) {
        this(status, response, profile, 0);
    }

    private static Failure unheard(int status) {
        return new Failure(status, Optional.empty(), PeerProfile.DEFAULT);
    }

    /** The better of two (RFC 3261 16.7 step 6): any 6xx, else the lowest class. */
    Failure or(Failure other) {
        return rank() <= other.rank() ? this : other;
    }

    private int rank() {
        return status >= 600 ? 0 : 1 + status / 100;
    }
}

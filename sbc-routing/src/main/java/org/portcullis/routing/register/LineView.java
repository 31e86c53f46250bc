package org.portcullis.routing.register;

import java.util.Optional;

/**
 * How a line stands, for operators.
 *
 * @param aor what is registered
 * @param registrar the address that it is registered at, or was tried last; empty before that
 * @param status of the last reply: 408 for none in time, 503 also for a transport that failed, 0
 *     before the first
 * @param failures since it was registered last, in a row
 * @param expiresInSeconds until it has to be registered again, 0 where it is not
 * @param nextInSeconds until the next attempt, 0 while one is under way
 */
public record LineView(
        String trunk,
        String aor,
        State state,
        Optional<String> registrar,
        int status,
        String lastError,
        int failures,
        long expiresInSeconds,
        long nextInSeconds) {

    /** What becomes of requests of the carrier to the line. */
    public enum State {
        /** The carrier knows where we are. */
        REGISTERED,
        /** It does not, and we try. */
        UNREGISTERED,
        /** It was taken back. */
        ENDED
    }
}

package org.portcullis.core.call;

import java.util.Optional;

/**
 * The destinations of one call in the order they are to be tried. Stateful, owned by the call's
 * loop.
 *
 * <p>The plan, not the call, knows which failures are worth another destination: the call reports
 * what happened and is told where to go next.
 */
public interface RoutePlan {

    /** The first destination, or empty when none is up. Called once. */
    Optional<Hop> first();

    /**
     * The next destination after the present one failed, or empty when the failure is the caller's
     * to hear.
     *
     * @param status the final response; 408 for a timeout (RFC 3261 16.8, 17.1.1.2), 503 for a
     *     transport error (8.1.3.1)
     */
    Optional<Hop> after(int status);

    /** Tells that the present destination answered at all, so that it counts as alive. */
    void answered();
}

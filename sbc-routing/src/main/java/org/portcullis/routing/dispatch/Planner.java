package org.portcullis.routing.dispatch;

import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.SipRequest;

/** Makes plans that lead to one peer. Any loop. */
@FunctionalInterface
public interface Planner {

    /**
     * The way of one request.
     *
     * @param urgent whether it must get through: then limits, and what destinations have asked for,
     *     do not stop it
     */
    RoutePlan plan(SipRequest request, boolean urgent);
}

package org.portcullis.core.border;

/** What the routes say about a request: try these destinations, or refuse it. */
public sealed interface RouteDecision {

    /** Send it on, along {@code plan}, by the route called {@code route}. */
    record Forward(String route, RoutePlan plan) implements RouteDecision {}

    /** Refuse it with a final response code, 400 to 699. */
    record Reject(int status) implements RouteDecision {
        public Reject {
            if (status < 400 || status > 699) {
                throw new IllegalArgumentException("status: " + status + " (expected: 400-699)");
            }
        }
    }
}

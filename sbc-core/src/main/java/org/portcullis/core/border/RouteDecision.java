package org.portcullis.core.border;

import io.netty.util.AsciiString;
import java.util.List;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.topology.HeaderRules;

/** What the routes say about a request: try these destinations, or answer it. */
public sealed interface RouteDecision {

    /**
     * Send it on, along {@code plan}, by the route called {@code route}.
     *
     * @param request as the route has rewritten it: of the same bytes, perhaps with other numbers
     * @param headers what is done to each request that leaves because of it, before the rules of
     *     the peer that it goes to
     */
    record Forward(String route, RoutePlan plan, SipRequest request, HeaderRules headers)
            implements RouteDecision {

        /** One whose route sets no headers. */
        public Forward(String route, RoutePlan plan, SipRequest request) {
            this(route, plan, request, HeaderRules.NONE);
        }
    }

    /**
     * Refuse it with a final response code, 400 to 699.
     *
     * @param reason the phrase of the status line; empty for the usual one
     */
    record Reject(int status, AsciiString reason) implements RouteDecision {
        public Reject {
            if (status < 400 || status > 699) {
                throw new IllegalArgumentException("status: " + status + " (expected: 400-699)");
            }
        }

        public Reject(int status) {
            this(status, AsciiString.EMPTY_STRING);
        }
    }

    /**
     * Tell its sender to try elsewhere (RFC 3261 8.3).
     *
     * @param status 300 to 399
     * @param contacts URIs, the first to be tried first
     */
    record Redirect(int status, List<AsciiString> contacts) implements RouteDecision {
        public Redirect {
            contacts = List.copyOf(contacts);
            if (status < 300 || status > 399) {
                throw new IllegalArgumentException("status: " + status + " (expected: 300-399)");
            }
        }
    }
}

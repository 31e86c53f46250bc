package org.portcullis.routing.route;

import io.netty.util.AsciiString;
import java.util.List;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.topology.HeaderRules;
import org.portcullis.core.topology.Numbers;
import org.portcullis.routing.number.NumberChange;

/**
 * What a route changes of a request before it goes on.
 *
 * @param called the first that matches the called number rewrites it
 * @param calling the first that matches the calling number rewrites it
 * @param headers what is done to the requests that leave
 */
public record RouteChange(
        List<NumberChange> called, List<NumberChange> calling, HeaderRules headers) {
    public static final RouteChange NONE = new RouteChange(List.of(), List.of(), HeaderRules.NONE);

    public RouteChange {
        called = List.copyOf(called);
        calling = List.copyOf(calling);
    }

    /** The request with its numbers rewritten; the same bytes. */
    SipRequest applied(Asked asked) {
        if (called.isEmpty() && calling.isEmpty()) {
            return asked.request();
        }
        AsciiString to = NumberChange.apply(called, asked.called());
        AsciiString from = NumberChange.apply(calling, asked.calling());
        return Numbers.replaced(asked.request(), to, from);
    }
}

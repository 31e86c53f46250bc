package org.portcullis.routing.route;

import io.netty.util.AsciiString;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.Method;
import org.portcullis.core.message.SipRequest;
import org.portcullis.routing.number.NumberPattern;

/**
 * Which requests a route is for: those that all of these hold for. What is empty holds for every
 * one.
 *
 * @param from who sent it
 * @param realm the name of the side of the border that it came from
 * @param called any of these matches the called number
 * @param calling any of these matches the calling number
 * @param headers all of these hold
 * @param times when the route is in force
 */
public record RouteMatch(
        Optional<Sender> from,
        Optional<String> realm,
        Set<Method> methods,
        List<NumberPattern> called,
        List<NumberPattern> calling,
        List<HeaderCondition> headers,
        Optional<Schedule> times) {

    public RouteMatch {
        methods = Set.copyOf(methods);
        called = List.copyOf(called);
        calling = List.copyOf(calling);
        headers = List.copyOf(headers);
    }

    /** Every request of a peer, or of everybody. */
    public static RouteMatch from(Optional<Origin> peer) {
        return new RouteMatch(
                peer.map(Sender.Peer::new),
                Optional.empty(),
                Set.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    boolean matches(Asked asked, InstantSource clock) {
        return (from.isEmpty() || from.get().is(asked.origin()))
                && (realm.isEmpty() || realm.get().equals(asked.realm()))
                && (methods.isEmpty() || methods.contains(asked.request().method()))
                && (called.isEmpty() || any(called, asked.called()))
                && (calling.isEmpty() || any(calling, asked.calling()))
                && (headers.isEmpty() || all(asked.request()))
                && (times.isEmpty() || times.get().contains(clock.instant()));
    }

    private static boolean any(List<NumberPattern> patterns, AsciiString number) {
        for (int i = 0; i < patterns.size(); i++) {
            if (patterns.get(i).matches(number)) {
                return true;
            }
        }
        return false;
    }

    private boolean all(SipRequest request) {
        for (int i = 0; i < headers.size(); i++) {
            if (!headers.get(i).holds(request)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether it surely matches whatever {@code other} matches. Where that takes two conditions
     * together to tell, it says no.
     */
    boolean covers(RouteMatch other) {
        return (from.isEmpty() || other.from.filter(from.get()::covers).isPresent())
                && (realm.isEmpty() || realm.equals(other.realm))
                && (methods.isEmpty()
                        || (!other.methods.isEmpty() && methods.containsAll(other.methods)))
                && cover(called, other.called)
                && cover(calling, other.calling)
                && other.headers.containsAll(headers)
                && (times.isEmpty() || times.equals(other.times));
    }

    private static boolean cover(List<NumberPattern> these, List<NumberPattern> others) {
        return these.isEmpty()
                || (!others.isEmpty()
                        && others.stream()
                                .allMatch(
                                        other ->
                                                these.stream().anyMatch(one -> one.covers(other))));
    }
}

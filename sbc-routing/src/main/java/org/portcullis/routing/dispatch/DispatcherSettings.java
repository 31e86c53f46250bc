package org.portcullis.routing.dispatch;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.portcullis.core.message.SipUri;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;

/**
 * A set of equal destinations, as configured.
 *
 * @param name unique among trunks and dispatchers
 * @param realm the side of the border they live on
 * @param probe empty for no probing
 * @param destinations in order, each once
 */
public record DispatcherSettings(
        String name,
        Realm realm,
        Algorithm algorithm,
        Optional<ProbeSettings> probe,
        List<Member> destinations) {

    public DispatcherSettings {
        destinations = List.copyOf(destinations);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("dispatcher: empty name (expected: a name)");
        }
        if (destinations.isEmpty()) {
            throw new IllegalArgumentException("destinations: empty (expected: at least one)");
        }
        Set<SipUri> uris = new HashSet<>();
        for (Member member : destinations) {
            member.hop().requireReachableFrom(realm);
            if (!uris.add(member.hop().uri())) {
                throw new IllegalArgumentException(
                        "destinations: " + member.hop().uri() + " twice (expected: once)");
            }
        }
    }

    /**
     * One destination of a set.
     *
     * @param weight its share, in algorithms that go by it
     */
    public record Member(NextHop hop, int weight) {
        public Member {
            if (weight < 0) {
                throw new IllegalArgumentException("weight: " + weight + " (expected: at least 0)");
            }
        }
    }
}

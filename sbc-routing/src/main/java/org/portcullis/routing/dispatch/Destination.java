package org.portcullis.routing.dispatch;

import java.util.function.LongSupplier;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.probe.Health;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.resolve.NextHop;

/** Where calls to a peer are sent, how it does, and how often it was tried. Any loop. */
public final class Destination {
    final Hop hop;
    final Health health;
    final Counter attempts;
    final Counter answers;

    /**
     * @param settings when it counts as up or down
     */
    public Destination(
            Origin peer,
            Realm realm,
            NextHop nextHop,
            ProbeSettings settings,
            LongSupplier nanoClock,
            Counters counters) {
        String[] labels = {"peer", peer.name(), "destination", nextHop.uri().toString()};
        this.hop = new Hop(peer, realm, nextHop.uri(), nextHop.target());
        this.health = new Health(peer, nextHop, settings, nanoClock, counters);
        this.attempts =
                counters.counter(
                        "portcullis_destination_attempts_total",
                        "Requests sent to the destination.",
                        labels);
        this.answers =
                counters.counter(
                        "portcullis_destination_answers_total",
                        "Requests that the destination answered, with whatever.",
                        labels);
    }

    public Hop hop() {
        return hop;
    }
}

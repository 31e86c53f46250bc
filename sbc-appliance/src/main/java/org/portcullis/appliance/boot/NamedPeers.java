package org.portcullis.appliance.boot;

import java.util.ArrayList;
import java.util.List;
import org.portcullis.appliance.config.Configuration;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.transport.Realm;
import org.portcullis.routing.dispatch.DispatcherSettings;
import org.portcullis.routing.resolve.NextHop;
import org.portcullis.routing.trunk.Trunk;

/** The destinations of a configuration that are known by name. */
final class NamedPeers {
    private NamedPeers() {}

    /** Those of trunks and of sets. */
    static List<Hop> of(Configuration its) {
        List<Hop> named = ofSets(its);
        for (Trunk trunk : its.trunks()) {
            Origin peer = new Origin.Trunk(trunk.name());
            trunk.sendTo().ifPresent(hop -> add(peer, trunk.realm(), hop, named));
        }
        return named;
    }

    /** Those of sets: what comes from where they lead is the set's. */
    static List<Hop> ofSets(Configuration its) {
        List<Hop> named = new ArrayList<>();
        for (DispatcherSettings set : its.dispatchers()) {
            Origin peer = new Origin.Dispatcher(set.name());
            for (DispatcherSettings.Member member : set.destinations()) {
                add(peer, set.realm(), member.hop(), named);
            }
        }
        return named;
    }

    private static void add(Origin peer, Realm realm, NextHop hop, List<Hop> named) {
        if (!hop.target().resolved()) {
            named.add(new Hop(peer, realm, hop.uri(), hop.target()));
        }
    }
}

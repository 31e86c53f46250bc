package org.portcullis.routing.route;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.border.Origin;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.transport.Flow;
import org.portcullis.core.transport.Target;
import org.portcullis.routing.dispatch.DispatcherSettings;
import org.portcullis.routing.trunk.Trunk;
import org.portcullis.routing.trunk.TrunkMatch;

/**
 * The peers that send requests into one realm. Immutable.
 *
 * <p>Where several could be meant, the closest description wins: a trunk that names a port, a From
 * host or a certificate, then a dispatcher one of whose destinations has the source's address, on
 * any port, then a trunk known by its addresses only. Among trunks alike, and among dispatchers,
 * the first configured.
 */
final class Senders {
    private static final Origin UNKNOWN = new Origin.Unknown();

    private final List<Match> narrow = new ArrayList<>();
    private final Map<InetAddress, Origin> destinations = new HashMap<>();
    private final List<Match> wide = new ArrayList<>();
    // Trunks that are recognised by who they prove to be.
    private final List<Match> proven = new ArrayList<>();

    Senders(List<Trunk> trunks, List<DispatcherSettings> dispatchers) {
        for (Trunk trunk : trunks) {
            Match match = new Match(trunk.match(), new Origin.Trunk(trunk.name()));
            if (trunk.match().digestUser().isPresent()) {
                proven.add(match);
                continue;
            }
            (trunk.match().conditions() > 0 ? narrow : wide).add(match);
        }
        narrow.sort(Comparator.comparingInt((Match match) -> -match.by.conditions()));
        proven.sort(Comparator.comparingInt((Match match) -> -match.by.conditions()));
        for (DispatcherSettings dispatcher : dispatchers) {
            Origin origin = new Origin.Dispatcher(dispatcher.name());
            for (DispatcherSettings.Member member : dispatcher.destinations()) {
                Target target = member.hop().target();
                if (target.resolved()) {
                    destinations.putIfAbsent(target.address().getAddress(), origin);
                }
            }
        }
    }

    Origin identify(SipRequest request, Flow flow) {
        Origin origin = firstMatch(narrow, request, flow);
        if (origin == null) {
            origin = destinations.get(flow.remote().getAddress());
        }
        if (origin == null) {
            origin = firstMatch(wide, request, flow);
        }
        return origin == null ? UNKNOWN : origin;
    }

    /** The trunk that {@code user} is, if it is one. */
    Optional<Origin> identify(SipRequest request, Flow flow, String user) {
        for (Match match : proven) {
            if (match.by.digestUser().equals(Optional.of(user))
                    && match.by.matches(request, flow)) {
                return Optional.of(match.origin);
            }
        }
        return Optional.empty();
    }

    private static @Nullable Origin firstMatch(List<Match> matches, SipRequest request, Flow flow) {
        for (int i = 0; i < matches.size(); i++) {
            Match match = matches.get(i);
            if (match.by.matches(request, flow)) {
                return match.origin;
            }
        }
        return null;
    }

    private record Match(TrunkMatch by, Origin origin) {}
}

package org.portcullis.routing.dispatch;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.message.SipRequest;
import org.portcullis.core.runtime.Counters;
import org.portcullis.routing.dispatch.DispatcherSettings.Member;
import org.portcullis.routing.probe.ProbeSettings;
import org.portcullis.routing.probe.Probed;
import org.portcullis.routing.resolve.NextHop;

/**
 * A farm of destinations. Any loop; whose turn it is, its members' health, calls and figures are
 * all that changes, each by itself in one atomic step.
 *
 * <p>A call tries those that are up, as the algorithm says; then, rather than fail, those that are
 * down. A destination that is down and whose trial is due comes first once. One that a person has
 * disabled or drains, or that has asked to be left alone, is not tried.
 *
 * <p>Members stand in order of their priority, highest first, those of the same as configured.
 */
public final class DispatcherSet implements Planner {
    private final DispatcherSettings settings;
    private final Member[] members;
    private final Destination[] destinations;
    private final long[] seeds;
    private final HashKey key;
    private final Turns turns;
    private final Share share = new Share();

    public DispatcherSet(DispatcherSettings settings, LongSupplier nanoClock, Counters counters) {
        this(settings, new Destinations(nanoClock, counters));
    }

    /**
     * @param known where the set's destinations are found
     */
    public DispatcherSet(DispatcherSettings settings, Destinations known) {
        Origin peer = new Origin.Dispatcher(settings.name());
        this.settings = settings;
        this.members =
                settings.destinations().stream()
                        .sorted(Comparator.comparingInt((Member member) -> -member.priority()))
                        .toArray(Member[]::new);
        this.destinations =
                Stream.of(members)
                        .map(each -> known.of(peer, settings.realm(), each, thresholds(each)))
                        .toArray(Destination[]::new);
        this.seeds =
                Stream.of(members)
                        .map(each -> each.duid().orElse(each.hop().uri().toString()))
                        .mapToLong(StrongHash::of)
                        .toArray();
        this.key = HashKey.of(settings.algorithm(), settings.key());
        this.turns = known.turns(settings.name());
    }

    private ProbeSettings thresholds(Member member) {
        return member.probe().or(settings::probe).orElse(ProbeSettings.DEFAULT);
    }

    @Override
    public RoutePlan plan(SipRequest request, boolean urgent) {
        return new SetPlan(this, request, urgent);
    }

    /** Every destination of the set. */
    public List<Hop> hops() {
        return Arrays.stream(destinations).map(Destination::hop).toList();
    }

    /** Whom to probe; nobody where no probing is configured. */
    public List<Probed> probed() {
        return Stream.iterate(0, i -> i < members.length, i -> i + 1)
                .flatMap(i -> probed(members[i], destinations[i]).stream())
                .toList();
    }

    private Optional<Probed> probed(Member member, Destination destination) {
        Hop hop = destination.hop;
        return settings.probe()
                .map(
                        whole ->
                                new Probed(
                                        hop.peer(),
                                        settings.realm(),
                                        new NextHop(hop.uri(), hop.target()),
                                        destination.health,
                                        member.probe().orElse(whole)));
    }

    Algorithm algorithm() {
        return settings.algorithm();
    }

    boolean congestionControl() {
        return settings.congestionControl();
    }

    int size() {
        return members.length;
    }

    Member member(int index) {
        return members[index];
    }

    Destination destination(int index) {
        return destinations[index];
    }

    long seed(int index) {
        return seeds[index];
    }

    HashKey key() {
        return key;
    }

    Turns turns() {
        return turns;
    }

    Share share() {
        return share;
    }
}

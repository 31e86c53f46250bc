package org.portcullis.routing.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.portcullis.core.border.Hop;
import org.portcullis.core.border.Origin;
import org.portcullis.core.border.RoutePlan;
import org.portcullis.core.runtime.Bugs;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.transport.ListenPoint;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Trust;
import org.portcullis.routing.Peers;

class ResolvedPlanTest {
    private static final Realm REALM =
            new Realm("inside", List.of(ListenPoint.parse("udp:10.0.0.1:5060")), Trust.TRUSTED);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Counters counters = new Counters();
    private final long nowNanos = 1_000_000_000_000L;
    private final SipLoop loop =
            new SipLoop(
                    0,
                    channel.eventLoop(),
                    new Random(1),
                    () -> nowNanos,
                    new Bugs(counters),
                    counters);
    private final Zone zone =
            new Zone("one.test 60 A 10.0.1.1", "one.test 60 A 10.0.1.2", "two.test 60 A 10.0.2.1");
    private final List<String> told = new ArrayList<>();

    @Test
    void shouldTryEveryAddressBeforeTheNextDestination() {
        RoutePlan plan = plan(names(10), "sip:one.test:5060", "sip:two.test:5060");

        first(plan);
        next(plan, 503);
        next(plan, 503);
        next(plan, 503);

        assertEquals(
                List.of(
                        "[udp:10.0.1.1:5060]",
                        "[udp:10.0.1.2:5060]",
                        "next 503",
                        "[udp:10.0.2.1:5060]",
                        "next 503",
                        "[]"),
                told);
    }

    @Test
    void shouldLeaveOtherAddressesWhereTheCallItselfIsRefused() {
        RoutePlan plan = plan(names(10), "sip:one.test:5060");

        first(plan);
        next(plan, 486);

        assertEquals(List.of("[udp:10.0.1.1:5060]", "next 486", "[]"), told);
    }

    @Test
    void shouldWaitForDns() {
        zone.hold();
        RoutePlan plan = plan(names(10), "sip:one.test:5060");

        first(plan);
        assertEquals(List.of(), told);
        zone.release();
        channel.runPendingTasks();

        assertEquals(List.of("[udp:10.0.1.1:5060]"), told);
    }

    @Test
    void shouldGoOnWhereANameLeadsNowhere() {
        RoutePlan plan = plan(names(10), "sip:nobody.test:5060", "sip:two.test:5060");

        first(plan);

        assertEquals(List.of("silent nobody.test", "next 503", "[udp:10.0.2.1:5060]"), told);
    }

    @Test
    void shouldGoOnWhereTooManyWait() {
        zone.hold();
        Names names = names(1);
        first(plan(names, "sip:one.test:5060"));

        first(plan(names, "sip:two.test:5060", "sip:10.0.0.7"));

        assertEquals(List.of("next 503", "[udp:10.0.0.7:5060]"), told);
        assertEquals(1, Peers.value(counters, "portcullis_dns_pending_refused_total"));
    }

    @Test
    void shouldCountADestinationAsDeadWithItsLastAddress() {
        RoutePlan plan = plan(names(10), "sip:one.test:5060");

        plan.silent(only(first(plan)));
        assertEquals(List.of("[udp:10.0.1.1:5060]"), told);
        plan.silent(only(next(plan, 408)));

        assertEquals(
                List.of("[udp:10.0.1.1:5060]", "[udp:10.0.1.2:5060]", "silent one.test"), told);
    }

    @Test
    void shouldCountADestinationAsAliveWithAnyAddress() {
        Names names = names(10);
        RoutePlan plan = plan(names, "sip:one.test:5060");
        plan.silent(only(first(plan)));
        plan.answered(only(next(plan, 408)));

        told.clear();
        first(plan(names, "sip:one.test:5060"));

        assertEquals(List.of("[udp:10.0.1.2:5060]"), told, "the dead one comes last");
    }

    @Test
    void shouldForkToNamesAndNumbersAtOnce() {
        RoutePlan both =
                new ResolvedPlan(
                        new Planned(List.of(hops("sip:one.test:5060", "sip:10.0.0.7"))),
                        names(10),
                        new Lookups(),
                        loop,
                        new SplittableRandom(1));

        first(both);
        next(both, 503);

        assertEquals(
                List.of("[udp:10.0.1.1:5060, udp:10.0.0.7:5060]", "[udp:10.0.1.2:5060]"), told);
    }

    private List<Hop> first(RoutePlan plan) {
        List<Hop> group = new ArrayList<>();
        plan.first((hops, now) -> tell(hops, group), nowNanos);
        channel.runPendingTasks();
        return group;
    }

    private List<Hop> next(RoutePlan plan, int status) {
        List<Hop> group = new ArrayList<>();
        plan.next(status, (hops, now) -> tell(hops, group), nowNanos);
        channel.runPendingTasks();
        return group;
    }

    private void tell(List<Hop> hops, List<Hop> group) {
        told.add(hops.stream().map(Hop::target).toList().toString());
        group.addAll(hops);
    }

    private static Hop only(List<Hop> group) {
        assertEquals(1, group.size());
        return group.getFirst();
    }

    private RoutePlan plan(Names names, String... uris) {
        List<List<Hop>> groups = hops(uris).stream().map(List::of).toList();
        return new ResolvedPlan(
                new Planned(groups), names, new Lookups(), loop, new SplittableRandom(1));
    }

    private static List<Hop> hops(String... uris) {
        return Stream.of(uris)
                .map(NextHop::parseNamed)
                .map(hop -> new Hop(new Origin.Trunk("far"), REALM, hop.uri(), hop.target()))
                .toList();
    }

    private Names names(int pending) {
        ResolverSettings its = ResolverSettings.DEFAULT;
        ResolverSettings settings =
                new ResolverSettings(
                        List.of(),
                        Duration.ofSeconds(1),
                        1,
                        its.entries(),
                        its.minTtl(),
                        its.maxTtl(),
                        its.negativeTtl(),
                        its.stale(),
                        pending);
        return Names.asking(loop, zone, settings, counters);
    }

    /** Groups in their order, whatever the failure. */
    private final class Planned implements RoutePlan {
        private final Deque<List<Hop>> groups;

        Planned(List<List<Hop>> groups) {
            this.groups = new ArrayDeque<>(groups);
        }

        @Override
        public List<Hop> first() {
            return groups.remove();
        }

        @Override
        public List<Hop> next(int status) {
            told.add("next " + status);
            return groups.isEmpty() ? List.of() : groups.remove();
        }

        @Override
        public void answered(Hop hop) {
            told.add("answered " + hop.uri().host());
        }

        @Override
        public void silent(Hop hop) {
            told.add("silent " + hop.uri().host());
        }
    }
}

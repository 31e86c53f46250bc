package org.portcullis.routing.resolve;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import org.portcullis.core.border.Hop;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.runtime.IoEngine;
import org.portcullis.core.runtime.SipLoop;
import org.portcullis.core.runtime.Timer;
import org.portcullis.core.transport.Realm;
import org.portcullis.core.transport.Target;

/**
 * Where names lead, for every loop: what is known is told at once, what is not is asked for on one
 * loop and told on the loop that wants to know.
 */
public final class Names implements AutoCloseable {
    private static final long TICK_NANOS = 50_000_000;
    private static final Resolved REFUSED = new Resolved(List.of(), 0, "too many wait");

    private final SipLoop owner;
    private final Resolver resolver;
    private final AutoCloseable queries;
    private final Timer tick =
            new Timer() {
                @Override
                protected void expired(long nowNanos) {
                    resolver.advance(nowNanos);
                    arm(nowNanos);
                }
            };

    private Names(SipLoop owner, Resolver resolver, AutoCloseable queries) {
        this.owner = owner;
        this.resolver = resolver;
        this.queries = queries;
    }

    /** Names that are asked for on {@code owner}, from its system interface. */
    public static Names on(
            SipLoop owner, IoEngine io, ResolverSettings settings, Counters counters) {
        List<InetSocketAddress> servers =
                settings.servers().isEmpty() ? ResolvConf.servers() : settings.servers();
        NettyQueries queries =
                new NettyQueries(
                        owner.executor(), io, servers, settings, new ResolverCounters(counters));
        return new Names(
                owner, new Resolver(settings, queries, owner::nowNanos, counters), queries);
    }

    /** Names that are asked for by {@code queries}, on the loop {@code owner}. */
    static Names asking(
            SipLoop owner, DnsQueries queries, ResolverSettings settings, Counters counters) {
        return new Names(
                owner, new Resolver(settings, queries, owner::nowNanos, counters), () -> {});
    }

    /**
     * Tells where a name leads: from within where that is known, else later on the loop that asks.
     * Always once.
     */
    void find(Lookup lookup, SipLoop asker, Consumer<Resolved> then) {
        Optional<Resolved> known = resolver.present(lookup, asker.nowNanos());
        if (known.isPresent()) {
            then.accept(known.get());
        } else if (!resolver.admit()) {
            then.accept(REFUSED);
        } else if (!owner.post(() -> resolve(lookup, found -> tell(asker, then, found)))) {
            resolver.leave();
            then.accept(REFUSED);
        }
    }

    static boolean refused(Resolved resolved) {
        return resolved.equals(REFUSED);
    }

    /** What was found last, however old. Any loop. */
    Optional<Resolved> last(Lookup lookup) {
        return resolver.last(lookup);
    }

    /**
     * Looks destinations up before the first request goes there.
     *
     * @param hops those that are known by name
     */
    public void prepare(List<Hop> hops, SipLoop loop) {
        for (Hop hop : hops) {
            find(Lookup.of(hop.uri(), hop.target(), Reach.of(hop.realm())), loop, found -> {});
        }
    }

    /**
     * Tells every address of a destination in the order in which they are to be tried; none where
     * its name leads nowhere. From within where that is known, else later on the loop.
     *
     * @param random for the choice by weight
     */
    public void ways(
            NextHop hop,
            Realm realm,
            SipLoop loop,
            RandomGenerator random,
            Consumer<List<Way>> then) {
        if (hop.target().resolved()) {
            then.accept(List.of(new Way.Numeric(hop.target())));
        } else {
            find(
                    Lookup.of(hop.uri(), hop.target(), Reach.of(realm)),
                    loop,
                    found -> then.accept(List.copyOf(found.order(random, loop.nowNanos()))));
        }
    }

    /** Sends a probe to one address, and tells its status. */
    @FunctionalInterface
    public interface Probe {
        void send(Target target, IntConsumer status);
    }

    /**
     * Probes every address behind a destination, and tells calls which are alive.
     *
     * @param loop that probes
     * @param status told once, on the loop: of all that came back the one that is best for the
     *     destination, or 503 where it leads nowhere
     */
    public void probe(Hop hop, SipLoop loop, Probe probe, IntConsumer status) {
        if (hop.target().resolved()) {
            probe.send(hop.target(), status);
            return;
        }
        Lookup lookup = Lookup.of(hop.uri(), hop.target(), Reach.of(hop.realm()));
        find(
                lookup,
                loop,
                found -> {
                    List<Endpoint> all = found.all();
                    if (all.isEmpty()) {
                        status.accept(503);
                        return;
                    }
                    Verdict verdict = new Verdict(all.size(), status);
                    all.forEach(
                            each ->
                                    probe.send(
                                            each.target(),
                                            code -> verdict.told(each, code, loop.nowNanos())));
                });
    }

    /** What becomes of a probe that went to several addresses. Owned by one loop. */
    private static final class Verdict {
        private final IntConsumer status;
        private int waiting;
        private int best = 503;

        Verdict(int waiting, IntConsumer status) {
            this.waiting = waiting;
            this.status = status;
        }

        void told(Endpoint endpoint, int code, long nowNanos) {
            if (Failover.goesOn(code)) {
                endpoint.silent(nowNanos);
                best = Failover.goesOn(best) ? code : best;
            } else {
                endpoint.answered();
                best = code;
            }
            if (--waiting == 0) {
                status.accept(best);
            }
        }
    }

    /** Grows whenever a name leads elsewhere. Any loop. */
    int version() {
        return resolver.version();
    }

    private void resolve(Lookup lookup, Consumer<Resolved> then) {
        assert owner.inLoop();
        resolver.resolve(lookup, then);
        arm(owner.nowNanos());
    }

    private void arm(long nowNanos) {
        if (resolver.busy() && !tick.armed()) {
            owner.timers().schedule(tick, nowNanos + TICK_NANOS);
        }
    }

    /** Not through the loop's bounded queue: those who wait are bounded, and each must be told. */
    private void tell(SipLoop asker, Consumer<Resolved> then, Resolved found) {
        asker.executor()
                .execute(
                        () -> {
                            resolver.leave();
                            try {
                                then.accept(found);
                            } catch (RuntimeException e) {
                                asker.bugs().report("dns", e);
                            }
                        });
    }

    /** Asks no more. */
    @Override
    public void close() {
        owner.executor().execute(this::closeQueries);
    }

    private void closeQueries() {
        try {
            queries.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

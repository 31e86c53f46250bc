package org.portcullis.routing.resolve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.portcullis.core.runtime.Counters;
import org.portcullis.core.transport.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names to targets, with the state that is shared: answers, and which addresses are alive. Sans-IO:
 * {@link #resolve} and {@link #advance} belong to one loop, any loop may ask what is known.
 */
final class Resolver {
    private static final Logger log = LoggerFactory.getLogger(Resolver.class);
    private static final int MOST_ENDPOINTS = 20_000;

    private final ResolverSettings settings;
    private final LongSupplier clock;
    private final ResolverCounters counters;
    private final RecordCache cache;
    private final Map<Lookup, Underway> underway = new HashMap<>();
    private final Map<Target, Endpoint> endpoints =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Target, Endpoint> eldest) {
                    return size() > MOST_ENDPOINTS;
                }
            };

    /** What was found last, for every loop to read; written by the resolver's loop alone. */
    private final Map<Lookup, Resolved> published = new ConcurrentHashMap<>();

    private volatile int version;
    private final AtomicInteger pending = new AtomicInteger();

    Resolver(ResolverSettings settings, DnsQueries queries, LongSupplier clock, Counters counters) {
        this.settings = settings;
        this.clock = clock;
        this.counters = new ResolverCounters(counters);
        this.cache = new RecordCache(settings, queries, clock, this.counters);
        counters.gauge(
                "portcullis_dns_pending", "Requests that wait for an answer of DNS.", pending::get);
        counters.gauge(
                "portcullis_dns_targets_down",
                "Addresses behind names that are in use and do not answer.",
                () ->
                        published.values().stream()
                                .flatMap(its -> its.all().stream())
                                .distinct()
                                .filter(endpoint -> !endpoint.alive())
                                .count());
    }

    ResolverCounters counters() {
        return counters;
    }

    /** Where a name leads, if that is known for now. Any loop. */
    Optional<Resolved> present(Lookup lookup, long nowNanos) {
        Resolved known = published.get(lookup);
        if (known != null && nowNanos - known.untilNanos() < 0) {
            counters.hits.increment();
            return Optional.of(known);
        }
        counters.misses.increment();
        return Optional.empty();
    }

    /** What was found last for a lookup, however old. Any loop. */
    Optional<Resolved> last(Lookup lookup) {
        return Optional.ofNullable(published.get(lookup));
    }

    /** Takes a place among those that wait; false where there is none. Any loop. */
    boolean admit() {
        if (pending.incrementAndGet() > settings.pending()) {
            pending.decrementAndGet();
            counters.refused.increment();
            return false;
        }
        return true;
    }

    /** Gives the place of {@link #admit} back. */
    void leave() {
        pending.decrementAndGet();
    }

    /** Whether somebody waits, so that {@link #advance} is to be called soon. */
    boolean busy() {
        return !underway.isEmpty();
    }

    /** Tells where a name leads, once; from within where that is known. */
    void resolve(Lookup lookup, Consumer<Resolved> then) {
        Underway its = underway.get(lookup);
        if (its != null && its.part.isPresent()) {
            then.accept(its.part.get());
        } else if (its != null) {
            its.waiters.add(then);
        } else {
            Underway begun = new Underway(lookup);
            begun.waiters.add(then);
            underway.put(lookup, begun);
            begun.resolution.start();
        }
    }

    /** Gives up waiting where somebody has waited long enough. */
    void advance(long nowNanos) {
        cache.advance(nowNanos);
        for (Underway each : List.copyOf(underway.values())) {
            each.resolution.advance(nowNanos);
        }
    }

    private Endpoint endpoint(Target target) {
        return endpoints.computeIfAbsent(target, made -> new Endpoint(made, counters));
    }

    private void publish(Lookup lookup, Resolved resolved) {
        Resolved before = published.get(lookup);
        boolean led = before != null && !before.leadsNowhere();
        if (resolved.leadsNowhere() && (before == null || led)) {
            log.warn("name leads nowhere name={} why={}", lookup, resolved.why());
        } else if (!resolved.leadsNowhere() && before != null && !led) {
            log.info("name leads somewhere again name={}", lookup);
        }
        if (before == null && published.size() >= settings.entries()) {
            long nowNanos = clock.getAsLong();
            published.values().removeIf(old -> nowNanos - old.untilNanos() >= 0);
        }
        if (before != null || published.size() < settings.entries()) {
            published.put(lookup, resolved);
            changed(before, resolved);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by one loop
    private void changed(@Nullable Resolved before, Resolved resolved) {
        if (before == null || !before.ranks().equals(resolved.ranks())) {
            version++;
        }
    }

    /** Grows whenever a name leads elsewhere. Any loop. */
    int version() {
        return version;
    }

    /** A lookup and who waits for it. */
    private final class Underway {
        private final Lookup lookup;
        private final List<Consumer<Resolved>> waiters = new ArrayList<>(1);
        private final Resolution resolution;
        private Optional<Resolved> part = Optional.empty();

        Underway(Lookup lookup) {
            this.lookup = lookup;
            this.resolution =
                    new Resolution(
                            lookup,
                            cache,
                            Resolver.this::endpoint,
                            counters,
                            this::told,
                            clock.getAsLong());
        }

        private void told(Resolved resolved) {
            if (resolution.over()) {
                underway.remove(lookup);
            } else {
                part = Optional.of(resolved);
            }
            publish(lookup, resolved);
            List<Consumer<Resolved>> all = List.copyOf(waiters);
            waiters.clear();
            all.forEach(each -> each.accept(resolved));
        }
    }
}

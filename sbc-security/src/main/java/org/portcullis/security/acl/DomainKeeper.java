package org.portcullis.security.acl;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the domain names of an {@link AddressBook} resolved, each by its TTL, on virtual threads. A
 * name that does not resolve keeps the addresses it had, and is tried again soon.
 */
public final class DomainKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DomainKeeper.class);
    private static final long SECOND_NANOS = 1_000_000_000;

    /** A TTL below is not obeyed: it would ask all the time. */
    private static final long LEAST_SECONDS = 5;

    private static final long MOST_SECONDS = 3_600;
    private static final long RETRY_SECONDS = 30;

    private final AddressBook book;
    private final NameResolver resolver;
    private final LongSupplier nanoTime;
    private final Counter failures;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("domains").factory());

    /** When each name is to be asked for again. One step at a time. */
    private final Map<String, Long> dueNanos = new HashMap<>();

    private final Map<String, String> failing = new ConcurrentHashMap<>();

    public DomainKeeper(
            AddressBook book, NameResolver resolver, LongSupplier nanoTime, Counters counters) {
        this.book = book;
        this.resolver = resolver;
        this.nanoTime = nanoTime;
        this.failures =
                counters.counter(
                        "portcullis_acl_resolve_failures_total",
                        "Times that a domain name in an address group did not resolve.");
        counters.gauge(
                "portcullis_acl_unresolved_domains",
                "Domain names in address groups that did not resolve the last time.",
                failing::size);
    }

    /** Resolves every name once, which may take as long as the resolver's patience, and goes on. */
    public void start() {
        tick();
        thread.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void tick() {
        try {
            step(nanoTime.getAsLong());
        } catch (RuntimeException e) {
            log.error("domain names could not be looked after", e); // and are again, the next time
        }
    }

    /** Asks for every name that is due, all at once, and waits for the answers. */
    synchronized void step(long nowNanos) {
        dueNanos.keySet().retainAll(book.domains());
        failing.keySet().retainAll(book.domains());
        Map<String, Future<NameResolver.Answer>> asked = new HashMap<>();
        Map<String, List<InetAddress>> found = new HashMap<>();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String domain : book.domains()) {
                Long due = dueNanos.get(domain);
                if (due == null || nowNanos - due >= 0) {
                    asked.put(domain, each.submit(() -> resolver.resolve(domain)));
                }
            }
        }
        asked.forEach(
                (domain, answer) -> {
                    long seconds = take(domain, answer(answer), found);
                    dueNanos.put(domain, nowNanos + seconds * SECOND_NANOS);
                });
        if (book.resolve(found)) {
            log.info("address groups follow domain names domains={}", found.keySet());
        }
    }

    /** How long until the name is to be asked for again. */
    private long take(
            String domain, NameResolver.Answer answer, Map<String, List<InetAddress>> found) {
        return switch (answer) {
            case NameResolver.Answer.Addresses known -> {
                found.put(domain, known.addresses());
                failing.remove(domain);
                yield Math.clamp(known.ttlSeconds(), LEAST_SECONDS, MOST_SECONDS);
            }
            case NameResolver.Answer.Failed failed -> {
                failures.increment();
                if (!failed.why().equals(failing.put(domain, failed.why()))) {
                    log.warn(
                            "domain name in an address group does not resolve, and keeps the"
                                    + " addresses it had domain={} why={}",
                            domain,
                            failed.why());
                }
                yield RETRY_SECONDS;
            }
        };
    }

    private static NameResolver.Answer answer(Future<NameResolver.Answer> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            return new NameResolver.Answer.Failed(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new NameResolver.Answer.Failed("interrupted");
        }
    }
}

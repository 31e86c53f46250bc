package org.portcullis.routing.resolve;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.portcullis.core.transport.Protocol;
import org.portcullis.core.transport.Target;

/**
 * One lookup on its way: NAPTR, then SRV, then A and AAAA, as far as the URI leaves open (RFC 3263
 * 4.1, 4.2). Sans-IO; owned by the loop of the resolver.
 *
 * <p>A record that is broken or leads nowhere costs only its own targets. Whatever the answers say,
 * no more than {@value #MOST_QUESTIONS} questions are asked and {@value #MOST_TARGETS} targets
 * made.
 */
final class Resolution {
    private static final int MOST_QUESTIONS = 48;
    private static final int MOST_TARGETS = 32;
    private static final int MOST_SERVICES = 16;
    private static final int MOST_POINTERS = 8;
    private static final int MOST_ALIASES = 8;

    /** How long it waits for the last records while it has targets already. */
    private static final long PARTIAL_NANOS = 500_000_000;

    /** No lookup takes longer, however many aliases and servers it takes. */
    private static final long LONGEST_NANOS = 10_000_000_000L;

    private static final long LONG_NANOS = 86_400_000_000_000L;
    private static final long AGAIN_NANOS = 1_000_000_000;

    private final Lookup lookup;
    private final RecordCache cache;
    private final Function<Target, Endpoint> endpoints;
    private final ResolverCounters counters;
    private final Consumer<Resolved> told;
    private final long startedNanos;
    private final List<List<Found>> ranks = new ArrayList<>();
    private long untilNanos;
    private String why = "";
    private int questions;
    private int targets;
    private int waiting;
    private boolean toldPart;
    private boolean over;

    /**
     * @param told the result; once more where it was told in part first
     */
    Resolution(
            Lookup lookup,
            RecordCache cache,
            Function<Target, Endpoint> endpoints,
            ResolverCounters counters,
            Consumer<Resolved> told,
            long nowNanos) {
        this.lookup = lookup;
        this.cache = cache;
        this.endpoints = endpoints;
        this.counters = counters;
        this.told = told;
        this.startedNanos = nowNanos;
        this.untilNanos = nowNanos + LONG_NANOS;
    }

    /** A service whose addresses are being looked up, one list for each family. */
    private record Found(int priority, int weight, List<List<Endpoint>> families) {}

    boolean over() {
        return over;
    }

    void start() {
        waiting++;
        if (lookup.port() >= 0) {
            addresses(lookup.host(), lookup.port(), defaultProtocol(), 0, 0, rank());
        } else if (lookup.transport().isPresent()) {
            Protocol protocol = lookup.transport().get();
            services(List.of(Offer.usual(protocol, lookup.host())));
        } else {
            pointers();
        }
        settled();
    }

    /** Tells what there is when somebody has waited long enough. */
    void advance(long nowNanos) {
        long waitedNanos = nowNanos - startedNanos;
        if (waitedNanos >= LONGEST_NANOS) {
            why = why.isEmpty() ? "took too long" : why;
            untilNanos = Math.min(untilNanos, nowNanos + AGAIN_NANOS);
            finish();
        } else if (waitedNanos >= PARTIAL_NANOS && targets > 0 && !toldPart) {
            toldPart = true;
            told.accept(result(nowNanos + AGAIN_NANOS));
        }
    }

    private void pointers() {
        ask(
                lookup.host(),
                RecordType.NAPTR,
                answer -> {
                    List<Offer> offers =
                            answer instanceof DnsAnswer.Found(List<ResourceRecord> records, long t)
                                    ? most(Offer.of(records, lookup), MOST_POINTERS)
                                    : List.of();
                    services(offers.isEmpty() ? Offer.usual(lookup) : offers);
                });
    }

    /** SRV for each; where there are none at all, the addresses of the name itself. */
    private void services(List<Offer> offers) {
        int[] left = {offers.size()};
        boolean[] any = {false};
        for (Offer offer : offers) {
            List<Found> rank = rank();
            ask(
                    offer.name(),
                    RecordType.SRV,
                    answer -> {
                        if (answer instanceof DnsAnswer.Found(List<ResourceRecord> all, long t)) {
                            any[0] = true;
                            services(offer.protocol(), all, rank);
                        }
                        if (--left[0] == 0 && !any[0]) {
                            Protocol protocol = defaultProtocol();
                            int port = protocol.defaultPort();
                            addresses(lookup.host(), port, protocol, 0, 0, rank());
                        }
                    });
        }
    }

    private void services(Protocol protocol, List<ResourceRecord> records, List<Found> rank) {
        List<ResourceRecord.Service> services = new ArrayList<>();
        for (ResourceRecord each : records) {
            // "." says that there is no such service (RFC 2782, "Target").
            if (each instanceof ResourceRecord.Service service
                    && !service.target().isEmpty()
                    && service.port() > 0) {
                services.add(service);
            }
        }
        services.sort(Comparator.comparingInt(ResourceRecord.Service::priority));
        for (ResourceRecord.Service each : most(services, MOST_SERVICES)) {
            addresses(each.target(), each.port(), protocol, each.priority(), each.weight(), rank);
        }
    }

    /** A and AAAA, both and at the same time (RFC 7984 3). */
    private void addresses(
            String name, int port, Protocol protocol, int priority, int weight, List<Found> rank) {
        List<RecordType> types = lookup.reach().addresses(protocol);
        List<List<Endpoint>> families = new ArrayList<>();
        rank.add(new Found(priority, weight, families));
        for (RecordType type : types) {
            List<Endpoint> family = new ArrayList<>(1);
            families.add(family);
            ask(
                    name,
                    type,
                    answer -> {
                        if (answer instanceof DnsAnswer.Found(List<ResourceRecord> all, long t)) {
                            addresses(protocol, port, all, family);
                        }
                    });
        }
    }

    private void addresses(
            Protocol protocol, int port, List<ResourceRecord> records, List<Endpoint> family) {
        for (ResourceRecord each : records) {
            if (each instanceof ResourceRecord.Address(InetAddress address) && usable(address)) {
                if (targets == MOST_TARGETS) {
                    counters.cut.increment();
                    return;
                }
                targets++;
                InetSocketAddress to = new InetSocketAddress(address, port);
                family.add(endpoints.apply(new Target(protocol, to, lookup.tlsName())));
            }
        }
    }

    /** Nobody sends SIP to everybody because a record says so. */
    private static boolean usable(InetAddress address) {
        return !address.isAnyLocalAddress() && !address.isMulticastAddress();
    }

    /** What is used where nothing in DNS tells: UDP, or TLS for sips (RFC 3263 4.1). */
    private Protocol defaultProtocol() {
        Protocol plain = lookup.secure() ? Protocol.TLS : Protocol.UDP;
        return lookup.transport()
                .orElseGet(
                        () ->
                                lookup.reach().has(plain)
                                        ? plain
                                        : lookup.reach().protocols().getFirst());
    }

    private List<Found> rank() {
        List<Found> rank = new ArrayList<>(1);
        ranks.add(rank);
        return rank;
    }

    private void ask(String name, RecordType type, Consumer<DnsAnswer> then) {
        waiting++;
        ask(name, type, 0, then);
    }

    /** Asks, following aliases; every question is settled once. */
    private void ask(String name, RecordType type, int aliases, Consumer<DnsAnswer> then) {
        if (questions == MOST_QUESTIONS || aliases > MOST_ALIASES) {
            counters.cut.increment();
            then.accept(new DnsAnswer.Failed("too many questions"));
            settled();
            return;
        }
        questions++;
        cache.lookup(
                new Question(name, type),
                known -> {
                    if (over) {
                        return;
                    }
                    untilNanos = earlier(untilNanos, known.untilNanos());
                    if (known.answer() instanceof DnsAnswer.Alias(String of, long t)) {
                        ask(of, type, aliases + 1, then);
                        return;
                    }
                    if (known.answer() instanceof DnsAnswer.Failed(String reason)) {
                        why = name + ' ' + type + ": " + reason;
                    }
                    then.accept(known.answer());
                    settled();
                });
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    private void settled() {
        if (--waiting == 0 && !over) {
            finish();
        }
    }

    private void finish() {
        over = true;
        told.accept(result(untilNanos));
    }

    private Resolved result(long until) {
        List<List<Resolved.Service>> all = new ArrayList<>();
        for (List<Found> rank : ranks) {
            List<Resolved.Service> services = new ArrayList<>();
            for (Found found : rank) {
                List<Endpoint> its = found.families().stream().flatMap(List::stream).toList();
                if (!its.isEmpty()) {
                    services.add(new Resolved.Service(found.priority(), found.weight(), its));
                }
            }
            if (!services.isEmpty()) {
                all.add(services);
            }
        }
        return new Resolved(all, until, all.isEmpty() && why.isEmpty() ? "no address" : why);
    }

    private <T> List<T> most(List<T> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        counters.cut.increment();
        return all.subList(0, most);
    }
}

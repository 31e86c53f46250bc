package org.portcullis.routing.resolve;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers of name servers, kept for their time: those that found something and those that did not
 * (RFC 2308), and beyond it where no server answers (RFC 8767). Sans-IO; owned by the loop of the
 * resolver.
 *
 * <p>One question is asked once at a time, whoever wants to know. An answer near the end of its
 * time is asked for anew in the background. After a failure nobody asks for {@value #RETRY_SECONDS}
 * seconds (RFC 9520 3.2).
 */
final class RecordCache {
    private static final Logger log = LoggerFactory.getLogger(RecordCache.class);
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long RETRY_SECONDS = 5;

    /** How long somebody waits for an answer while there is a stale one (RFC 8767 5). */
    private static final long PATIENCE_NANOS = 500_000_000;

    private final ResolverSettings settings;
    private final DnsQueries queries;
    private final LongSupplier clock;
    private final ResolverCounters counters;
    private final Map<Question, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private final List<Entry> waited = new ArrayList<>();
    private boolean outage;

    RecordCache(
            ResolverSettings settings,
            DnsQueries queries,
            LongSupplier clock,
            ResolverCounters counters) {
        this.settings = settings;
        this.queries = queries;
        this.clock = clock;
        this.counters = counters;
    }

    /**
     * What is known.
     *
     * @param untilNanos when to ask again
     */
    record Known(DnsAnswer answer, long untilNanos) {}

    /** Tells the answer: at once if it is known, else when it is or cannot be known. */
    void lookup(Question question, Consumer<Known> then) {
        long nowNanos = clock.getAsLong();
        Entry entry = entry(question);
        Optional<Known> known = entry.known(nowNanos);
        if (known.isPresent()) {
            then.accept(known.get());
        } else {
            entry.waiters.add(then);
            if (entry.waiters.size() == 1) {
                entry.waitingSinceNanos = nowNanos;
                waited.add(entry);
            }
        }
        if (!entry.asking && entry.due(nowNanos)) {
            entry.ask();
        }
    }

    /** Gives stale answers to those who have waited long enough. */
    void advance(long nowNanos) {
        for (Entry entry : List.copyOf(waited)) {
            if (nowNanos - entry.waitingSinceNanos >= PATIENCE_NANOS) {
                entry.stale(nowNanos)
                        .ifPresent(
                                known -> {
                                    entry.slow = true;
                                    entry.tell(known);
                                });
            }
        }
    }

    int size() {
        return entries.size();
    }

    private Entry entry(Question question) {
        Entry known = entries.get(question);
        if (known != null) {
            return known;
        }
        Entry made = new Entry(question);
        entries.put(question, made);
        for (Iterator<Entry> eldest = entries.values().iterator();
                entries.size() > settings.entries() && eldest.hasNext(); ) {
            Entry oldest = eldest.next();
            if (!oldest.asking && oldest != made) {
                eldest.remove();
            }
        }
        return made;
    }

    private void reachable(boolean answered, String why) {
        if (answered == outage) {
            outage = !answered;
            if (outage) {
                log.warn("name servers do not answer why={}", why);
            } else {
                log.info("name servers answer again");
            }
        }
    }

    /** All that is known about one question. */
    private final class Entry {
        private final Question question;
        private final List<Consumer<Known>> waiters = new ArrayList<>(1);
        private Optional<DnsAnswer> good = Optional.empty();
        private long ttlNanos;
        private long expiresNanos;
        private Optional<DnsAnswer> failure = Optional.empty();
        private long retryNanos;
        private long waitingSinceNanos;
        private boolean asking;

        /** It is being asked for, and somebody did not wait for the answer. */
        private boolean slow;

        Entry(Question question) {
            this.question = question;
        }

        /** What can be told without waiting. */
        Optional<Known> known(long nowNanos) {
            if (good.isPresent() && nowNanos - expiresNanos < 0) {
                return Optional.of(new Known(good.get(), expiresNanos));
            }
            if (failure.isEmpty()) {
                return slow ? stale(nowNanos) : Optional.empty();
            }
            Optional<Known> stale = stale(nowNanos);
            if (stale.isPresent() || nowNanos - retryNanos >= 0) {
                return stale;
            }
            return failure.map(its -> new Known(its, retryNanos));
        }

        Optional<Known> stale(long nowNanos) {
            if (good.isEmpty() || nowNanos - expiresNanos >= settings.stale().toNanos()) {
                return Optional.empty();
            }
            counters.stale.increment();
            boolean rests = failure.isPresent() && nowNanos - retryNanos < 0;
            long untilNanos = rests ? retryNanos : nowNanos + SECOND_NANOS;
            return Optional.of(new Known(good.get(), untilNanos));
        }

        /** Whether to ask: it is not known, or will soon not be known any more. */
        boolean due(long nowNanos) {
            if (failure.isPresent()) {
                return nowNanos - retryNanos >= 0;
            }
            return good.isEmpty() || nowNanos - expiresNanos >= -ttlNanos / 10;
        }

        void ask() {
            asking = true;
            queries.ask(question, this::answered);
        }

        private void answered(DnsAnswer answer) {
            long nowNanos = clock.getAsLong();
            asking = false;
            slow = false;
            switch (answer) {
                case DnsAnswer.Found(List<ResourceRecord> records, long ttlSeconds) ->
                        keep(answer, clamp(ttlSeconds, settings.maxTtl().toNanos()), nowNanos);
                case DnsAnswer.Alias(String name, long ttlSeconds) ->
                        keep(answer, clamp(ttlSeconds, settings.maxTtl().toNanos()), nowNanos);
                case DnsAnswer.Absent(long ttlSeconds) -> {
                    keep(answer, clamp(ttlSeconds, settings.negativeTtl().toNanos()), nowNanos);
                    counters.absent.increment();
                }
                case DnsAnswer.Failed(String why) -> {
                    counters.failed.increment();
                    if (failure.isEmpty()) {
                        log.debug("question failed question={} why={}", question, why);
                    }
                    reachable(false, why);
                    failure = Optional.of(answer);
                    retryNanos = nowNanos + RETRY_SECONDS * SECOND_NANOS;
                    tell(stale(nowNanos).orElseGet(() -> new Known(answer, retryNanos)));
                }
            }
        }

        private long clamp(long ttlSeconds, long most) {
            return Math.clamp(ttlSeconds * SECOND_NANOS, settings.minTtl().toNanos(), most);
        }

        private void keep(DnsAnswer answer, long forNanos, long nowNanos) {
            if (!(answer instanceof DnsAnswer.Absent)) {
                counters.found.increment();
            }
            reachable(true, "");
            good = Optional.of(answer);
            failure = Optional.empty();
            ttlNanos = forNanos;
            expiresNanos = nowNanos + forNanos;
            tell(new Known(answer, expiresNanos));
        }

        void tell(Known known) {
            List<Consumer<Known>> all = List.copyOf(waiters);
            waiters.clear();
            waited.remove(this);
            all.forEach(each -> each.accept(known));
        }
    }
}

package org.portcullis.security.ban;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.portcullis.core.runtime.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is banned, by address and by user and address. Any thread.
 *
 * <p>Asking takes no lock and, while nobody is banned, looks at nothing but a size. Banning takes a
 * lock for a few steps in two sorted sets; it happens once a source and ban, not once a packet.
 *
 * <p>A ban is remembered for the {@code repeat-memory} after its end, and another one in that time
 * lasts twice as long. Sources of the exempt groups are neither banned nor, where a ban of their
 * address is older than their exemption, refused. A full table forgets first who is only
 * remembered, then the ban that would end soonest: those of repeated offenders and operators stay.
 */
public final class BanTable {
    private static final Logger log = LoggerFactory.getLogger(BanTable.class);
    private static final long FULL_LOG_NANOS = 10_000_000_000L;
    private static final long LINE_NANOS = 100_000_000;

    /** Spreads a mass of ends over the bans that follow, so that none holds the lock for long. */
    private static final int MAX_SETTLED = 256;

    private final Predicate<InetSocketAddress> exempt;
    private final BanCounters counters;

    private final Map<BanKey, Held> held = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();
    private final LongAdder untold = new LongAdder(); // bans since the last line of the log
    private final AtomicLong nextLineNanos;

    /** Guards what follows and every change of {@link #held}. */
    private final ReentrantLock lock = new ReentrantLock();

    private final TreeSet<Held> inForce = new TreeSet<>(Held::compareByEnd);
    private final TreeSet<Held> remembered = new TreeSet<>(Held::compareByEnd);
    private long order;
    private long nextFullLineNanos;

    private volatile int inForceCount;
    private volatile BanSettings settings;

    /** What came of a wish to ban. */
    public enum Outcome {
        BANNED,
        /** It is banned already, for at least as long. */
        ALREADY,
        /** It is in an exempt group. */
        EXEMPT
    }

    /**
     * @param exempt the sources of the exempt groups; asked at any time, by any thread
     */
    public BanTable(
            BanSettings settings,
            Predicate<InetSocketAddress> exempt,
            Counters counters,
            long nowNanos) {
        this.settings = settings;
        this.exempt = exempt;
        this.counters = new BanCounters(counters, () -> inForceCount);
        this.nextLineNanos = new AtomicLong(nowNanos);
        this.nextFullLineNanos = nowNanos;
    }

    public BanSettings settings() {
        return settings;
    }

    /** Goes by others from the next ban on. */
    public void use(BanSettings others) {
        settings = others;
    }

    /** Whether nothing at all is to be heard from {@code source}. */
    public boolean banned(InetSocketAddress source, long nowNanos) {
        if (held.isEmpty()) {
            return false;
        }
        Held ban = held.get(BanKey.of(source.getAddress()));
        return ban != null && ban.inForce(nowNanos) && !exempt.test(source);
    }

    /** Whether {@code user} is banned from {@code source}; a ban of the source is not looked at. */
    public boolean banned(String user, InetSocketAddress source, long nowNanos) {
        if (held.isEmpty()) {
            return false;
        }
        Held ban = held.get(BanKey.of(requireUser(user), source.getAddress()));
        return ban != null && ban.inForce(nowNanos) && !exempt.test(source);
    }

    /**
     * Bans everybody at the address of {@code source}. One that is banned stays banned as it is.
     *
     * @param first how long where it was not banned of late, each time twice as long as the last
     */
    public Outcome ban(InetSocketAddress source, BanReason reason, Duration first, long nowNanos) {
        return exempt.test(source)
                ? exempt()
                : add(BanKey.of(source.getAddress()), source.getAddress(), reason, first, nowNanos);
    }

    /** Bans {@code user}, not empty, from the address of {@code source} only. */
    public Outcome banUser(
            String user,
            InetSocketAddress source,
            BanReason reason,
            Duration first,
            long nowNanos) {
        BanKey key = BanKey.of(requireUser(user), source.getAddress());
        return exempt.test(source)
                ? exempt()
                : add(key, source.getAddress(), reason, first, nowNanos);
    }

    /** Ends the ban of an address and forgets it; false where there is none in force. */
    public boolean lift(InetAddress address, long nowNanos) {
        return lift(BanKey.of(address), nowNanos);
    }

    /** Ends the ban of a user from an address and forgets it; false where there is none. */
    public boolean liftUser(String user, InetAddress address, long nowNanos) {
        return lift(BanKey.of(requireUser(user), address), nowNanos);
    }

    /** The bans in force, in no order; those of a moment ago where others ban meanwhile. */
    public List<Ban> list(long nowNanos) {
        List<Ban> bans = new ArrayList<>();
        for (Held ban : held.values()) {
            if (ban.inForce(nowNanos)) {
                bans.add(asBan(ban, nowNanos));
            }
        }
        return bans;
    }

    /** Also those that are only remembered. */
    List<Ban> all(long nowNanos) {
        return held.values().stream().map(ban -> asBan(ban, nowNanos)).toList();
    }

    /** A number that is another one after every ban and lift. */
    long version() {
        return version.get();
    }

    /** Takes bans over from an earlier run; those it knows better, or has long forgotten, not. */
    void restore(List<Ban> bans, long nowNanos) {
        for (Ban ban : bans) {
            BanKey key = BanKey.of(ban.user().orElse(""), ban.address());
            long leftNanos = BanSettings.cut(ban.left()).toNanos();
            if (leftNanos + settings.repeatMemory().toNanos() <= 0) {
                continue;
            }
            lock.lock();
            try {
                if (!held.containsKey(key)) {
                    put(
                            new Held(
                                    key,
                                    ban.address(),
                                    ban.reason(),
                                    ban.times(),
                                    BanSettings.cut(ban.total()).toNanos(),
                                    nowNanos + leftNanos,
                                    ++order),
                            nowNanos);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Takes note of bans that have ended and forgets those remembered long enough. Nothing depends
     * on its being called but the figures and the memory.
     *
     * @return false while there is more to do
     */
    boolean settle(long nowNanos) {
        lock.lock();
        try {
            return settleSome(nowNanos);
        } finally {
            lock.unlock();
        }
    }

    private Outcome add(
            BanKey key, InetAddress address, BanReason reason, Duration first, long nowNanos) {
        long firstNanos = BanSettings.cut(first).toNanos();
        Held ban;
        lock.lock();
        try {
            settleSome(nowNanos);
            Optional<Held> last = Optional.ofNullable(held.get(key));
            long untilNanos = nowNanos + firstNanos;
            boolean operator = reason == BanReason.OPERATOR;
            if (last.isPresent()
                    && last.get().inForce(nowNanos)
                    && (!operator || last.get().untilNanos() - untilNanos >= 0)) {
                return Outcome.ALREADY;
            }
            Optional<Held> repeated = last.filter(before -> isRemembered(before, nowNanos));
            long totalNanos =
                    operator
                            ? firstNanos
                            : repeated.map(r -> next(r, firstNanos)).orElse(firstNanos);
            int times = repeated.map(before -> before.times() + 1).orElse(1);
            ban = new Held(key, address, reason, times, totalNanos, nowNanos + totalNanos, ++order);
            put(ban, nowNanos);
        } finally {
            lock.unlock();
        }
        counters.added(reason);
        tell(ban, nowNanos);
        return Outcome.BANNED;
    }

    /** A line for each ban of a person; of the others, which forged sources multiply, for some. */
    private void tell(Held ban, long nowNanos) {
        long next = nextLineNanos.get();
        if (ban.reason() != BanReason.OPERATOR
                && (nowNanos - next < 0
                        || !nextLineNanos.compareAndSet(next, nowNanos + LINE_NANOS))) {
            untold.increment();
            return;
        }
        log.info(
                "banned {} reason={} for={}s times={} ({} more since the last line)",
                name(ban),
                ban.reason().label(),
                Duration.ofNanos(ban.totalNanos()).toSeconds(),
                ban.times(),
                untold.sumThenReset());
    }

    /** Doubles, up to the cap; an operator's ban counts but is not what is doubled. */
    private long next(Held last, long firstNanos) {
        long capNanos = Math.max(settings.cap().toNanos(), firstNanos);
        long lastNanos =
                last.reason() == BanReason.OPERATOR ? firstNanos : Math.max(last.totalNanos(), 1);
        return lastNanos > capNanos / 2 ? capNanos : Math.max(firstNanos, lastNanos * 2);
    }

    private boolean lift(BanKey key, long nowNanos) {
        Held ban;
        lock.lock();
        try {
            ban = held.get(key);
            if (ban == null) {
                return false;
            }
            take(ban);
            version.incrementAndGet();
        } finally {
            lock.unlock();
        }
        log.info("lifted ban of {} reason={}", name(ban), ban.reason().label());
        return ban.inForce(nowNanos);
    }

    /** Under the lock. */
    private void put(Held ban, long nowNanos) {
        Held before = held.get(ban.key());
        if (before != null) {
            take(before);
        }
        while (held.size() >= settings.limit()) {
            take(remembered.isEmpty() ? inForce.first() : remembered.first());
            counters.evicted();
            if (nowNanos - nextFullLineNanos >= 0) {
                nextFullLineNanos = nowNanos + FULL_LOG_NANOS;
                log.warn(
                        "the table of bans is full: those that are over or end soonest are"
                                + " forgotten limit={}",
                        settings.limit());
            }
        }
        held.put(ban.key(), ban);
        (ban.inForce(nowNanos) ? inForce : remembered).add(ban);
        inForceCount = inForce.size();
        version.incrementAndGet();
    }

    /** Under the lock. */
    private void take(Held ban) {
        held.remove(ban.key());
        if (!inForce.remove(ban)) {
            remembered.remove(ban);
        }
        inForceCount = inForce.size();
    }

    /** Under the lock. */
    private boolean settleSome(long nowNanos) {
        for (int i = 0; i < MAX_SETTLED; i++) {
            if (!inForce.isEmpty() && !inForce.first().inForce(nowNanos)) {
                remembered.add(inForce.pollFirst());
                inForceCount = inForce.size();
            } else if (!remembered.isEmpty() && !isRemembered(remembered.first(), nowNanos)) {
                held.remove(remembered.pollFirst().key());
            } else {
                return true;
            }
        }
        return false;
    }

    private boolean isRemembered(Held ban, long nowNanos) {
        return ban.untilNanos() + settings.repeatMemory().toNanos() - nowNanos > 0;
    }

    private Outcome exempt() {
        counters.spared();
        return Outcome.EXEMPT;
    }

    private static Ban asBan(Held ban, long nowNanos) {
        String user = ban.key().user();
        return new Ban(
                ban.address(),
                user.isEmpty() ? Optional.empty() : Optional.of(user),
                ban.reason(),
                ban.times(),
                Duration.ofNanos(ban.totalNanos()),
                Duration.ofNanos(ban.untilNanos() - nowNanos));
    }

    private static String name(Held ban) {
        String address = ban.address().getHostAddress();
        return ban.key().user().isEmpty()
                ? address
                : "user " + ban.key().user() + " from " + address;
    }

    private static String requireUser(String user) {
        if (user.isEmpty()) {
            throw new IllegalArgumentException("user: empty (expected: a name)");
        }
        return user;
    }
}

package org.portcullis.security.digest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Failures of users from addresses, up to the ban (the {@code auth_block} idiom of Kamailio). Names
 * that are nobody's are counted as those of users are. Any thread.
 *
 * <p>Bounded: where there are too many, the coldest are forgotten.
 */
final class Failures {
    private static final int LIMIT = 100_000;

    private final UserBans bans;
    private final Cache<Guesser, Integer> failures;
    private volatile BlockSettings settings;
    private volatile long nowNanos;

    private record Guesser(String user, InetAddress address) {}

    Failures(BlockSettings settings, UserBans bans, long nowNanos) {
        this.settings = settings;
        this.bans = bans;
        this.nowNanos = nowNanos;
        this.failures =
                Caffeine.newBuilder()
                        .maximumSize(LIMIT)
                        .expireAfterWrite(settings.window())
                        .ticker(() -> this.nowNanos)
                        .executor(Runnable::run)
                        .build();
    }

    /** Goes by others from the next failure on; what was counted stays. */
    void use(BlockSettings others) {
        settings = others;
        failures.policy().expireAfterWrite().orElseThrow().setExpiresAfter(others.window());
    }

    boolean blocked(String user, InetSocketAddress source, long timeNanos) {
        return bans.banned(user, source, timeNanos);
    }

    /** Counts one; true if it was the one that brings the ban. */
    boolean failed(String user, InetSocketAddress source, long timeNanos) {
        nowNanos = timeNanos;
        BlockSettings now = settings;
        Guesser guesser = new Guesser(user, source.getAddress());
        int count = failures.asMap().merge(guesser, 1, Integer::sum);
        if (count < now.attempts()) {
            return false;
        }
        failures.invalidate(guesser);
        bans.ban(user, source, now.block(), timeNanos);
        return true;
    }

    void succeeded(String user, InetSocketAddress source) {
        failures.invalidate(new Guesser(user, source.getAddress()));
    }
}

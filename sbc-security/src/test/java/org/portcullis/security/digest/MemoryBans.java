package org.portcullis.security.digest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bans of users from addresses that nobody else is told of, for as long as the box runs. Bounded:
 * where there are too many, the coldest end early. Any thread.
 */
final class MemoryBans implements UserBans {
    private static final int LIMIT = 100_000;

    private final Cache<Banned, Long> ends = Caffeine.newBuilder().maximumSize(LIMIT).build();

    private record Banned(String user, InetAddress address) {}

    @Override
    public boolean banned(String user, InetSocketAddress source, long nowNanos) {
        @Nullable Long endNanos = ends.getIfPresent(new Banned(user, source.getAddress()));
        return endNanos != null && endNanos - nowNanos > 0;
    }

    @Override
    public void ban(String user, InetSocketAddress source, Duration length, long nowNanos) {
        ends.put(new Banned(user, source.getAddress()), nowNanos + length.toNanos());
    }
}

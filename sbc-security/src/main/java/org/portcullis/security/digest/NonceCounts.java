package org.portcullis.security.digest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Which counts of which nonces were used, so that none is used twice (RFC 7616 3.4). Any thread.
 *
 * <p>A nonce is remembered from its first use, by who knew the password, to the end of its life.
 * Where there are too many, one is forgotten, and then every nonce of its age or older that is not
 * remembered counts as used: forgetting never lets a replay in, it costs honest users a challenge.
 */
final class NonceCounts {
    /** The count of the only use that a peer makes which does not count; no other follows. */
    static final long ONLY_USE = 1L << 32;

    private static final int WINDOW = 64;

    private final Cache<Nonces.Nonce, AtomicReference<Used>> used;
    private final AtomicLong forgottenNanos;
    private volatile long nowNanos;

    /**
     * @param limit nonces that are remembered
     * @param lifetime of a nonce
     */
    NonceCounts(long limit, Duration lifetime, long nowNanos) {
        this.nowNanos = nowNanos;
        this.forgottenNanos = new AtomicLong(nowNanos - Long.MAX_VALUE / 4);
        this.used =
                Caffeine.newBuilder()
                        .maximumSize(limit)
                        .expireAfterWrite(lifetime)
                        .ticker(() -> this.nowNanos)
                        .executor(Runnable::run)
                        .evictionListener(this::evicted)
                        .build();
    }

    /**
     * The counts that were used: of the last {@link #WINDOW}, a bit each; of those before, all.
     *
     * @param highest 0 for none
     * @param window the lowest bit is the highest count's
     */
    private record Used(long highest, long window) {
        static final Used NONE = new Used(0, 0);

        @Nullable Used with(long count) {
            if (count > highest) {
                long shift = count - highest;
                return new Used(count, (shift < WINDOW ? window << shift : 0) | 1);
            }
            long bit = highest - count < WINDOW ? 1L << (highest - count) : 0;
            return bit == 0 || (window & bit) != 0 ? null : new Used(highest, window | bit);
        }
    }

    /** Uses a count above 0; false if it was used, or nobody can tell any more. */
    boolean use(Nonces.Nonce nonce, long count, long timeNanos) {
        nowNanos = timeNanos;
        AtomicReference<Used> counts = used.getIfPresent(nonce);
        if (counts == null) {
            if (nonce.issuedNanos() - forgottenNanos.get() <= 0) {
                return false;
            }
            counts = used.get(nonce, first -> new AtomicReference<>(Used.NONE));
        }
        while (true) {
            Used before = counts.get();
            Used after = before.with(count);
            if (after == null) {
                return false;
            }
            if (counts.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    long size() {
        used.cleanUp();
        return used.estimatedSize();
    }

    private void evicted(
            Nonces.@Nullable Nonce nonce, @Nullable Object counts, RemovalCause cause) {
        if (nonce != null && cause == RemovalCause.SIZE) {
            forgottenNanos.accumulateAndGet(nonce.issuedNanos(), (a, b) -> a - b > 0 ? a : b);
        }
    }
}

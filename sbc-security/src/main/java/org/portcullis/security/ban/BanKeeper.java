package org.portcullis.security.ban;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.portcullis.core.runtime.Counter;
import org.portcullis.core.runtime.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the bans over restarts, and a packet filter in step with them, on a virtual thread of its
 * own. It looks a few times a second whether anything changed, so that the file never lags by more
 * than a second, however many bans there are.
 */
public final class BanKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BanKeeper.class);
    private static final long INTERVAL_MILLIS = 250;
    private static final long LOG_INTERVAL_NANOS = 60_000_000_000L;
    private static final long RETRY_NANOS = 5_000_000_000L;

    private final BanTable table;
    private final Optional<BanFile> file;
    private final Optional<NftSet> nft;
    private final Predicate<InetSocketAddress> exempt;
    private final LongSupplier nanoTime;
    private final InstantSource wall;
    private final Failures saving;
    private final Failures exporting;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("bans").factory());

    private long savedVersion;
    private long exportedVersion = -1;

    /**
     * @param file where bans are kept; empty for nowhere
     * @param exempt sources of the exempt groups, which no filter is told of
     */
    public BanKeeper(
            BanTable table,
            Optional<Path> file,
            Optional<NftSettings> nft,
            Predicate<InetSocketAddress> exempt,
            LongSupplier nanoTime,
            InstantSource wall,
            Counters counters) {
        this.table = table;
        this.file = file.map(BanFile::new);
        this.nft = nft.map(settings -> new NftSet(settings, List.of("nft", "-f", "-")));
        this.exempt = exempt;
        this.nanoTime = nanoTime;
        this.wall = wall;
        long nowNanos = nanoTime.getAsLong();
        this.saving =
                new Failures(
                        "bans could not be saved",
                        counters.counter(
                                "portcullis_bans_save_failures_total",
                                "Times that the file of bans could not be written."),
                        nowNanos);
        this.exporting =
                new Failures(
                        "bans could not be exported",
                        counters.counter(
                                "portcullis_bans_export_failures_total",
                                "Times that nft did not take the banned addresses."),
                        nowNanos);
    }

    /**
     * Takes over what the file holds and begins to keep it.
     *
     * @throws IOException naming the file where it cannot be read, or not be written
     */
    public void start() throws IOException {
        if (file.isPresent()) {
            long nowNanos = nanoTime.getAsLong();
            BanFile.Content content = file.get().read(wall.instant());
            content.problems().forEach(log::warn);
            table.restore(content.bans(), nowNanos);
            log.info("bans taken over from file bans={}", table.list(nowNanos).size());
            save(file.get(), nowNanos);
        }
        thread.scheduleWithFixedDelay(this::tick, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Saves what changed last, and ends. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(20, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        step(nanoTime.getAsLong());
    }

    private void tick() {
        try {
            step(nanoTime.getAsLong());
        } catch (RuntimeException e) {
            log.error("bans could not be looked after", e); // and are again, the next time
        }
    }

    private void step(long nowNanos) {
        boolean settled = table.settle(nowNanos);
        while (!settled) {
            settled = table.settle(nowNanos);
        }
        long version = table.version();
        if (file.isPresent() && version != savedVersion && saving.mayTry(nowNanos)) {
            try {
                save(file.get(), nowNanos);
            } catch (IOException e) {
                saving.failed(e, nowNanos);
            }
        }
        if (nft.isPresent() && version != exportedVersion && exporting.mayTry(nowNanos)) {
            try {
                nft.get().bring(exported(nowNanos), nowNanos);
                exportedVersion = version;
                exporting.succeeded();
            } catch (IOException e) {
                exporting.failed(e, nowNanos);
            }
        }
    }

    private void save(BanFile into, long nowNanos) throws IOException {
        long version = table.version();
        into.write(table.all(nowNanos), wall.instant());
        savedVersion = version;
        saving.succeeded();
    }

    private List<Ban> exported(long nowNanos) {
        return table.list(nowNanos).stream()
                .filter(ban -> !exempt.test(new InetSocketAddress(ban.address(), 0)))
                .toList();
    }

    /** What fails is counted, tried again after a while, and said now and then. */
    private static final class Failures {
        private final String what;
        private final Counter counter;
        private boolean failing;
        private long retryNanos;
        private long nextLineNanos;

        Failures(String what, Counter counter, long nowNanos) {
            this.what = what;
            this.counter = counter;
            this.nextLineNanos = nowNanos;
        }

        boolean mayTry(long nowNanos) {
            return !failing || nowNanos - retryNanos >= 0;
        }

        void succeeded() {
            failing = false;
        }

        void failed(IOException e, long nowNanos) {
            counter.increment();
            failing = true;
            retryNanos = nowNanos + RETRY_NANOS;
            if (nowNanos - nextLineNanos >= 0) {
                nextLineNanos = nowNanos + LOG_INTERVAL_NANOS;
                log.error("{}: {}", what, e.toString());
            }
        }
    }
}

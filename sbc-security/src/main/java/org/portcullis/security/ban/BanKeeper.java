package org.portcullis.security.ban;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.portcullis.core.runtime.Counters;
import org.portcullis.security.state.Attempts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the bans over restarts, and a packet filter in step with them, on a virtual thread of its
 * own, which alone touches both. It looks a few times a second whether anything changed, so that
 * the file never lags by more than a second, however many bans there are.
 */
public final class BanKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BanKeeper.class);
    private static final long INTERVAL_MILLIS = 250;
    private static final List<String> NFT = List.of("nft", "-f", "-");
    private static final long UNSAVED = -1;

    private final BanTable table;
    private final List<String> command;
    private final Predicate<InetSocketAddress> exempt;
    private final LongSupplier nanoTime;
    private final InstantSource wall;
    private final Attempts saving;
    private final Attempts exporting;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("bans").factory());

    private Optional<Path> path; // as last asked for; owned by whoever changes settings
    private Optional<NftSettings> sets;
    private Optional<BanFile> file;
    private Optional<NftSet> nft;
    private Optional<NftSet> left = Optional.empty(); // sets to be emptied, once
    private long savedVersion;
    private long exportedVersion = UNSAVED;

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
        this(table, file, nft, NFT, exempt, nanoTime, wall, counters);
    }

    /**
     * @param command how {@code nft} is called
     */
    BanKeeper(
            BanTable table,
            Optional<Path> file,
            Optional<NftSettings> nft,
            List<String> command,
            Predicate<InetSocketAddress> exempt,
            LongSupplier nanoTime,
            InstantSource wall,
            Counters counters) {
        this.table = table;
        this.command = List.copyOf(command);
        this.path = file;
        this.sets = nft;
        this.file = file.map(BanFile::new);
        this.nft = nft.map(this::set);
        this.exempt = exempt;
        this.nanoTime = nanoTime;
        this.wall = wall;
        long nowNanos = nanoTime.getAsLong();
        this.saving =
                new Attempts(
                        "bans could not be saved",
                        counters.counter(
                                "portcullis_bans_save_failures_total",
                                "Times that the file of bans could not be written."),
                        nowNanos);
        this.exporting =
                new Attempts(
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

    /**
     * Makes what another file and other sets need, and changes no ban. One thread at a time.
     *
     * @return what takes them into use: bans that the other file holds come to those there are, the
     *     file that is left stays as it is, and sets that are left are emptied
     * @throws IOException naming the file where it cannot be read, or not be written
     */
    public Runnable prepare(Optional<Path> otherFile, Optional<NftSettings> otherSets)
            throws IOException {
        Optional<BanFile> nextFile = otherFile.map(BanFile::new);
        List<Ban> found = new ArrayList<>();
        if (nextFile.isPresent() && !otherFile.equals(path)) {
            nextFile.get().requireWritable();
            BanFile.Content content = nextFile.get().read(wall.instant());
            content.problems().forEach(log::warn);
            found.addAll(content.bans());
        }
        return () -> {
            table.restore(found, nanoTime.getAsLong());
            if (!otherFile.equals(path)) {
                path = otherFile;
                soon(() -> keepIn(nextFile));
            }
            if (!otherSets.equals(sets)) {
                sets = otherSets;
                soon(() -> export(otherSets.map(this::set)));
            }
        };
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

    private NftSet set(NftSettings settings) {
        return new NftSet(settings, command);
    }

    /** On the thread that looks; not at all where it has ended. */
    private void soon(Runnable change) {
        try {
            thread.execute(change);
        } catch (RejectedExecutionException e) {
            log.debug("the box stops; its bans stay where they are", e);
        }
    }

    private void keepIn(Optional<BanFile> other) {
        file = other;
        savedVersion = UNSAVED;
        saving.succeeded();
    }

    private void export(Optional<NftSet> other) {
        left = nft;
        nft = other;
        exportedVersion = UNSAVED;
        exporting.succeeded();
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
        boolean behind = nft.isPresent() && version != exportedVersion;
        if ((behind || left.isPresent()) && exporting.mayTry(nowNanos)) {
            exportTo(version, nowNanos);
        }
    }

    /** The sets that are left first: they may be the others by another name. */
    private void exportTo(long version, long nowNanos) {
        try {
            if (left.isPresent()) {
                NftSet empty = left.get();
                left = Optional.empty(); // where it fails they end by themselves
                empty.bring(List.of(), nowNanos);
            }
            if (nft.isPresent()) {
                nft.get().bring(exported(nowNanos), nowNanos);
            }
            exportedVersion = version;
            exporting.succeeded();
        } catch (IOException e) {
            exporting.failed(e, nowNanos);
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
}

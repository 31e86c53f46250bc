package org.portcullis.benchmarks;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.portcullis.core.runtime.Counters;
import org.portcullis.security.acl.AccessList;
import org.portcullis.security.acl.AccessRule;
import org.portcullis.security.acl.AclSettings;
import org.portcullis.security.acl.AddressBook;
import org.portcullis.security.acl.AddressEntry;
import org.portcullis.security.acl.AddressGroup;
import org.portcullis.security.ban.BanReason;
import org.portcullis.security.ban.BanSettings;
import org.portcullis.security.ban.BanTable;
import org.portcullis.security.flood.FloodLimiter;
import org.portcullis.security.flood.FloodSettings;
import org.portcullis.security.flood.Mark;

/**
 * What a datagram pays before it is parsed: the access list with a million prefixes, the mark of
 * the flood tree, the look for a ban among none and among 65,000. Each for another source, of as
 * many as fit in no cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EdgeChecks {
    private static final int PREFIXES = 1_000_000;
    private static final int SOURCES = 1 << 16;
    private static final int TAGS = 1_000;
    private static final int BANS = 65_000;

    private final InetSocketAddress[] sources = new InetSocketAddress[SOURCES];
    private final Counters counters = new Counters();
    private final BanTable none = bans();
    private final BanTable many = bans();
    private final FloodLimiter flood =
            new FloodLimiter(
                    new FloodSettings(
                            Duration.ofSeconds(2), 1_000_000, Duration.ofSeconds(120), List.of()),
                    source -> false,
                    counters,
                    0);
    private AccessList access = new AddressBook(List.of()).access(AclSettings.OPEN);
    private AccessList tagged = access;
    private int next;
    private long nowNanos;

    /** IPv4 and IPv6 half and half, prefixes of the lengths that routing tables have. */
    @Setup
    public void fill() throws UnknownHostException {
        Random random = new Random(1);
        List<AddressEntry> entries = new ArrayList<>();
        while (entries.size() < PREFIXES) {
            byte[] address = address(random);
            int bits = address.length * 8;
            int length = address.length == 4 ? 16 + random.nextInt(17) : 32 + random.nextInt(33);
            for (int bit = length; bit < bits; bit++) {
                address[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
            }
            entries.add(
                    new AddressEntry(
                            InetAddress.getByAddress(address), length, AddressEntry.ANY_PORT));
        }
        for (int i = 0; i < SOURCES; i++) {
            // Half of them within a prefix.
            byte[] address =
                    i % 2 == 0
                            ? address(random)
                            : entries.get(random.nextInt(PREFIXES)).network().getAddress();
            sources[i] = new InetSocketAddress(InetAddress.getByAddress(address), 5060);
        }
        for (int i = 0; i < BANS; i++) {
            InetSocketAddress banned =
                    new InetSocketAddress(InetAddress.getByAddress(address(random)), 5060);
            many.ban(banned, BanReason.OPERATOR, Duration.ofDays(1), 0);
        }
        access = listOf(entries);
        entries.replaceAll(entry -> entry.tagged("tag " + random.nextInt(TAGS)));
        tagged = listOf(entries);
    }

    private static AccessList listOf(List<AddressEntry> entries) {
        return new AddressBook(List.of(new AddressGroup("peers", entries)))
                .access(new AclSettings(List.of("peers"), List.of()));
    }

    @Benchmark
    public AccessRule accessListOfAMillion() {
        return access.find(source());
    }

    /** Where nearly every prefix has an answer of its own, also those within each other. */
    @Benchmark
    public AccessRule taggedAccessListOfAMillion() {
        return tagged.find(source());
    }

    /** What of it is the caches' misses on the source itself. */
    @Benchmark
    public int sourceAlone() {
        return source().hashCode();
    }

    @Benchmark
    public Mark floodMark() {
        nowNanos += 1_000;
        return flood.hit(source(), nowNanos);
    }

    @Benchmark
    public boolean banAmongNone() {
        return none.banned(source(), 0);
    }

    @Benchmark
    public boolean banAmongMany() {
        return many.banned(source(), 0);
    }

    private InetSocketAddress source() {
        next = (next + 1) & (SOURCES - 1);
        return sources[next];
    }

    private BanTable bans() {
        return new BanTable(BanSettings.DEFAULT, source -> false, counters, 0);
    }

    private static byte[] address(Random random) {
        byte[] address = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(address);
        if (address.length == 16) {
            address[0] = 0x20;
            address[1] = (byte) random.nextInt(4);
        }
        return address;
    }
}

package org.portcullis.security.ban;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portcullis.core.runtime.Counters;
import org.portcullis.security.ban.BanTable.Outcome;

class BanTableTest {
    private static final Duration FIRST = Duration.ofSeconds(100);
    private static final long SECOND = 1_000_000_000;

    /** Times run over in the middle of the tests. */
    private static final long START = Long.MAX_VALUE - 500 * SECOND;

    private final Counters counters = new Counters();
    private final BanTable table = table(1_000);
    private long nowNanos = START;

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.1", "2001:db8::1"})
    void shouldBanAnAddressForItsTimeOnAnyPort(String address) {
        InetSocketAddress source = new InetSocketAddress(address, 5060);
        assertFalse(table.banned(source, nowNanos));
        assertEquals(Outcome.BANNED, table.ban(source, BanReason.FLOOD, FIRST, nowNanos));
        assertTrue(table.banned(new InetSocketAddress(address, 1), nowNanos));
        assertFalse(table.banned(new InetSocketAddress("198.51.100.2", 5060), nowNanos));
        assertFalse(table.banned(new InetSocketAddress("2001:db8::2", 5060), nowNanos));
        pass(99);
        assertTrue(table.banned(source, nowNanos));
        pass(1);
        assertFalse(table.banned(source, nowNanos));
    }

    @Test
    void shouldBanAUserFromOneAddressOnly() {
        table.banUser("alice", source(1), BanReason.AUTHENTICATION, FIRST, nowNanos);
        assertTrue(table.banned("alice", source(1), nowNanos));
        assertFalse(table.banned("alice", source(2), nowNanos));
        assertFalse(table.banned("bob", source(1), nowNanos));
        assertFalse(table.banned(source(1), nowNanos));
        assertEquals(Optional.of("alice"), table.list(nowNanos).getFirst().user());
    }

    @Test
    void shouldNotTakeAnEmptyUserForEverybody() {
        assertThrows(
                IllegalArgumentException.class,
                () -> table.banUser("", source(1), BanReason.AUTHENTICATION, FIRST, nowNanos));
    }

    @Test
    void shouldDoubleUpToTheCap() {
        for (long seconds : new long[] {100, 200, 400, 800, 1000, 1000}) {
            table.ban(source(1), BanReason.SCANNER, FIRST, nowNanos);
            assertEquals(Duration.ofSeconds(seconds), table.list(nowNanos).getFirst().total());
            pass(seconds);
            assertFalse(table.banned(source(1), nowNanos));
        }
    }

    @Test
    void shouldForgetAfterTheMemory() {
        table.ban(source(1), BanReason.SCANNER, FIRST, nowNanos);
        pass(100 + 3600);
        table.ban(source(1), BanReason.SCANNER, FIRST, nowNanos);
        assertEquals(FIRST, table.list(nowNanos).getFirst().total());
    }

    @Test
    void shouldNotLengthenABanByMoreOfTheSame() {
        table.ban(source(1), BanReason.FLOOD, FIRST, nowNanos);
        pass(60);
        assertEquals(Outcome.ALREADY, table.ban(source(1), BanReason.FLOOD, FIRST, nowNanos));
        pass(40);
        assertFalse(table.banned(source(1), nowNanos));
        assertEquals(1, added("flood"));
    }

    @Test
    void shouldLetAnOperatorLengthenABan() {
        table.ban(source(1), BanReason.FLOOD, FIRST, nowNanos);
        Duration longer = Duration.ofDays(30);
        assertEquals(Outcome.BANNED, table.ban(source(1), BanReason.OPERATOR, longer, nowNanos));
        assertEquals(longer, table.list(nowNanos).getFirst().left());
        table.lift(source(1).getAddress(), nowNanos);
        assertFalse(table.banned(source(1), nowNanos));
    }

    @Test
    void shouldForgetWhatIsLifted() {
        table.ban(source(1), BanReason.FLOOD, FIRST, nowNanos);
        table.banUser("alice", source(1), BanReason.FLOOD, FIRST, nowNanos);
        assertTrue(table.lift(source(1).getAddress(), nowNanos));
        assertFalse(table.lift(source(1).getAddress(), nowNanos));
        assertTrue(table.banned("alice", source(1), nowNanos));
        assertTrue(table.liftUser("alice", source(1).getAddress(), nowNanos));
        assertEquals(List.of(), table.all(nowNanos));
        table.ban(source(1), BanReason.FLOOD, FIRST, nowNanos);
        assertEquals(1, table.list(nowNanos).getFirst().times());
    }

    @Test
    void shouldNeverBanTheExempt() {
        InetSocketAddress exempt = new InetSocketAddress("203.0.113.1", 5060);
        assertEquals(Outcome.EXEMPT, table.ban(exempt, BanReason.FLOOD, FIRST, nowNanos));
        assertEquals(Outcome.EXEMPT, table.banUser("a", exempt, BanReason.FLOOD, FIRST, nowNanos));
        assertEquals(List.of(), table.list(nowNanos));
        // Another port of the same address is not exempt: its ban must not reach the exempt one.
        InetSocketAddress other = new InetSocketAddress("203.0.113.1", 6000);
        assertEquals(Outcome.BANNED, table.ban(other, BanReason.FLOOD, FIRST, nowNanos));
        assertTrue(table.banned(other, nowNanos));
        assertFalse(table.banned(exempt, nowNanos));
        assertEquals(2, value("portcullis_bans_spared_total"));
    }

    @Test
    void shouldForgetTheRememberedThenTheSoonestToEndWhenFull() {
        BanTable small = table(3);
        small.ban(source(1), BanReason.FLOOD, Duration.ofSeconds(10), nowNanos);
        pass(20);
        small.ban(source(2), BanReason.FLOOD, Duration.ofMinutes(5), nowNanos);
        small.ban(source(3), BanReason.FLOOD, Duration.ofSeconds(200), nowNanos);
        small.ban(source(4), BanReason.FLOOD, Duration.ofSeconds(250), nowNanos);
        assertTrue(small.banned(source(3), nowNanos));
        assertEquals(1, value("portcullis_bans_evicted_total"));
        small.ban(source(5), BanReason.FLOOD, Duration.ofSeconds(100), nowNanos);
        assertFalse(small.banned(source(3), nowNanos));
        assertTrue(small.banned(source(2), nowNanos));
        assertTrue(small.banned(source(5), nowNanos));
        assertEquals(3, small.all(nowNanos).size());
        assertEquals(2, value("portcullis_bans_evicted_total"));
    }

    @Test
    void shouldSayHowManyAreInForce() {
        table.ban(source(1), BanReason.FLOOD, FIRST, nowNanos);
        table.banUser("alice", source(1), BanReason.AUTHENTICATION, FIRST, nowNanos);
        assertEquals(2, value("portcullis_bans"));
        pass(100);
        assertTrue(table.settle(nowNanos));
        assertEquals(0, value("portcullis_bans"));
        assertEquals(2, table.all(nowNanos).size());
        pass(3600);
        assertTrue(table.settle(nowNanos));
        assertEquals(0, table.all(nowNanos).size());
    }

    @Test
    void shouldTakeBansOverWithTheirHistory() {
        table.ban(source(1), BanReason.SCANNER, FIRST, nowNanos);
        table.banUser("alice", source(2), BanReason.AUTHENTICATION, FIRST, nowNanos);
        table.ban(source(3), BanReason.SCANNER, Duration.ofSeconds(10), nowNanos);
        pass(50);
        BanTable next = table(1_000);
        next.restore(table.all(nowNanos), 7);
        assertTrue(next.banned(source(1), 7 + 49 * SECOND));
        assertFalse(next.banned(source(1), 7 + 50 * SECOND));
        assertTrue(next.banned("alice", source(2), 7 + 49 * SECOND));
        assertFalse(next.banned(source(3), 7));
        next.ban(source(3), BanReason.SCANNER, FIRST, 7);
        assertTrue(next.banned(source(3), 7 + 99 * SECOND));
        assertEquals(2, next.list(7).stream().mapToInt(Ban::times).max().orElseThrow());
    }

    @Test
    void shouldStayWholeUnderManyThreads() throws Exception {
        BanTable small = table(64);
        int threads = 4;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Callable<Void>> tasks =
                    IntStream.range(0, threads).mapToObj(t -> hammer(small, t)).toList();
            for (Future<Void> task : pool.invokeAll(tasks)) {
                task.get();
            }
        }
        List<Ban> all = small.all(nowNanos);
        assertEquals(64, all.size());
        assertEquals(64, value("portcullis_bans"));
        for (Ban ban : all) {
            assertTrue(small.banned(new InetSocketAddress(ban.address(), 1), nowNanos));
            assertTrue(small.lift(ban.address(), nowNanos));
        }
        assertEquals(0, small.all(nowNanos).size());
        assertEquals(0, value("portcullis_bans"));
    }

    /** Bans, asks and lifts; what only this thread bans for long must be there when it asks. */
    private Callable<Void> hammer(BanTable small, int thread) {
        return () -> {
            InetSocketAddress own = new InetSocketAddress("192.0.2." + thread, 5060);
            for (int i = 0; i < 20_000; i++) {
                small.ban(source(i % 100), BanReason.FLOOD, FIRST, nowNanos);
                assertFalse(small.banned(own, nowNanos));
                small.ban(own, BanReason.OPERATOR, Duration.ofDays(1), nowNanos);
                assertTrue(small.banned(own, nowNanos));
                assertTrue(small.lift(own.getAddress(), nowNanos));
            }
            for (int i = 0; i < 100; i++) {
                small.ban(source(i), BanReason.FLOOD, FIRST, nowNanos);
            }
            return null;
        };
    }

    private BanTable table(int limit) {
        BanSettings settings =
                new BanSettings(FIRST, Duration.ofSeconds(1000), Duration.ofHours(1), limit);
        InetSocketAddress exempt = new InetSocketAddress("203.0.113.1", 5060);
        return new BanTable(settings, exempt::equals, counters, START);
    }

    private static InetSocketAddress source(int n) {
        return new InetSocketAddress("198.51.100." + n, 5060);
    }

    private void pass(long seconds) {
        nowNanos += seconds * SECOND;
    }

    private long added(String reason) {
        return value("portcullis_bans_added_total", "reason", reason);
    }

    private long value(String name, String... labels) {
        return counters.samples().stream()
                .filter(s -> s.name().equals(name) && s.labels().equals(List.of(labels)))
                .findAny()
                .orElseThrow()
                .value()
                .getAsLong();
    }
}

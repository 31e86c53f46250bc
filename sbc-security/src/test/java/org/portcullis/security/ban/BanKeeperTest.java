package org.portcullis.security.ban;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portcullis.core.runtime.Counters;

class BanKeeperTest {
    private static final InetSocketAddress SOURCE = new InetSocketAddress("198.51.100.1", 5060);
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("2001:db8::7", 5060);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir private Path directory;

    @Test
    void shouldKeepBansOverARestart() throws Exception {
        BanTable before = table();
        try (BanKeeper keeper = keeper(before, 0)) {
            keeper.start();
            before.ban(SOURCE, BanReason.SCANNER, Duration.ofMinutes(15), 0);
            before.banUser("alice", SOURCE, BanReason.SCANNER, Duration.ofMinutes(15), 0);
        }
        BanTable after = table();
        try (BanKeeper keeper = keeper(after, 60)) {
            keeper.start();
            assertTrue(after.banned(SOURCE, seconds(839)));
            assertTrue(after.banned("alice", SOURCE, seconds(839)));
            assertFalse(after.banned(SOURCE, seconds(840)));
            after.lift(SOURCE.getAddress(), 0);
        }
        BanTable last = table();
        try (BanKeeper keeper = keeper(last, 61)) {
            keeper.start();
            assertFalse(last.banned(SOURCE, 0));
            assertTrue(last.banned("alice", SOURCE, 0));
        }
    }

    @Test
    void shouldNotStartWhereTheFileCannotBeWritten() throws Exception {
        Files.writeString(directory.resolve("file"), "");
        try (BanKeeper keeper =
                new BanKeeper(
                        table(),
                        Optional.of(directory.resolve("file").resolve("bans")),
                        Optional.empty(),
                        source -> false,
                        () -> 0,
                        () -> START,
                        new Counters())) {
            assertThrows(IOException.class, keeper::start);
        }
    }

    @Test
    void shouldGoOnInAnotherFileWithTheBansOfBoth() throws Exception {
        BanTable before = table();
        try (BanKeeper keeper = keeper(before, "other", 0)) {
            keeper.start();
            before.ban(ELSEWHERE, BanReason.SCANNER, Duration.ofMinutes(15), 0);
        }
        BanTable table = table();
        try (BanKeeper keeper = keeper(table, 0)) {
            keeper.start();
            table.ban(SOURCE, BanReason.SCANNER, Duration.ofMinutes(15), 0);
            Runnable use =
                    keeper.prepare(Optional.of(directory.resolve("other")), Optional.empty());
            assertFalse(table.banned(ELSEWHERE, 0), "nothing is changed before it is taken");
            use.run();
            assertTrue(table.banned(ELSEWHERE, 0));
        }
        BanTable after = table();
        try (BanKeeper keeper = keeper(after, "other", 0)) {
            keeper.start();
            assertTrue(after.banned(SOURCE, 0));
            assertTrue(after.banned(ELSEWHERE, 0));
        }
    }

    @Test
    void shouldNotTakeAFileThatCannotBeWritten() throws Exception {
        Files.writeString(directory.resolve("file"), "");
        try (BanKeeper keeper = keeper(table(), 0)) {
            keeper.start();
            Path impossible = directory.resolve("file").resolve("bans");
            IOException why =
                    assertThrows(
                            IOException.class,
                            () -> keeper.prepare(Optional.of(impossible), Optional.empty()));
            assertTrue(why.toString().contains("bans.file: " + impossible), why.toString());
        }
    }

    @Test
    void shouldEmptyTheSetsItLeavesAndFillTheOthers() throws Exception {
        Path script = directory.resolve("script");
        List<String> nft = List.of("sh", "-c", "cat >> " + script);
        BanTable table = table();
        table.ban(SOURCE, BanReason.SCANNER, Duration.ofMinutes(15), 0);
        try (BanKeeper keeper =
                new BanKeeper(
                        table,
                        Optional.empty(),
                        Optional.of(set("old")),
                        nft,
                        source -> false,
                        () -> 0,
                        () -> START,
                        new Counters())) {
            keeper.prepare(Optional.empty(), Optional.of(set("new"))).run();
            keeper.prepare(Optional.empty(), Optional.of(set("new"))).run();
        }
        assertEquals(
                """
                flush set inet edge old
                flush set inet edge new
                add element inet edge new { 198.51.100.1 timeout 900000ms }
                """,
                Files.readString(script));
    }

    private static NftSettings set(String name) {
        return new NftSettings("inet", "edge", Optional.of(name), Optional.empty());
    }

    private static BanTable table() {
        return new BanTable(BanSettings.DEFAULT, source -> false, new Counters(), 0);
    }

    private BanKeeper keeper(BanTable table, long wallSeconds) {
        return keeper(table, "bans", wallSeconds);
    }

    private BanKeeper keeper(BanTable table, String file, long wallSeconds) {
        return new BanKeeper(
                table,
                Optional.of(directory.resolve(file)),
                Optional.empty(),
                source -> false,
                () -> 0,
                () -> START.plusSeconds(wallSeconds),
                new Counters());
    }

    private static long seconds(long seconds) {
        return seconds * 1_000_000_000;
    }
}

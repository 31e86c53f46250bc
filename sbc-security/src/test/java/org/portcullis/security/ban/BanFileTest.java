package org.portcullis.security.ban;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BanFileTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir private Path directory;

    @Test
    void shouldGiveBackWhatItWasGivenLessTheTimePassed() throws Exception {
        List<Ban> bans =
                List.of(
                        ban("198.51.100.1", Optional.empty(), Duration.ofMinutes(5)),
                        ban("2001:db8::1", Optional.of("a ü~%\n"), Duration.ofMinutes(5)),
                        ban("198.51.100.2", Optional.of("~"), Duration.ofMinutes(-5)));
        BanFile file = new BanFile(directory.resolve("bans"));
        file.write(List.of(bans.getFirst()), NOW);
        file.write(bans, NOW);
        BanFile.Content content = file.read(NOW.plusSeconds(60));
        assertEquals(List.of(), content.problems());
        assertEquals(
                List.of(
                        ban("198.51.100.1", Optional.empty(), Duration.ofMinutes(4)),
                        ban("2001:db8::1", Optional.of("a ü~%\n"), Duration.ofMinutes(4)),
                        ban("198.51.100.2", Optional.of("~"), Duration.ofMinutes(-6))),
                content.bans());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve("bans"))));
    }

    @Test
    void shouldNameBadLinesAndTakeTheOthers() throws Exception {
        Path path = directory.resolve("bans");
        Files.writeString(
                path,
                """
                # portcullis bans 1
                198.51.100.1 ~ flood 1 900000 1767225600000
                198.51.100.300 ~ flood 1 900000 1767225600000
                198.51.100.1 ~ boredom 1 900000 1767225600000
                198.51.100.1 ~ flood 0 900000 1767225600000
                198.51.100.1 ~ flood 1 -1 1767225600000
                198.51.100.1 ~ flood 1 900000 9223372036854775807
                198.51.100.1 ~ flood 1 900000 x
                198.51.100.1 %zz flood 1 900000 1767225600000
                198.51.100.1 ~ flood 1
                """);
        BanFile.Content content = new BanFile(path).read(NOW);
        // A far end is a ban all the same; the table cuts it.
        assertEquals(2, content.bans().size());
        assertEquals(7, content.problems().size());
        assertTrue(content.problems().getFirst().startsWith(path + ":3: 198.51.100.300"));
    }

    @Test
    void shouldTakeNoFileForNoBans() throws Exception {
        assertEquals(List.of(), new BanFile(directory.resolve("none")).read(NOW).bans());
    }

    @Test
    void shouldKeepTheOldOneWhereTheNewCannotBeWritten() throws Exception {
        Path path = directory.resolve("bans");
        BanFile file = new BanFile(path);
        file.write(List.of(ban("198.51.100.1", Optional.empty(), Duration.ofDays(1))), NOW);
        Files.createDirectory(directory.resolve("bans.new"));
        Files.createFile(directory.resolve("bans.new").resolve("in-the-way"));
        assertThrows(IOException.class, () -> file.write(List.of(), NOW));
        assertEquals(1, file.read(NOW).bans().size());
    }

    private static Ban ban(String address, Optional<String> user, Duration left) {
        try {
            return new Ban(
                    InetAddress.getByName(address),
                    user,
                    BanReason.AUTHENTICATION,
                    3,
                    Duration.ofMinutes(15),
                    left);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

package org.portcullis.security.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressFileTest {

    @TempDir Path directory;

    @Test
    void shouldReadOneEntryALine() throws IOException {
        AddressFile file =
                read("# Träger\n192.0.2.0/24\n\n  2001:db8::/32 # second\r\n10.0.0.1:5060");
        assertEquals(
                List.of(
                        AddressEntry.parse("192.0.2.0/24"),
                        AddressEntry.parse("2001:db8::/32"),
                        AddressEntry.parse("10.0.0.1:5060")),
                file.entries());
        assertEquals(List.of(), file.problems());
    }

    @Test
    void shouldReadTagsAndNames() throws IOException {
        AddressFile file =
                read("192.0.2.0/24\tcarrier-a # one\ncarrier.example:5060 b\n10.0.0.1 a b\n");
        assertEquals(
                List.of(
                        AddressEntry.parse("192.0.2.0/24").tagged("carrier-a"),
                        new DomainEntry("carrier.example", 5060, "b")),
                file.entries());
        assertEquals(1, file.problems().size());
        assertTrue(file.problems().get(0).contains(":3: tag: a b (expected: a word"));
    }

    @Test
    void shouldNameEachBadLine() throws IOException {
        AddressFile file = read("192.0.2.0/24\nnonsense\n10.0.0.0/40\n10.0.0.2\n");
        assertEquals(2, file.entries().size());
        assertEquals(2, file.problems().size());
        Path path = directory.resolve("addresses");
        assertTrue(
                file.problems().get(0).startsWith(path + ":2: address: nonsense (expected: "),
                file.problems().get(0));
        assertEquals(path + ":3: prefix length: 40 (expected: 0-32)", file.problems().get(1));
    }

    @Test
    void shouldSumUpTheProblemsOfAFileThatIsNone() throws IOException {
        AddressFile file = read("x\n".repeat(1_000));
        assertEquals(101, file.problems().size());
        assertTrue(file.problems().getLast().endsWith(": 900 more bad lines"));
    }

    @Test
    void shouldReportAMissingFile() {
        AddressFile file = AddressFile.read(directory.resolve("absent"));
        assertEquals(List.of(), file.entries());
        assertEquals(1, file.problems().size());
        assertTrue(file.problems().get(0).endsWith(" (expected: a readable file)"));
    }

    private AddressFile read(String text) throws IOException {
        Path path = directory.resolve("addresses");
        Files.write(path, text.getBytes(StandardCharsets.UTF_8));
        return AddressFile.read(path);
    }
}

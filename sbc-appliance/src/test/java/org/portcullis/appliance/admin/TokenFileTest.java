package org.portcullis.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
    @TempDir Path directory;

    private final SecureRandom random = new SecureRandom();

    @Test
    void shouldMakeATokenForNobodyElseAndKeepIt() throws Exception {
        Path state = directory.resolve("a").resolve("state");
        Token made = TokenFile.readOrMake(state, random);
        assertEquals(43, made.value().length());
        assertEquals(made, TokenFile.readOrMake(state, random));
        assertNotEquals(made, TokenFile.readOrMake(directory.resolve("b"), random));
        assertEquals("rwx------", mode(state));
        assertEquals("rw-------", mode(state.resolve("admin.token")));
        assertEquals(made.value() + "\n", Files.readString(state.resolve("admin.token")));
        try (Stream<Path> files = Files.list(state)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void shouldAgreeOnOneTokenHoweverManyAskAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Callable<Token> ask = () -> TokenFile.readOrMake(directory.resolve("s"), random);
            Set<Token> all = new HashSet<>();
            List<Future<Token>> asked =
                    new ArrayList<>(
                            threads.invokeAll(List.of(ask, ask, ask, ask, ask, ask, ask, ask)));
            for (Future<Token> one : asked) {
                all.add(one.get());
            }
            assertEquals(1, all.size());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "short", "with a space in between", "with-an-umlaut-\u00e4\u00e4\u00e4"})
    void shouldRefuseATokenThatWillNotDoWithoutShowingIt(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("t"), text + "\nx");
        IOException thrown = assertThrows(IOException.class, () -> TokenFile.read(file));
        assertEquals(
                file
                        + ": no token in the first line (expected: 16 to 512 letters, digits and"
                        + " signs of ASCII, without a space)",
                thrown.getMessage());
        assertEquals(false, !text.isEmpty() && String.valueOf(thrown.getCause()).contains(text));
    }

    @Test
    void shouldNotShowATokenByAccident() {
        assertEquals("***", TestAdmin.TOKEN.toString());
        assertEquals(false, TestAdmin.settings().toString().contains("a-token"));
    }

    @Test
    void shouldSayWhereItCouldNotWrite() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        IOException thrown =
                assertThrows(
                        IOException.class,
                        () -> TokenFile.readOrMake(file.resolve("below"), random));
        String message = String.valueOf(thrown.getMessage());
        assertTrue(message.startsWith(file.toString()), message);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}

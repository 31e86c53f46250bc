package org.portcullis.appliance.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the admin token is kept: the first line of a file. Blocks. */
public final class TokenFile {
    /** The file in the state directory. */
    public static final String NAME = "admin.token";

    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
    private static final int MOST_BYTES = 4_096;

    private TokenFile() {}

    /**
     * Reads a token.
     *
     * @throws IOException naming the file, what is wrong and what was expected; never the token
     */
    public static Token read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(
                    file + ": too large (expected: at most " + MOST_BYTES + " bytes)");
        }
        String first =
                Files.readString(file, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
        Token token;
        try {
            token = new Token(first.strip());
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + ": no token in the first line (expected: " + Token.EXPECTED + ')', e);
        }
        if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
            LOG.warn("everybody on this host can read the admin token file={}", file);
        }
        return token;
    }

    /**
     * The token of the state directory; where there is none it is made, for this user's eyes only,
     * the directory too. Several processes may ask at once: all get the same.
     *
     * @throws IOException naming the file, what is wrong and what was expected
     */
    public static Token readOrMake(Path directory, RandomGenerator random) throws IOException {
        Path file = directory.resolve(NAME);
        try {
            return read(file);
        } catch (NoSuchFileException e) {
            return make(file, random);
        }
    }

    private static Token make(Path file, RandomGenerator random) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Token token = Token.make(random);
        try {
            Files.createDirectories(directory, mode("rwx------"));
            // Linked into place when it is whole, so that nobody reads half of it.
            Path whole = Files.createTempFile(directory, ".token", "", mode("rw-------"));
            try {
                Files.writeString(whole, token.value() + '\n', StandardOpenOption.SYNC);
                Files.createLink(file, whole);
            } finally {
                Files.delete(whole);
            }
        } catch (FileAlreadyExistsException e) {
            return read(file); // another process was faster
        } catch (IOException e) {
            throw new IOException(
                    file
                            + ": cannot be written: "
                            + e.getMessage()
                            + " (expected: a state-directory that this user can write to)",
                    e);
        }
        LOG.info("admin token made file={}", file);
        return token;
    }

    private static java.nio.file.attribute.FileAttribute<Set<PosixFilePermission>> mode(
            String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }
}

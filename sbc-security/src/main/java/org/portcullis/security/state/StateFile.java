package org.portcullis.security.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * A file of lines that is replaced whole by renaming, so that it is the old one or the new one
 * whenever the power goes. Nobody but its owner may read it. Blocks; one thread at a time.
 */
public final class StateFile {
    /** Far above what a full table of anything takes. */
    private static final long MOST_BYTES = 1L << 29;

    private final Path path;

    public StateFile(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /**
     * Reads it; one that is not there has no lines.
     *
     * @throws IOException where it is there and cannot be read
     */
    public List<String> lines() throws IOException {
        if (!Files.exists(path)) {
            return List.of();
        }
        long bytes = Files.size(path);
        if (bytes > MOST_BYTES) {
            throw new IOException(
                    path + ": " + bytes + " bytes (expected: at most " + MOST_BYTES + ')');
        }
        // What is no UTF-8 is a line that means nothing, not a file that cannot be read.
        return new String(Files.readAllBytes(path), UTF_8).lines().toList();
    }

    /**
     * Makes sure that it can be replaced, and makes its directory where there is none.
     *
     * @param key that configures it, for the message
     * @throws IOException naming the key, the file and what was expected
     */
    public void requireWritable(String key) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".try");
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.deleteIfExists(fresh);
            Files.createFile(fresh);
            Files.delete(fresh);
        } catch (IOException e) {
            throw new IOException(
                    key + ": " + path + ": " + e + " (expected: a file that can be written)", e);
        }
    }

    /**
     * Replaces it.
     *
     * @throws IOException naming the file; the old one stays
     */
    public void replace(String text) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    }
}

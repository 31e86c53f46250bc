package org.portcullis.security.fraud;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.portcullis.security.state.StateFile;

/**
 * The file that fraud counts and blocks outlive a restart in: when it was written, and a line for
 * each {@link Remembered}. Blocks; one thread at a time.
 */
final class FraudFile {
    private static final String HEADER = "# portcullis fraud 1 ";
    private static final int MAX_PROBLEMS = 100;

    private final StateFile file;

    FraudFile(Path path) {
        this.file = new StateFile(path);
    }

    /**
     * What a file holds.
     *
     * @param sources of the good lines, as they are by now
     * @param problems one for each bad line, the first {@value #MAX_PROBLEMS} of them
     */
    record Content(List<Remembered> sources, List<String> problems) {}

    /**
     * Reads the file; one that is not there is empty.
     *
     * @param most lines that are taken
     * @throws IOException where it is there and cannot be read
     */
    Content read(Instant now, int most) throws IOException {
        List<Remembered> sources = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<String> lines = file.lines();
        if (lines.isEmpty()) {
            return new Content(sources, problems);
        }
        Optional<Instant> written = written(lines.getFirst());
        if (written.isEmpty()) {
            problems.add(
                    file.path() + ":1: (expected: " + HEADER + "TIME; nothing of it is taken)");
            return new Content(sources, problems);
        }
        // A clock that was set back makes it none the younger.
        long millis = Math.max(0, now.toEpochMilli() - written.get().toEpochMilli());
        for (int i = 1; i < lines.size() && sources.size() < most; i++) {
            Optional<Remembered> source = Remembered.parse(lines.get(i));
            source.map(then -> then.after(millis)).ifPresent(sources::add);
            if (source.isEmpty() && problems.size() < MAX_PROBLEMS) {
                problems.add(
                        file.path()
                                + ":"
                                + (i + 1)
                                + ": "
                                + lines.get(i)
                                + " (expected: a source; it is left out)");
            }
        }
        return new Content(sources, problems);
    }

    void requireWritable() throws IOException {
        file.requireWritable("fraud.file");
    }

    /**
     * Replaces the file.
     *
     * @throws IOException naming the file; the old one stays
     */
    void write(List<Remembered> sources, Instant now) throws IOException {
        StringBuilder text = new StringBuilder(80 * sources.size() + 40);
        text.append(HEADER).append(now.toEpochMilli()).append('\n');
        sources.forEach(source -> source.appendTo(text));
        file.replace(text.toString());
    }

    private static Optional<Instant> written(String header) {
        try {
            return header.startsWith(HEADER)
                    ? Optional.of(
                            Instant.ofEpochMilli(Long.parseLong(header.substring(HEADER.length()))))
                    : Optional.empty();
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }
}

package org.portcullis.security.scan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of patterns: {@code TEXT} or {@code FIELD: TEXT} a line; empty lines and those that begin
 * with {@code #} are nothing.
 *
 * @param patterns of the good lines, in order
 * @param problems one for each bad line, {@code file:line: what is wrong (expected: ...)}
 */
public record PatternFile(List<ScanPattern> patterns, List<String> problems) {
    public PatternFile {
        patterns = List.copyOf(patterns);
        problems = List.copyOf(problems);
    }

    /** Reads {@code path}; a file that cannot be read is a problem too. Blocks. */
    public static PatternFile read(Path path) {
        List<ScanPattern> patterns = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        try {
            List<String> lines = Files.readAllLines(path, StandardCharsets.ISO_8859_1);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (line.isEmpty() || line.startsWith("#")) {
                    continue;
                }
                try {
                    patterns.add(ScanPattern.parse(line));
                } catch (IllegalArgumentException e) {
                    problems.add(path + ":" + (i + 1) + ": " + e.getMessage());
                }
            }
        } catch (IOException e) {
            problems.add(path + ": cannot be read: " + e + " (expected: a readable file)");
        }
        return new PatternFile(patterns, problems);
    }
}

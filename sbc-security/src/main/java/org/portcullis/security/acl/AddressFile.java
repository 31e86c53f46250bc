package org.portcullis.security.acl;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of addresses: one {@link GroupMember} a line and perhaps a tag behind it, {@code #} starts
 * a comment, empty lines are nothing.
 *
 * @param entries of the good lines, in order
 * @param problems one for each bad line, {@code file:line: what is wrong (expected: ...)}; the last
 *     sums up those beyond {@value #MAX_PROBLEMS}
 */
public record AddressFile(List<GroupMember> entries, List<String> problems) {

    private static final int MAX_PROBLEMS = 100;

    public AddressFile {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }

    /** Reads {@code path}; a file that cannot be read is a problem too. Blocks. */
    public static AddressFile read(Path path) {
        List<GroupMember> entries = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        int bad = 0;
        // Latin-1 maps every byte, so a comment in any encoding is harmless.
        try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String text = withoutComment(line);
                if (text.isEmpty()) {
                    continue;
                }
                try {
                    entries.add(entry(text));
                } catch (IllegalArgumentException e) {
                    if (++bad <= MAX_PROBLEMS) {
                        problems.add(path + ":" + number + ": " + e.getMessage());
                    }
                }
            }
        } catch (IOException e) {
            problems.add(path + ": cannot be read: " + e + " (expected: a readable file)");
        }
        if (bad > MAX_PROBLEMS) {
            problems.add(path + ": " + (bad - MAX_PROBLEMS) + " more bad lines");
        }
        return new AddressFile(entries, problems);
    }

    private static GroupMember entry(String text) {
        int space = 0;
        while (space < text.length() && !Character.isWhitespace(text.charAt(space))) {
            space++;
        }
        GroupMember member = GroupMember.parse(text.substring(0, space));
        String tag = text.substring(space).strip();
        return tag.isEmpty() ? member : member.tagged(GroupMember.requireTag(tag));
    }

    private static String withoutComment(String line) {
        int hash = line.indexOf('#');
        return (hash < 0 ? line : line.substring(0, hash)).strip();
    }
}

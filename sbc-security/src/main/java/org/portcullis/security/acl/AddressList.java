package org.portcullis.security.acl;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The address file of Kamailio's permissions module: {@code GROUP ADDRESS [MASK [PORT [TAG]]]} a
 * line, {@code #} before comments; mask and port 0 stand for all.
 *
 * @param groups the entries of each group, in order
 * @param problems one for each bad line, {@code file:line: what is wrong (expected: ...)}; the last
 *     sums up those beyond {@value #MAX_PROBLEMS}
 */
public record AddressList(Map<Integer, List<GroupMember>> groups, List<String> problems) {
    private static final int MAX_PROBLEMS = 100;
    private static final int MAX_DIGITS = 9;
    private static final int FIELDS = 5;

    public AddressList {
        groups = Map.copyOf(groups);
        problems = List.copyOf(problems);
    }

    /** Reads {@code path}; a file that cannot be read is a problem too. Blocks. */
    public static AddressList read(Path path) {
        Map<Integer, List<GroupMember>> groups = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        int bad = 0;
        // Latin-1 maps every byte, so a comment in any encoding is harmless.
        try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                int hash = line.indexOf('#');
                String text = (hash < 0 ? line : line.substring(0, hash)).strip();
                try {
                    if (!text.isEmpty()) {
                        take(text, groups);
                    }
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
        return new AddressList(groups, problems);
    }

    private static void take(String line, Map<Integer, List<GroupMember>> groups) {
        String[] fields = line.split("[ \t]+");
        if (fields.length < 2 || fields.length > FIELDS) {
            throw new IllegalArgumentException(
                    line + " (expected: GROUP ADDRESS [MASK [PORT [TAG]]])");
        }
        int group = number("group", fields[0]);
        int port = fields.length > 3 ? number("port", fields[3]) : 0;
        StringBuilder text = new StringBuilder(fields[1]);
        int mask = fields.length > 2 ? number("mask", fields[2]) : 0;
        boolean v6 = fields[1].indexOf(':') >= 0 && fields[1].indexOf('[') < 0;
        if (mask > 0 && mask != (v6 ? 128 : 32)) {
            text.append('/').append(mask);
        }
        if (port > 0) {
            if (v6) {
                text.insert(0, '[').append(']');
            }
            text.append(':').append(port);
        }
        GroupMember member = GroupMember.parse(text.toString());
        groups.computeIfAbsent(group, key -> new ArrayList<>())
                .add(
                        fields.length == FIELDS
                                ? member.tagged(GroupMember.requireTag(fields[FIELDS - 1]))
                                : member);
    }

    private static int number(String name, String text) {
        boolean digits = text.length() <= MAX_DIGITS;
        for (int i = 0; i < text.length(); i++) {
            digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!digits) {
            throw new IllegalArgumentException(name + ": " + text + " (expected: a number)");
        }
        return Integer.parseInt(text);
    }
}

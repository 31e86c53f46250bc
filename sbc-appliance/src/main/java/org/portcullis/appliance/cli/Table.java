package org.portcullis.appliance.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines of columns for a terminal. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> lines = new ArrayList<>();

    Table(String... heads) {
        line(heads);
    }

    void line(String... cells) {
        lines.add(Arrays.stream(cells).map(Table::printable).toList());
    }

    /** What comes from the network cannot move the cursor or recolour the terminal. */
    static String printable(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints()
                .map(
                        c ->
                                Character.isISOControl(c)
                                                || Character.getType(c) == Character.FORMAT
                                        ? '?'
                                        : c)
                .forEach(line::appendCodePoint);
        return line.toString();
    }

    @Override
    public String toString() {
        int[] widths = new int[lines.getFirst().size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                row.append(line.get(i)).repeat(' ', widths[i] - line.get(i).length()).append(GAP);
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}

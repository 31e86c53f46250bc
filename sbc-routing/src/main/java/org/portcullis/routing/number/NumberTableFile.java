package org.portcullis.routing.number;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table of numbers as a file has it: comma-separated, the first line naming the columns. {@code
 * number} and {@code to} must be there, {@code as}, {@code priority}, {@code cost} and {@code
 * weight} may. Blank lines and those that begin with {@code //} are passed over.
 *
 * @param table of the good lines
 * @param problems of the bad ones, each with its place; the last counts those that are not listed
 */
public record NumberTableFile(NumberTable table, List<String> problems) {

    private static final int MOST_PROBLEMS = 1_000;
    private static final int MOST_ROWS = 5_000_000;
    private static final int MICROS = 1_000_000;

    /** The mark that some programs begin UTF-8 with, byte for byte. */
    private static final String MARK = "\u00ef\u00bb\u00bf";

    public NumberTableFile {
        problems = List.copyOf(problems);
    }

    /**
     * Reads {@code path}; a file that cannot be read is a problem too. Blocks.
     *
     * @param peers the names of the trunks and dispatchers that a request can go to
     * @param nested whether a number may begin with another number of the table
     */
    public static NumberTableFile read(Path path, Collection<String> peers, boolean nested) {
        Reading reading = new Reading(path, peers);
        reading.lines(reading::row);
        if (!nested && reading.problems.isEmpty()) {
            reading.lines(reading::requireApart);
        }
        return reading.finish();
    }

    private static final class Reading {
        private final Path path;
        private final NumberTableBuilder builder;
        private final List<String> problems = new ArrayList<>();
        private int bad;

        /** Where each column of {@link Column} stands; -1 where it does not. */
        private final int[] columns = new int[Column.values().length];

        private int columnCount;

        Reading(Path path, Collection<String> peers) {
            this.path = path;
            this.builder = new NumberTableBuilder(List.copyOf(peers));
        }

        private interface Line {
            void read(String[] fields, int number);
        }

        void lines(Line line) {
            // Latin-1 maps every byte: what is wrong is told by its line, whatever its encoding.
            try (BufferedReader reader =
                    Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
                columnCount = 0;
                int number = 0;
                for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                    number++;
                    text = number == 1 && text.startsWith(MARK) ? text.substring(3) : text;
                    if (text.isBlank() || text.startsWith("//")) {
                        continue;
                    }
                    if (columnCount == 0) {
                        if (!header(fields(text), number)) {
                            return;
                        }
                    } else {
                        line.read(fields(text), number);
                    }
                    if (builder.rows() > MOST_ROWS) {
                        problem(number, "one row too many (expected: at most " + MOST_ROWS + ")");
                        return;
                    }
                }
                if (columnCount == 0) {
                    problem(1, "empty (expected: a line that names the columns: number,to)");
                }
            } catch (IOException e) {
                problems.add(path + ": cannot be read: " + e + " (expected: a readable file)");
            }
        }

        private boolean header(String[] names, int line) {
            Arrays.fill(columns, -1);
            columnCount = names.length;
            for (int i = 0; i < names.length; i++) {
                Optional<Column> column = Column.named(names[i]);
                if (column.isEmpty() || columns[column.get().place] >= 0) {
                    problem(
                            line,
                            names[i]
                                    + ": no column, or there twice (expected: number, to, and"
                                    + " perhaps as, priority, cost and weight)");
                    return false;
                }
                columns[column.get().place] = i;
            }
            if (!has(Column.NUMBER) || !has(Column.TO)) {
                problem(line, "a column is missing (expected: number and to)");
                return false;
            }
            return true;
        }

        void row(String[] fields, int line) {
            if (fields.length != columnCount) {
                problem(line, fields.length + " fields (expected: " + columnCount + ")");
                return;
            }
            String as = field(fields, Column.AS, "");
            int priority = whole(field(fields, Column.PRIORITY, "0"));
            int costMicros = micros(field(fields, Column.COST, "0"));
            int weight = whole(field(fields, Column.WEIGHT, "1"));
            if (number(fields).isEmpty()) {
                problem(line, "number: missing (expected: a number, or the beginning of some)");
            } else if (!isUser(as)) {
                problem(line, "as: " + as + " (expected: letters, digits and + * # - _ .)");
            } else if (priority < 0) {
                wrong(line, fields, Column.PRIORITY, "0-1000");
            } else if (costMicros < 0) {
                wrong(line, fields, Column.COST, "0-1000, with up to six decimals");
            } else if (weight < 0) {
                wrong(line, fields, Column.WEIGHT, "0-1000");
            } else {
                builder.add(
                                new NumberTableBuilder.Row(
                                        number(fields),
                                        field(fields, Column.TO, ""),
                                        as,
                                        priority,
                                        costMicros,
                                        weight),
                                line,
                                has(Column.PRIORITY) || has(Column.COST) || has(Column.WEIGHT))
                        .ifPresent(what -> problem(line, what));
            }
        }

        void requireApart(String[] fields, int line) {
            int around = builder.lineAround(number(fields));
            if (around > 0) {
                problem(
                        line,
                        number(fields)
                                + ": begins with the number in line "
                                + around
                                + " (expected: none that does, or `nested: true`)");
            }
        }

        NumberTableFile finish() {
            if (bad > MOST_PROBLEMS) {
                problems.add(path + ": " + (bad - MOST_PROBLEMS) + " more bad lines");
            }
            return new NumberTableFile(builder.build(), problems);
        }

        private String number(String[] fields) {
            String number = field(fields, Column.NUMBER, "");
            return number.startsWith("+") ? number.substring(1) : number;
        }

        private boolean has(Column column) {
            return columns[column.place] >= 0;
        }

        /** One field; {@code byDefault} where it is empty or not there. */
        private String field(String[] fields, Column column, String byDefault) {
            int at = columns[column.place];
            return at < 0 || fields[at].isEmpty() ? byDefault : fields[at];
        }

        private void wrong(int line, String[] fields, Column column, String expected) {
            String name = column.label();
            problem(
                    line,
                    name + ": " + field(fields, column, "") + " (expected: " + expected + ")");
        }

        private void problem(int line, String what) {
            if (++bad <= MOST_PROBLEMS) {
                problems.add(path + ":" + line + ": " + what);
            }
        }
    }

    private enum Column {
        NUMBER(0),
        TO(1),
        AS(2),
        PRIORITY(3),
        COST(4),
        WEIGHT(5);

        private final int place;

        Column(int place) {
            this.place = place;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Column> named(String text) {
            for (Column column : values()) {
                if (column.label().equals(text)) {
                    return Optional.of(column);
                }
            }
            return Optional.empty();
        }
    }

    /** The fields of a line, without space around them and the quotes that some programs write. */
    private static String[] fields(String line) {
        String[] fields = line.split(",", -1);
        for (int i = 0; i < fields.length; i++) {
            String field = fields[i].strip();
            boolean quoted = field.length() >= 2 && field.startsWith("\"") && field.endsWith("\"");
            fields[i] = quoted ? field.substring(1, field.length() - 1) : field;
        }
        return fields;
    }

    /** 0 to 1000; -1 for anything else. */
    private static int whole(String text) {
        int value = digits(text);
        return value <= 1_000 ? value : -1;
    }

    /** A decimal fraction from 0 to 1000 in millionths; -1 for anything else. */
    private static int micros(String text) {
        int point = text.indexOf('.');
        int whole = whole(point < 0 ? text : text.substring(0, point));
        String decimals = point < 0 ? "0" : text.substring(point + 1);
        if (whole < 0 || decimals.length() > 6 || digits(decimals) < 0) {
            return -1;
        }
        return whole * MICROS + digits((decimals + "000000").substring(0, 6));
    }

    private static int digits(String text) {
        if (text.isEmpty() || text.length() > 6) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static boolean isUser(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (c < '0' || c > '9') && "+*#-_.".indexOf(c) < 0) {
                return false;
            }
        }
        return text.length() <= 64;
    }
}

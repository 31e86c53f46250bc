package org.portcullis.security.fraud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a source by a rule, as it outlives a restart; calls that stand do not. As a
 * line: {@code rule source calls sequential number talked-millis window-millis block-millis
 * last-minute raised}, texts in percent encoding, {@code ~} for nothing, the last two as lists of
 * {@code seconds-ago:calls} and {@code measure:level}.
 *
 * @param calls since the window began
 * @param sequential to {@code lastNumber}
 * @param talkedMillis since the window began
 * @param windowMillis since the window began
 * @param blockMillis that are left of the block; 0 or less for none
 * @param secondsAgo calls of the present second, of the one before, and so on
 * @param raised what people were told of already
 */
record Remembered(
        String rule,
        String source,
        int calls,
        int sequential,
        String lastNumber,
        long talkedMillis,
        long windowMillis,
        long blockMillis,
        List<Integer> secondsAgo,
        Map<Measure, FraudEvent.Level> raised) {
    private static final String NOTHING = "~";
    private static final int FIELDS = 10;

    /** Ten years: beyond it nothing is what it says. */
    private static final long MOST_MILLIS = 3650L * 86_400_000;

    Remembered {
        if (calls < 0 || sequential < 0 || secondsAgo.size() != SourceState.MINUTE_SECONDS) {
            throw new IllegalArgumentException("counts (expected: none below 0, and 60 seconds)");
        }
        if (secondsAgo.stream().anyMatch(each -> each < 0)) {
            throw new IllegalArgumentException(secondsAgo + " (expected: none below 0)");
        }
        secondsAgo = List.copyOf(secondsAgo);
        requireTime(talkedMillis);
        requireTime(windowMillis);
        requireTime(Math.max(0, blockMillis));
        raised = Map.copyOf(raised);
    }

    private static void requireTime(long millis) {
        if (millis < 0 || millis > MOST_MILLIS) {
            throw new IllegalArgumentException(millis + " ms (expected: up to ten years)");
        }
    }

    /** The same so much later. With a block that has ended, it is forgotten what was told. */
    Remembered after(long millis) {
        int seconds = (int) Math.min(secondsAgo.size(), millis / 1_000);
        List<Integer> shifted = new ArrayList<>(Collections.nCopies(seconds, 0));
        shifted.addAll(secondsAgo.subList(0, secondsAgo.size() - seconds));
        return new Remembered(
                rule,
                source,
                calls,
                sequential,
                lastNumber,
                talkedMillis,
                Math.min(MOST_MILLIS, windowMillis + millis),
                Math.max(0, blockMillis - millis),
                shifted,
                blockMillis > 0 && blockMillis <= millis ? Map.of() : raised);
    }

    void appendTo(StringBuilder line) {
        line.append(encoded(rule)).append(' ').append(encoded(source)).append(' ');
        line.append(calls).append(' ').append(sequential).append(' ');
        line.append(encoded(lastNumber)).append(' ').append(talkedMillis).append(' ');
        line.append(windowMillis).append(' ').append(Math.max(0, blockMillis)).append(' ');
        int start = line.length();
        for (int i = 0; i < secondsAgo.size(); i++) {
            if (secondsAgo.get(i) > 0) {
                line.append(line.length() == start ? "" : ",");
                line.append(i).append(':').append(secondsAgo.get(i));
            }
        }
        line.append(line.length() == start ? NOTHING : "").append(' ');
        int last = line.length();
        raised.forEach(
                (measure, level) -> {
                    line.append(line.length() == last ? "" : ",").append(measure.label());
                    line.append(':').append(level.name().toLowerCase(Locale.ROOT));
                });
        line.append(line.length() == last ? NOTHING : "").append('\n');
    }

    /** Empty for a line that is not one of these. */
    static Optional<Remembered> parse(String line) {
        String[] fields = line.split(" ", -1);
        if (fields.length != FIELDS || fields[0].isEmpty() || fields[1].isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Remembered(
                            decoded(fields[0]),
                            decoded(fields[1]),
                            Integer.parseInt(fields[2]),
                            Integer.parseInt(fields[3]),
                            decoded(fields[4]),
                            Long.parseLong(fields[5]),
                            Long.parseLong(fields[6]),
                            Long.parseLong(fields[7]),
                            seconds(fields[8]),
                            levels(fields[9])));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static List<Integer> seconds(String field) {
        List<Integer> seconds = new ArrayList<>(Collections.nCopies(SourceState.MINUTE_SECONDS, 0));
        if (!field.equals(NOTHING)) {
            for (String each : field.split(",", -1)) {
                String[] pair = each.split(":", -1);
                seconds.set(Integer.parseInt(pair[0]), Integer.parseInt(pair[1]));
            }
        }
        return seconds;
    }

    private static Map<Measure, FraudEvent.Level> levels(String field) {
        Map<Measure, FraudEvent.Level> levels = new EnumMap<>(Measure.class);
        if (!field.equals(NOTHING)) {
            for (String each : field.split(",", -1)) {
                String[] pair = each.split(":", -1);
                levels.put(
                        Measure.valueOf(pair[0].toUpperCase(Locale.ROOT).replace('-', '_')),
                        FraudEvent.Level.valueOf(pair[1].toUpperCase(Locale.ROOT)));
            }
        }
        return levels;
    }

    private static String encoded(String text) {
        return text.isEmpty() ? NOTHING : URLEncoder.encode(text, UTF_8).replace("~", "%7E");
    }

    private static String decoded(String field) {
        return field.equals(NOTHING) ? "" : URLDecoder.decode(field, UTF_8);
    }
}

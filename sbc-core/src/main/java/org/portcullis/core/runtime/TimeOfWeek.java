package org.portcullis.core.runtime;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Hours of some days of the week, such as {@code mon-fri 08:00-18:00}. What goes past midnight
 * belongs to the day on which it began.
 *
 * @param days on which it begins
 * @param fromMinute of the day, 0-1439
 * @param toMinute the first after it, 1-1440; not after {@code fromMinute} where it ends the next
 *     day
 */
public record TimeOfWeek(Set<DayOfWeek> days, int fromMinute, int toMinute) {
    private static final int DAY_MINUTES = 1_440;
    private static final String EXPECTED =
            " (expected: days and hours such as mon-fri 08:00-18:00, sat,sun or 22:00-06:00)";

    public TimeOfWeek {
        days = Set.copyOf(days);
    }

    /**
     * @throws IllegalArgumentException naming the text and what is expected
     */
    public static TimeOfWeek parse(String text) {
        Set<DayOfWeek> days = EnumSet.allOf(DayOfWeek.class);
        int from = 0;
        int to = DAY_MINUTES;
        List<String> parts = List.of(text.strip().split(" +"));
        boolean hours = parts.getLast().indexOf(':') >= 0;
        if (parts.size() > 2 || (parts.size() == 2 && !hours) || text.isBlank()) {
            throw wrong(text);
        }
        if (!hours || parts.size() == 2) {
            days = days(parts.getFirst(), text);
        }
        if (hours) {
            String[] ends = parts.getLast().split("-", -1);
            if (ends.length != 2) {
                throw wrong(text);
            }
            from = minute(ends[0], text);
            to = minute(ends[1], text);
            if (from == DAY_MINUTES || to == 0) {
                throw wrong(text);
            }
        }
        return new TimeOfWeek(days, from, to);
    }

    /** Whether a moment is in it, in the zone that it is given in. */
    public boolean contains(ZonedDateTime moment) {
        int minute = moment.getHour() * 60 + moment.getMinute();
        DayOfWeek today = moment.getDayOfWeek();
        if (fromMinute < toMinute) {
            return minute >= fromMinute && minute < toMinute && days.contains(today);
        }
        return (minute >= fromMinute && days.contains(today))
                || (minute < toMinute && days.contains(today.minus(1)));
    }

    private static Set<DayOfWeek> days(String text, String all) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String each : text.split(",", -1)) {
            String[] ends = each.split("-", -1);
            DayOfWeek day = day(ends[0], all);
            DayOfWeek last = ends.length == 1 ? day : day(ends[1], all);
            if (ends.length > 2) {
                throw wrong(all);
            }
            days.add(day);
            while (day != last) {
                day = day.plus(1);
                days.add(day);
            }
        }
        return days;
    }

    private static DayOfWeek day(String text, String all) {
        List<DayOfWeek> found = new ArrayList<>(1);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().substring(0, 3).toLowerCase(Locale.ROOT).equals(text)) {
                found.add(day);
            }
        }
        if (found.isEmpty()) {
            throw wrong(all);
        }
        return found.getFirst();
    }

    private static int minute(String text, String all) {
        if (!text.matches("[0-2][0-9]:[0-5][0-9]")) {
            throw wrong(all);
        }
        int minute =
                Integer.parseInt(text.substring(0, 2)) * 60 + Integer.parseInt(text.substring(3));
        if (minute > DAY_MINUTES) {
            throw wrong(all);
        }
        return minute;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(text + EXPECTED);
    }
}

package org.portcullis.routing.number;

import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of numbers and users as dial plans write it, matched from the first character to the
 * last in one pass: {@code X} is a digit, {@code Z} one of 1-9, {@code N} one of 2-9, {@code [1-5]}
 * any of these; at the end {@code .} stands for one or more characters and {@code !} for any number
 * of them. Everything else is itself, a capital letter {@code X} too where it stands behind a
 * backslash. Immutable; any thread.
 */
public final class NumberPattern {
    private static final int LONGEST = 64;
    private static final String FORM =
            " (expected: a pattern such as +49!, 0Z. or [2-4]XX: X is 0-9, Z 1-9, N 2-9, a last ."
                    + " one or more characters, a last ! any)";

    private final String text;

    /** What may stand at each place: a set of the codes 0-63 and one of 64-127. */
    private final long[] low;

    private final long[] high;

    /** How many more characters may follow at least; -1 for none. */
    private final int more;

    private NumberPattern(String text, List<Place> places, int more) {
        this.text = text;
        this.low = places.stream().mapToLong(Place::low).toArray();
        this.high = places.stream().mapToLong(Place::high).toArray();
        this.more = more;
    }

    /** The characters that may stand at one place. */
    private record Place(long low, long high) {
        static final Place NOTHING = new Place(0, 0);

        static Place range(char from, char to) {
            Place place = NOTHING;
            for (int c = from; c <= to; c++) {
                place =
                        c < Long.SIZE
                                ? new Place(place.low | (1L << c), place.high)
                                : new Place(place.low, place.high | (1L << (c - Long.SIZE)));
            }
            return place;
        }

        Place or(Place other) {
            return new Place(low | other.low, high | other.high);
        }
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException naming the text and what is expected
     */
    public static NumberPattern parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw wrong(text);
        }
        List<Place> places = new ArrayList<>();
        int more = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean last = i == text.length() - 1;
            if (c <= ' ' || c > '~' || ((c == '.' || c == '!') && !last)) {
                throw wrong(text);
            }
            switch (c) {
                case 'X' -> places.add(Place.range('0', '9'));
                case 'Z' -> places.add(Place.range('1', '9'));
                case 'N' -> places.add(Place.range('2', '9'));
                case '.' -> more = 1;
                case '!' -> more = 0;
                case '\\' -> {
                    if (last) {
                        throw wrong(text);
                    }
                    char itself = text.charAt(++i);
                    places.add(Place.range(itself, itself));
                }
                case '[' -> {
                    int end = text.indexOf(']', i);
                    places.add(set(text, i + 1, end));
                    i = end;
                }
                default -> places.add(Place.range(c, c));
            }
        }
        return new NumberPattern(text, places, more);
    }

    private static Place set(String text, int from, int to) {
        if (to <= from) {
            throw wrong(text);
        }
        Place set = Place.NOTHING;
        for (int i = from; i < to; i++) {
            char first = text.charAt(i);
            boolean range = i + 2 < to && text.charAt(i + 1) == '-';
            char last = range ? text.charAt(i + 2) : first;
            if (first > last || last > '~') {
                throw wrong(text);
            }
            set = set.or(Place.range(first, last));
            i += range ? 2 : 0;
        }
        return set;
    }

    public boolean matches(AsciiString number) {
        int length = number.length();
        if (more < 0 ? length != low.length : length < low.length + more) {
            return false;
        }
        for (int i = 0; i < low.length; i++) {
            int c = number.byteAt(i);
            if (c < 0 || (((c < Long.SIZE ? low[i] : high[i]) >>> c) & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether everything that {@code other} matches is matched by this one too. */
    public boolean covers(NumberPattern other) {
        int least = other.low.length + Math.max(0, other.more);
        boolean longEnough =
                more < 0
                        ? other.more < 0 && other.low.length == low.length
                        : least >= low.length + more;
        if (!longEnough) {
            return false;
        }
        for (int i = 0; i < low.length; i++) {
            boolean known = i < other.low.length;
            if (!known || (other.low[i] & ~low[i]) != 0 || (other.high[i] & ~high[i]) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NumberPattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(text + FORM);
    }
}

package org.portcullis.appliance.admin;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value that a request carries.
 *
 * @param expected as in {@code (expected: ...)}
 * @param help one sentence for people
 * @param parser gives nothing where the text is wrong
 */
public record Field<T>(
        String name,
        In in,
        boolean required,
        String expected,
        String help,
        Function<String, Optional<T>> parser) {

    private static final int MOST_CHARACTERS = 256;
    private static final int MOST_DIGITS = 9;
    private static final Duration LONGEST = Duration.ofDays(3650);

    /** Where a request has it. */
    public enum In {
        PATH,
        QUERY,
        BODY
    }

    /** One that a request may do without. */
    public Field<T> orNone() {
        return new Field<>(name, in, false, expected, help, parser);
    }

    /** Text of some length that can stand in a log line. */
    public static Field<String> text(String name, In in, String help) {
        return new Field<>(
                name,
                in,
                true,
                "1 to " + MOST_CHARACTERS + " characters, no controls",
                help,
                text -> Optional.of(text).filter(Field::printable));
    }

    public static Field<InetAddress> address(String name, In in, String help) {
        return new Field<>(
                name,
                in,
                true,
                "an IPv4 or IPv6 address",
                help,
                text -> Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(text)));
    }

    /** A time with its unit. */
    public static Field<Duration> duration(String name, In in, String help) {
        return new Field<>(
                name,
                in,
                true,
                "a time from 1s to 3650d with its unit, s, m, h or d",
                help,
                Field::duration);
    }

    private static Optional<Duration> duration(String text) {
        long unitSeconds =
                switch (text.isEmpty() ? ' ' : text.charAt(text.length() - 1)) {
                    case 's' -> 1;
                    case 'm' -> 60;
                    case 'h' -> 3_600;
                    case 'd' -> 86_400;
                    default -> 0;
                };
        String digits = unitSeconds == 0 ? "" : text.substring(0, text.length() - 1);
        if (digits.isEmpty()
                || digits.length() > MOST_DIGITS
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        Duration time = Duration.ofSeconds(Long.parseLong(digits) * unitSeconds);
        return Optional.of(time).filter(its -> its.isPositive() && its.compareTo(LONGEST) <= 0);
    }

    /** One of a few words. */
    public static Field<String> word(String name, In in, List<String> words, String help) {
        return new Field<>(
                name,
                in,
                true,
                "one of " + String.join(", ", words),
                help,
                text -> Optional.of(text).filter(words::contains));
    }

    private static boolean printable(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_CHARACTERS
                && text.codePoints().noneMatch(Character::isISOControl);
    }
}

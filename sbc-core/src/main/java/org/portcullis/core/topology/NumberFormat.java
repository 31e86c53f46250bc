package org.portcullis.core.topology;

import io.netty.util.AsciiString;

/**
 * How a peer writes telephone numbers. Arriving ones become E.164 with its plus sign, leaving ones
 * the peer's own. Whatever is no number, or is shorter than the peer's shortest that can be dialled
 * from anywhere, stays as it is: extensions, service codes and emergency numbers.
 *
 * @param style how numbers look
 * @param country the country code of the peer's own numbers, without a plus; empty where it is none
 *     of one country
 * @param trunkPrefix what the peer dials before a national number, such as 0; empty for nothing
 * @param internationalPrefix what it dials before a foreign one, such as 00 or 011
 * @param prefix digits before each called number, taken off what arrives and put before what
 *     leaves; empty for none
 * @param shortest the digits of the shortest number that is rewritten
 */
public record NumberFormat(
        Style style,
        String country,
        String trunkPrefix,
        String internationalPrefix,
        String prefix,
        int shortest) {
    /** The most digits that a number has (ITU-T E.164 6.2). */
    private static final int LONGEST = 15;

    private static final int DEFAULT_SHORTEST = 7;

    /** Numbers cross as they are. */
    public static final NumberFormat NONE =
            new NumberFormat(Style.UNCHANGED, "", "0", "00", "", DEFAULT_SHORTEST);

    public NumberFormat {
        requireDigits("country", country, 3);
        requireDigits("trunk-prefix", trunkPrefix, 5);
        requireDigits("international-prefix", internationalPrefix, 5);
        if (style == Style.NATIONAL && country.isEmpty()) {
            throw new IllegalArgumentException("format: national (expected: a country beside it)");
        }
        if (country.startsWith("0")) {
            throw new IllegalArgumentException(
                    "country: "
                            + country
                            + " (expected: a country code, which never begins with 0)");
        }
        if (internationalPrefix.isEmpty()) {
            throw new IllegalArgumentException(
                    "international-prefix: empty (expected: digits such as 00)");
        }
        if (prefix.length() > 20 || !prefix.chars().allMatch(NumberFormat::isDialled)) {
            throw new IllegalArgumentException(
                    "prefix: " + prefix + " (expected: at most 20 of 0-9, * and #)");
        }
        if (shortest < 2 || shortest > LONGEST) {
            throw new IllegalArgumentException(
                    "shortest: " + shortest + " (expected: 2-" + LONGEST + ")");
        }
    }

    /** How a peer writes numbers. */
    public enum Style {
        /** As it likes. */
        UNCHANGED,
        /** +49301234567. */
        E164,
        /** 49301234567. */
        DIGITS,
        /** 0049301234567. */
        INTERNATIONAL,
        /** 0301234567, and foreign ones as {@link #INTERNATIONAL}. */
        NATIONAL
    }

    /** Whether numbers and called prefixes all cross as they are. */
    boolean none() {
        return style == Style.UNCHANGED && prefix.isEmpty();
    }

    /** A called number of the peer, without its prefix. */
    AsciiString arrivingCalled(AsciiString number) {
        if (!prefix.isEmpty() && number.length() > prefix.length() && number.startsWith(prefix)) {
            return arriving(number.subSequence(prefix.length(), number.length(), false));
        }
        return arriving(number);
    }

    /** A called number as the peer dials it. */
    AsciiString leavingCalled(AsciiString number) {
        AsciiString written = leaving(number);
        boolean dialled = !prefix.isEmpty() && digits(number) >= shortest;
        return dialled ? new AsciiString(prefix).concat(written) : written;
    }

    /**
     * A number of the peer as E.164, if that can be told; else itself.
     *
     * @param number digits, perhaps after a plus sign
     */
    AsciiString arriving(AsciiString number) {
        int digits = digits(number);
        if (style == Style.UNCHANGED || digits < shortest || number.byteAt(0) == '+') {
            return number;
        }
        if (number.startsWith(internationalPrefix)) {
            return global(number, internationalPrefix.length(), "");
        }
        if (style == Style.DIGITS) {
            return global(number, 0, "");
        }
        if (!country.isEmpty() && number.startsWith(trunkPrefix)) {
            return global(number, trunkPrefix.length(), country);
        }
        return number;
    }

    /**
     * A local number whose context is a country code (RFC 3966 5.1.5) as E.164, if it can be one.
     *
     * @param code digits of the context
     */
    AsciiString inCountry(AsciiString number, AsciiString code) {
        if (digits(number) < shortest || number.byteAt(0) == '+' || code.length() > 3) {
            return number;
        }
        boolean trunk = !trunkPrefix.isEmpty() && number.startsWith(trunkPrefix);
        return global(number, trunk ? trunkPrefix.length() : 0, code.toString());
    }

    /** An E.164 number as the peer writes it; anything else as it is. */
    AsciiString leaving(AsciiString number) {
        if (number.isEmpty() || number.byteAt(0) != '+' || digits(number) < shortest) {
            return number;
        }
        AsciiString digits = number.subSequence(1, number.length(), false);
        return switch (style) {
            case UNCHANGED, E164 -> number;
            case DIGITS -> digits;
            case INTERNATIONAL -> new AsciiString(internationalPrefix).concat(digits);
            case NATIONAL ->
                    digits.startsWith(country)
                            ? new AsciiString(trunkPrefix)
                                    .concat(
                                            digits.subSequence(
                                                    country.length(), digits.length(), false))
                            : new AsciiString(internationalPrefix).concat(digits);
        };
    }

    private static AsciiString global(AsciiString number, int from, String code) {
        int digits = code.length() + number.length() - from;
        boolean zero = code.isEmpty() && from < number.length() && number.byteAt(from) == '0';
        return digits > LONGEST || from == number.length() || zero
                ? number
                : new AsciiString("+" + code)
                        .concat(number.subSequence(from, number.length(), false));
    }

    /** How many digits a number has; 0 for what is no number. */
    static int digits(AsciiString number) {
        int from = !number.isEmpty() && number.byteAt(0) == '+' ? 1 : 0;
        for (int i = from; i < number.length(); i++) {
            byte b = number.byteAt(i);
            if (b < '0' || b > '9') {
                return 0;
            }
        }
        return number.length() - from;
    }

    private static boolean isDialled(int c) {
        return (c >= '0' && c <= '9') || c == '*' || c == '#';
    }

    private static void requireDigits(String name, String value, int most) {
        if (value.length() > most || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: at most " + most + " digits)");
        }
    }
}

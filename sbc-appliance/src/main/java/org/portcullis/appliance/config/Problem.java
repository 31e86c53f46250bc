package org.portcullis.appliance.config;

import java.util.Comparator;

/**
 * Something wrong in the configuration.
 *
 * @param what the value and what was expected, {@code 70000 (expected: 1-65535)}
 */
record Problem(Place place, String what) {

    /** In the order of the files and their lines. */
    static final Comparator<Problem> BY_PLACE =
            Comparator.comparing((Problem p) -> p.place().file())
                    .thenComparingInt(p -> p.place().line())
                    .thenComparingInt(p -> p.place().column())
                    .thenComparing(p -> p.place().path())
                    .thenComparing(Problem::what);

    /**
     * {@code file:line:column: path: what is wrong (expected: ...)}, on one line whatever the file
     * holds.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(120);
        text.append(place.file())
                .append(':')
                .append(place.line())
                .append(':')
                .append(place.column());
        text.append(": ");
        if (!place.path().isEmpty()) {
            text.append(place.path()).append(": ");
        }
        return escaped(text.append(what));
    }

    private static String escaped(CharSequence text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line.append("\\n");
            } else if (Character.isISOControl(c)) {
                line.append("\\u").append(Character.forDigit(c >> 12, 16));
                line.append(Character.forDigit(c >> 8 & 15, 16));
                line.append(Character.forDigit(c >> 4 & 15, 16));
                line.append(Character.forDigit(c & 15, 16));
            } else {
                line.append(c);
            }
        }
        return line.toString();
    }
}

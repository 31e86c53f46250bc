package org.portcullis.security.scan;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * A text that gives a scanner away wherever it stands in one of some fields; letters are compared
 * without case.
 *
 * @param text printable ASCII, 1 to {@value #MAX_LENGTH} characters, in lower case
 */
public record ScanPattern(Set<ScanField> fields, String text) {
    private static final int MAX_LENGTH = 128;
    private static final Set<ScanField> WHOLE_FIELDS =
            EnumSet.complementOf(EnumSet.of(ScanField.URI_USER));

    public ScanPattern {
        fields = Set.copyOf(fields);
        text = text.toLowerCase(Locale.ROOT);
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("fields: none (expected: at least one)");
        }
        boolean printable = !text.isEmpty() && text.length() <= MAX_LENGTH;
        for (int i = 0; printable && i < text.length(); i++) {
            printable = text.charAt(i) >= ' ' && text.charAt(i) < 0x7f;
        }
        if (!printable) {
            throw new IllegalArgumentException(
                    "pattern: "
                            + text
                            + " (expected: 1-"
                            + MAX_LENGTH
                            + " printable ASCII characters)");
        }
    }

    /** One for any field. */
    public static ScanPattern anywhere(String text) {
        return new ScanPattern(WHOLE_FIELDS, text);
    }

    public static ScanPattern in(ScanField field, String text) {
        return new ScanPattern(Set.of(field), text);
    }

    /**
     * Reads {@code text} or {@code user-agent: text}, as in a file of patterns.
     *
     * @throws IllegalArgumentException naming what is wrong and what was expected
     */
    public static ScanPattern parse(String line) {
        int colon = line.indexOf(':');
        if (colon > 0) {
            String label = line.substring(0, colon);
            for (ScanField field : ScanField.values()) {
                if (field.label().equals(label)) {
                    return in(field, line.substring(colon + 1).strip());
                }
            }
        }
        return anywhere(line);
    }
}

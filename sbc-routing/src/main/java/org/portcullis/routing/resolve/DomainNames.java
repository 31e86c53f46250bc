package org.portcullis.routing.resolve;

import java.util.Locale;
import java.util.Optional;

/**
 * Names as they are asked for: of hosts and, with underscores, of services (RFC 1035 2.3, 2782).
 */
final class DomainNames {
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;

    private DomainNames() {}

    /** The name in lower case without its last dot; empty for what is no name. */
    static Optional<String> canonical(String text) {
        int end = text.endsWith(".") ? text.length() - 1 : text.length();
        if (end == 0 || end > MAX_NAME) {
            return Optional.empty();
        }
        int label = 0;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    return Optional.empty();
                }
                label = 0;
            } else if (!permitted(c) || ++label > MAX_LABEL) {
                return Optional.empty();
            }
        }
        return label == 0
                ? Optional.empty()
                : Optional.of(text.substring(0, end).toLowerCase(Locale.ROOT));
    }

    private static boolean permitted(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_';
    }
}

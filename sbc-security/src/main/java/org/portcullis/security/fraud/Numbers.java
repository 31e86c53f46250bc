package org.portcullis.security.fraud;

/** Called numbers as prefixes are compared with them. */
final class Numbers {
    private static final int LONGEST = 64;

    private Numbers() {}

    /**
     * A number as it is dialled: escapes of the URI undone, which hide nothing from who routes it,
     * visual separators left out (RFC 3966 5.1.1), no longer than any prefix.
     */
    static String plain(String user) {
        StringBuilder plain = new StringBuilder(Math.min(user.length(), LONGEST));
        for (int i = 0; i < user.length() && plain.length() < LONGEST; i++) {
            char c = user.charAt(i);
            if (c == '%' && i + 2 < user.length()) {
                int high = Character.digit(user.charAt(i + 1), 16);
                int low = Character.digit(user.charAt(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    c = (char) (high * 16 + low);
                    i += 2;
                }
            }
            if (c != '-' && c != '.' && c != '(' && c != ')') {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}

package org.portcullis.security.ban;

import java.util.Optional;

/**
 * The nftables sets that banned addresses are put into, as configured. Both have {@code flags
 * timeout}.
 *
 * @param family of the table: {@code inet}, {@code ip}, {@code ip6} or {@code netdev}
 * @param set of type {@code ipv4_addr}
 * @param set6 of type {@code ipv6_addr}
 */
public record NftSettings(
        String family, String table, Optional<String> set, Optional<String> set6) {
    public NftSettings {
        requireName("family", family);
        requireName("table", table);
        set.ifPresent(name -> requireName("set", name));
        set6.ifPresent(name -> requireName("set6", name));
    }

    /** An identifier of nftables: what is not one would be read as more of the command. */
    public static boolean isName(String text) {
        if (text.isEmpty() || text.length() > 64 || !isLetter(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '-' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static void requireName(String key, String text) {
        if (!isName(text)) {
            throw new IllegalArgumentException(
                    key + ": " + text + " (expected: letters, digits, '_', '-' or '.')");
        }
    }
}

package org.portcullis.security.acl;

/**
 * The addresses of a domain name, A and AAAA, as they are at the time.
 *
 * @param domain in lower case, without a dot at the end
 * @param port 1 to 65535, or {@link AddressEntry#ANY_PORT}
 */
public record DomainEntry(String domain, int port, String tag) implements GroupMember {
    private static final int MAX_LENGTH = 253;
    private static final int MAX_LABEL = 63;

    public DomainEntry {
        if (!isDomain(domain)) {
            throw new IllegalArgumentException(
                    "domain: " + domain + " (expected: a name with a dot in it)");
        }
    }

    @Override
    public DomainEntry tagged(String newTag) {
        return new DomainEntry(domain, port, newTag);
    }

    /** Two labels at the least, the last of which does not begin with a digit. */
    static boolean isDomain(String text) {
        if (text.length() > MAX_LENGTH || text.indexOf('.') < 0) {
            return false;
        }
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && text.charAt(i) != '.') {
                char c = text.charAt(i);
                boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
                if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
                    return false;
                }
            } else {
                if (i == start || i - start > MAX_LABEL) {
                    return false;
                }
                if (i < text.length()) {
                    start = i + 1;
                }
            }
        }
        return !Character.isDigit(text.charAt(start));
    }
}

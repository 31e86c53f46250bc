package org.portcullis.security.acl;

import java.util.Locale;

/** What a group is made of: addresses, or a domain name that stands for some. */
public sealed interface GroupMember permits AddressEntry, DomainEntry {

    /** What the operator calls it; empty for nothing. */
    String tag();

    /** The same by another tag. */
    GroupMember tagged(String tag);

    /**
     * Reads an {@link AddressEntry}, {@code carrier.example} or {@code carrier.example:5060}.
     *
     * @throws IllegalArgumentException naming what is wrong and what was expected
     */
    static GroupMember parse(String text) {
        int colon = text.indexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        if (!DomainEntry.isDomain(host) || text.indexOf(':', colon + 1) > colon && colon >= 0) {
            return AddressEntry.parse(text);
        }
        int port = colon < 0 ? AddressEntry.ANY_PORT : AddressEntry.port(text.substring(colon + 1));
        return new DomainEntry(host.toLowerCase(Locale.ROOT), port, "");
    }

    /**
     * @throws IllegalArgumentException where this is not a tag: a word of up to 64 characters
     */
    static String requireTag(String text) {
        boolean word = !text.isEmpty() && text.length() <= 64;
        for (int i = 0; word && i < text.length(); i++) {
            word = text.charAt(i) > ' ' && text.charAt(i) != 0x7f;
        }
        if (!word) {
            throw new IllegalArgumentException(
                    "tag: " + text + " (expected: a word of up to 64 characters)");
        }
        return text;
    }
}

package org.portcullis.security.scan;

import java.util.Locale;

/** A part of a request that is looked at. */
public enum ScanField {
    USER_AGENT(1),
    FROM(2),
    TO(4),
    REQUEST_URI(8),
    CONTACT(16),
    /** The user part of the URIs in all of these. */
    URI_USER(32);

    private final int bit;
    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    ScanField(int bit) {
        this.bit = bit;
    }

    /** As in the configuration. */
    public String label() {
        return label;
    }

    /** Of its own in a set of fields. */
    int bit() {
        return bit;
    }
}

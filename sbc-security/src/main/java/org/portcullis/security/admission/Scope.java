package org.portcullis.security.admission;

import java.util.Locale;

/** What a limit on calls is of. A call takes its places in this order, the narrowest first. */
enum Scope {
    /** Each user of a realm. */
    USER,
    /** Each source address of a realm. */
    SOURCE,
    /** A trunk or dispatcher. */
    PEER,
    REALM,
    /** The box. */
    ALL;

    /** As metrics and log lines write it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

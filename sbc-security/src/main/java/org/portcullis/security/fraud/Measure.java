package org.portcullis.security.fraud;

import java.util.Locale;

/** What is counted of a source's calls to the numbers of a rule. */
public enum Measure {
    /** Calls of the last 60 seconds. */
    CALLS_PER_MINUTE,
    /** Calls since the window began. */
    CALLS,
    /** Calls that stand. */
    CONCURRENT,
    /** Calls to the same number without one to another between them. */
    SEQUENTIAL,
    /** Minutes talked since the window began, those of calls that stand included. */
    MINUTES;

    /** As configuration, metrics and log lines write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

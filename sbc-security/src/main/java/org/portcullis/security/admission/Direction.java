package org.portcullis.security.admission;

/** Which way a call crosses the limit that counts it. */
enum Direction {
    IN("in"),
    OUT("out");

    private final String label;

    Direction(String label) {
        this.label = label;
    }

    /** As metrics and log lines write it. */
    String label() {
        return label;
    }

    CallLimits of(TwoWayLimits limits) {
        return this == IN ? limits.in() : limits.out();
    }
}

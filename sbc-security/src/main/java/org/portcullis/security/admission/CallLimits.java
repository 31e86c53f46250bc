package org.portcullis.security.admission;

/**
 * How many calls a peer may bring, as configured.
 *
 * @param calls at the same time, or {@link #UNLIMITED}
 * @param cps calls a second, in the long run, or {@link #UNLIMITED}
 * @param burst calls at once when there were none for a while
 * @param status the answer to one too many; a 503 carries a Retry-After
 */
public record CallLimits(int calls, int cps, int burst, int status) {

    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** The answer where none is configured. */
    public static final int DEFAULT_STATUS = 503;

    public static final CallLimits NONE = new CallLimits(UNLIMITED, UNLIMITED);

    /** A second's worth may come at once. */
    public CallLimits(int calls, int cps) {
        this(calls, cps, cps, DEFAULT_STATUS);
    }

    public CallLimits {
        requirePositive("calls", calls);
        requirePositive("cps", cps);
        requirePositive("burst", burst);
        if (status < 400 || status > 699) {
            throw new IllegalArgumentException("status: " + status + " (expected: 400-699)");
        }
    }

    /** Whether nothing is ever refused for it. */
    public boolean unlimited() {
        return calls == UNLIMITED && cps == UNLIMITED;
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
        }
    }
}

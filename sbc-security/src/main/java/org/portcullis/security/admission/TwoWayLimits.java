package org.portcullis.security.admission;

/**
 * The limits on calls of one party, each way by itself.
 *
 * @param in on calls that it brings
 * @param out on calls that go to it
 */
public record TwoWayLimits(CallLimits in, CallLimits out) {
    public static final TwoWayLimits NONE = new TwoWayLimits(CallLimits.NONE, CallLimits.NONE);

    /** Limits on what a party brings alone. */
    public TwoWayLimits(CallLimits in) {
        this(in, CallLimits.NONE);
    }
}

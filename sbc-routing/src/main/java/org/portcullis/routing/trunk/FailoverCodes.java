package org.portcullis.routing.trunk;

import java.util.BitSet;
import java.util.List;

/**
 * Which failures of a peer are followed by the next peer of a route. Immutable; any thread.
 *
 * <p>A 6xx never is (RFC 3261 16.7 step 5), nor a redirection.
 */
public final class FailoverCodes {

    /**
     * 408, for a timeout too, and every 5xx that does not speak of the call itself: not 501, 505,
     * 513 and 580, and not a 500 with a Reason (RFC 3326), which is a gateway telling what the
     * telephone network said.
     */
    public static final FailoverCodes DEFAULT = byDefault();

    private static final int LEAST = 400;
    private static final int MOST = 599;

    private final BitSet codes;
    private final boolean reasonEnds;

    private FailoverCodes(BitSet codes, boolean reasonEnds) {
        this.codes = codes;
        this.reasonEnds = reasonEnds;
    }

    private static FailoverCodes byDefault() {
        BitSet codes = new BitSet();
        codes.set(408);
        codes.set(500, 600);
        List.of(501, 505, 513, 580).forEach(codes::clear);
        return new FailoverCodes(codes, true);
    }

    /** Codes from one to another, both included. */
    public record Range(int least, int most) {
        public Range {
            if (least < LEAST || most > MOST || least > most) {
                throw new IllegalArgumentException(
                        least + "-" + most + " (expected: codes of 400-599, the lower one first)");
            }
        }
    }

    /** Exactly these, with a Reason or without. */
    public static FailoverCodes of(List<Range> ranges) {
        BitSet codes = new BitSet();
        ranges.forEach(range -> codes.set(range.least(), range.most() + 1));
        return new FailoverCodes(codes, false);
    }

    /**
     * Whether another peer may do better.
     *
     * @param status of the response; 408 for a timeout, 503 for a transport error
     * @param reason whether the response bears a Reason
     */
    public boolean goesOn(int status, boolean reason) {
        return codes.get(status) && !(reasonEnds && reason && status == 500);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FailoverCodes its
                && codes.equals(its.codes)
                && reasonEnds == its.reasonEnds;
    }

    @Override
    public int hashCode() {
        return codes.hashCode();
    }

    @Override
    public String toString() {
        return codes.toString();
    }
}

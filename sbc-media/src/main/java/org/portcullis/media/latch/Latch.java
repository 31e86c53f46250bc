package org.portcullis.media.latch;

import org.portcullis.media.port.Endpoint;

/**
 * The lock on one peer's address: it decides for each packet whether the peer sent it, and knows
 * where packets to the peer go.
 *
 * <p>From {@link #open} on the window is open. The first proven packet from an address that the
 * peer is known by locks source and destination to where it came from, any port. Where a NAT hides
 * the peer, a stranger that sends a run of proven packets while no known address does is taken for
 * it. Once locked, nobody else is heard until the window opens again. Owned by one loop.
 *
 * <pre>
 *  state   input                              next    verdict
 *  open    not proven                         open    REFUSED
 *  open    proven, from a known address       locked  LATCHED
 *  open    proven, from a stranger, firm      open    REFUSED
 *  open    proven, from a stranger, not firm  open    REFUSED, up to the last of its run: locked, LATCHED
 *  locked  from the locked source             locked  ACCEPTED
 *  locked  from anybody else                  locked  REFUSED
 * </pre>
 */
public final class Latch {

    /** What to do with a packet. */
    public enum Verdict {
        /** It is the peer's. */
        ACCEPTED,
        /** It is the peer's, and its source is locked from now on. */
        LATCHED,
        /** It is not known to be the peer's. */
        REFUSED
    }

    /**
     * Packets of a row that make a stranger the peer: 100 ms of speech, in which a known address
     * would have been heard.
     */
    static final int RUN = 5;

    private Expectation expected = Expectation.NOBODY;
    private Endpoint locked = Endpoint.NOWHERE;
    private Endpoint destination = Endpoint.NOWHERE;
    private Endpoint stranger = Endpoint.NOWHERE;
    private int run;
    private Endpoint companion = Endpoint.NOWHERE;

    /**
     * Opens the window anew. Who is expected as before is sent to as before until it is heard
     * again.
     */
    public void open(Expectation expectation) {
        if (!expects(expectation)) {
            expected = expectation;
            destination = expectation.destination();
        }
        locked = Endpoint.NOWHERE;
        stranger = Endpoint.NOWHERE;
        companion = Endpoint.NOWHERE;
    }

    /** True if the window was last opened for this. */
    public boolean expects(Expectation expectation) {
        return expectation.equals(expected);
    }

    /**
     * Ties this latch to another of the same peer that has locked, as RTCP is tied to RTP: behind a
     * NAT, only the address that the other locked is known from now on.
     */
    public void follow(Latch other) {
        companion = other.locked;
        if (!expected.firm() && !companion.isHost(locked.high(), locked.low())) {
            locked = Endpoint.NOWHERE;
        }
    }

    /**
     * @param proven whether the packet has all the marks of what was negotiated
     */
    public Verdict judge(long high, long low, int port, boolean proven) {
        if (locked.is(high, low, port)) {
            return Verdict.ACCEPTED;
        }
        if (!locked.isNowhere() || !proven || port == 0) {
            return Verdict.REFUSED;
        }
        if (knows(high, low) || !expected.firm() && isRun(high, low, port)) {
            locked = new Endpoint(high, low, port);
            destination = locked;
            return Verdict.LATCHED;
        }
        return Verdict.REFUSED;
    }

    /** Where packets to the peer go; {@link Endpoint#NOWHERE} for none. */
    public Endpoint destination() {
        return destination;
    }

    /** Where the peer's packets come from; {@link Endpoint#NOWHERE} while the window is open. */
    public Endpoint locked() {
        return locked;
    }

    private boolean knows(long high, long low) {
        return expected.firm() || companion.isNowhere()
                ? expected.names(high, low)
                : companion.isHost(high, low);
    }

    private boolean isRun(long high, long low, int port) {
        if (!companion.isNowhere()) {
            return false;
        }
        if (!stranger.is(high, low, port)) {
            stranger = new Endpoint(high, low, port);
            run = 0;
        }
        return ++run == RUN;
    }
}
